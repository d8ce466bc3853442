import Accounts
import SQLiteStore

/// The store that the server has opened, in a data directory or in a temporary one.
final class OpenStore: Sendable {
    let store: SQLiteStore
    /// The mark that fixtures are being loaded. Nil for a temporary directory, which no later start finds.
    private let mark: FileMark?

    private init(store: SQLiteStore, mark: FileMark?) {
        self.store = store
        self.mark = mark
    }

    /// Opens the store at a location. Throws if another process uses the directory.
    ///
    /// If a process ended while it loaded fixtures into the store, the store is emptied. Nobody has seen its content,
    /// and incomplete data must not pass for complete data. This is reported, because the mark may also come from an
    /// incomplete copy of a directory.
    static func open(_ location: ServerOptions.Location, events: ServerEvents = { _ in }) throws(ServerError) -> OpenStore {
        guard case .directory(let folder) = location else {
            return OpenStore(store: try opening { () throws(StoreOpeningError) in try SQLiteStore.temporary() }, mark: nil)
        }
        let mark = FileMark(path: folder + "/fixtures.loading")
        if mark.isThere {
            // The store is not opened, because opening may refuse what a crash while emptying it has left.
            try opening { () throws(StoreOpeningError) in try SQLiteStore.destroy(directory: folder) }
            events(.storeEmptied(mark: mark.path))
            try remove(mark)
        }
        return OpenStore(store: try opening { () throws(StoreOpeningError) in try SQLiteStore(directory: folder) }, mark: mark)
    }

    private static func opening<Result>(_ body: () throws(StoreOpeningError) -> Result) throws(ServerError) -> Result {
        do throws(StoreOpeningError) {
            return try body()
        } catch {
            throw .failed(error.description)
        }
    }

    /// Loads fixtures in such a way that a later start can tell whether loading was completed. Throws if that cannot be
    /// recorded; otherwise a later start would delete all changes that users have made by then.
    func whileLoading(_ load: () throws(ServerError) -> Void) throws(ServerError) {
        guard let mark else { return try load() }
        do throws(FileMarkError) {
            try mark.make()
        } catch {
            throw .failed(error.description)
        }
        do throws(ServerError) {
            try load()
            try settle()
        } catch {
            store.destroy()
            // If the mark stays, the next start empties an empty store.
            try? mark.remove()
            throw error
        }
        try Self.remove(mark)
    }

    /// Copies the loaded data into the database file itself. If its log is lost, the file must not look as if nothing
    /// had ever been loaded.
    private func settle() throws(ServerError) {
        do throws(StoreError) {
            try store.copyLog()
        } catch {
            throw .failed("the fixtures cannot be stored: the store \(error.reason)")
        }
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
        store.close()
    }
}
