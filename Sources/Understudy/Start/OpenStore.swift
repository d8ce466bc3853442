import Accounts
import PostgreSQLStore
import SQLiteStore

/// The store that the server has opened: in a data directory, in a temporary one, or in a database that other processes
/// use too.
final class OpenStore: Sendable {
    /// Where the store is, and what shows there that fixtures are being loaded.
    private enum Place: Sendable {
        /// A temporary directory, which no later start finds.
        case temporary(SQLiteStore)
        case directory(SQLiteStore, mark: FileMark)
        /// The database is locked for other starts until ``isReady()``.
        case database(PostgreSQLStore, lock: StartLock)
    }

    private let place: Place

    private init(_ place: Place) {
        self.place = place
    }

    /// The store.
    var store: any AccountStore {
        switch place {
        case .temporary(let store), .directory(let store, _): store
        case .database(let store, _): store
        }
    }

    /// Whether other processes may change the store too.
    var isShared: Bool {
        if case .database = place { true } else { false }
    }

    /// Opens the store at a location. Throws if another process uses the directory.
    ///
    /// If a process ended while it loaded fixtures into the store, the store is emptied. Nobody has seen its content,
    /// and incomplete data must not pass for complete data. This is reported, because the mark may also come from an
    /// incomplete copy of a directory.
    static func open(
        _ location: ServerOptions.Location, database settings: PostgreSQLSettings = PostgreSQLSettings(), fills: Bool = false,
        events: ServerEvents = { _ in }
    ) throws(ServerError) -> OpenStore {
        switch location {
        case .temporary:
            return OpenStore(.temporary(try opening { () throws(StoreOpeningError) in try SQLiteStore.temporary() }))
        case .directory(let folder): return try open(folder, fills ? .bulk : .durable, events)
        case .database(let address): return try open(address, settings, events)
        }
    }

    /// What shows that fixtures are being loaded into a directory, or that this was interrupted.
    private static func loadingMark(_ folder: String) -> FileMark { FileMark(path: folder + "/fixtures.loading") }

    /// Throws if fixtures are being loaded into a directory, or that was interrupted.
    static func checkLoaded(_ folder: String) throws(ServerError) {
        let mark = loadingMark(folder)
        guard mark.isThere else { return }
        throw .failed(
            "\(mark.path) shows that fixtures are being loaded, or that this was interrupted: try again once understudy serve is ready on "
                + "this directory")
    }

    private static func open(
        _ folder: String, _ durability: SQLiteStore.Durability, _ events: ServerEvents
    ) throws(ServerError) -> OpenStore {
        let mark = loadingMark(folder)
        if mark.isThere {
            // The store is not opened, because opening may refuse what a crash while emptying it has left.
            try opening { () throws(StoreOpeningError) in try SQLiteStore.destroy(directory: folder) }
            events(.storeEmptied(mark: mark.path))
            try remove(mark)
        }
        return OpenStore(
            .directory(
                try opening { () throws(StoreOpeningError) in try SQLiteStore(directory: folder, durability: durability) }, mark: mark))
    }

    private static func open(
        _ address: PostgreSQLAddress, _ settings: PostgreSQLSettings, _ events: ServerEvents
    ) throws(ServerError) -> OpenStore {
        let store: PostgreSQLStore
        do throws(PostgreSQLOpeningError) {
            store = try PostgreSQLStore(address, settings: settings)
        } catch {
            throw .failed(error.description)
        }
        return try ServerError.reading { () throws(StoreError) in
            let lock = try store.lockForStart()
            if try store.isHalfFilled {
                try empty(store)
                events(.storeEmptied(mark: "\(address)"))
            }
            return OpenStore(.database(store, lock: lock))
        }
    }

    /// Deletes everything in a database, and then what shows that it was half filled.
    private static func empty(_ store: PostgreSQLStore) throws(StoreError) {
        for site in try store.sites() { _ = try store.deleteSite(site.id) }
        try store.setHalfFilled(false)
    }

    static func opening<Result>(_ body: () throws(StoreOpeningError) -> Result) throws(ServerError) -> Result {
        do throws(StoreOpeningError) {
            return try body()
        } catch {
            throw .failed(error.description)
        }
    }

    /// Lets the next process begin, if others may use the database. Call this once the store has its first content.
    func isReady() {
        if case .database(_, let lock) = place { lock.release() }
    }

    /// Loads fixtures in such a way that a later start can tell whether loading was completed. Throws if that cannot be
    /// recorded; otherwise a later start would delete all changes that users have made by then.
    func whileLoading(_ load: () throws(ServerError) -> Void) throws(ServerError) {
        switch place {
        case .temporary: try load()
        case .directory(let store, let mark): try Self.whileLoading(load, into: store, mark)
        case .database(let store, _): try Self.whileLoading(load, into: store)
        }
    }

    private static func whileLoading(_ load: () throws(ServerError) -> Void, into store: PostgreSQLStore) throws(ServerError) {
        try writing { () throws(StoreError) in try store.setHalfFilled(true) }
        do throws(ServerError) {
            try load()
        } catch {
            // If the mark stays, the next start empties the store.
            try? empty(store)
            throw error
        }
        try writing { () throws(StoreError) in try store.setHalfFilled(false) }
    }

    private static func writing(_ body: () throws(StoreError) -> Void) throws(ServerError) {
        do throws(StoreError) {
            try body()
        } catch {
            throw .failed("the fixtures cannot be stored: the store \(error.reason)")
        }
    }

    private static func whileLoading(
        _ load: () throws(ServerError) -> Void, into store: SQLiteStore, _ mark: FileMark
    ) throws(ServerError) {
        do throws(FileMarkError) {
            try mark.make()
        } catch {
            throw .failed(error.description)
        }
        do throws(ServerError) {
            try load()
            // If the log is lost, the database file itself must not look as if nothing had ever been loaded.
            try writing { () throws(StoreError) in try store.copyLog() }
        } catch {
            store.destroy()
            // If the mark stays, the next start empties an empty store.
            try? mark.remove()
            throw error
        }
        try remove(mark)
    }

    /// Removes the mark, on the disk too.
    private static func remove(_ mark: FileMark) throws(ServerError) {
        do throws(FileMarkError) {
            try mark.remove()
        } catch {
            throw .failed("\(mark.path) cannot be removed (\(error)): the next start would take the store for half loaded and empty it")
        }
    }

    /// Completes all writes. A temporary directory is then deleted.
    func close() {
        switch place {
        case .temporary(let store), .directory(let store, _): store.close()
        case .database(let store, let lock):
            lock.release()
            store.close()
        }
    }
}
