import Accounts
import SQLiteStore

/// Where the database is, and the store in it.
final class DataPlace: Sendable {
    let store: SQLiteStore
    /// Says that fixtures are being loaded; nil for a temporary place, which no later start finds.
    private let mark: FileMark?

    private init(store: SQLiteStore, mark: FileMark?) {
        self.store = store
        self.mark = mark
    }

    /// Opens the store where it is asked for. Refuses a directory that another process uses.
    ///
    /// A store that a load of fixtures was writing when its process ended is emptied: nothing in it was ever shown to anybody, and half of
    /// a world must not be taken for a whole one.
    static func open(_ location: ServerOptions.Location) throws(ServerError) -> DataPlace {
        guard case .directory(let folder) = location else {
            return DataPlace(store: try opening { () throws(StoreOpeningError) in try SQLiteStore.temporary() }, mark: nil)
        }
        let mark = FileMark(path: folder + "/fixtures.loading")
        if mark.isThere {
            // Not opened: what a crash left of it while it was being emptied may be refused.
            try opening { () throws(StoreOpeningError) in try SQLiteStore.destroy(directory: folder) }
            try remove(mark)
        }
        return DataPlace(store: try opening { () throws(StoreOpeningError) in try SQLiteStore(directory: folder) }, mark: mark)
    }

    private static func opening<Result>(_ body: () throws(StoreOpeningError) -> Result) throws(ServerError) -> Result {
        do throws(StoreOpeningError) {
            return try body()
        } catch {
            throw .failed(error.description)
        }
    }

    /// Runs a load of fixtures, so that a later start can tell whether it came to its end. Fails when that cannot be written down, which
    /// would cost all that users have changed until then.
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
            // If it stays, the next start empties what is empty.
            try? mark.remove()
            throw error
        }
        try Self.remove(mark)
    }

    /// Brings what was loaded into the database file itself. Without its log the file must not look as if nothing had ever been loaded.
    private func settle() throws(ServerError) {
        do throws(StoreError) {
            try store.copyLog()
        } catch {
            throw .failed("the fixtures cannot be stored: the store \(error.reason)")
        }
    }

    /// Takes the mark away, on the disk too.
    private static func remove(_ mark: FileMark) throws(ServerError) {
        do throws(FileMarkError) {
            try mark.remove()
        } catch {
            throw .failed("\(mark.path) cannot be removed (\(error)): the next start would take the store for half loaded and empty it")
        }
    }

    /// Finishes what is being written. A temporary place is gone afterwards.
    func close() {
        store.close()
    }
}
