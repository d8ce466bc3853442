import Accounts
import Glibc
import SQLiteStore

/// Where the database is, and the store in it.
final class DataPlace: Sendable {
    let store: SQLiteStore
    /// A mark that fixtures are being loaded; nil for a temporary place, which no later start finds.
    private let mark: String?

    private init(store: SQLiteStore, mark: String?) {
        self.store = store
        self.mark = mark
    }

    /// Opens the store in a folder, or one in a temporary place. Refuses a folder that another process uses.
    ///
    /// A store that a load of fixtures was writing when its process ended is emptied: nothing in it was ever shown to anybody, and half of
    /// a world must not be taken for a whole one.
    static func open(_ folder: String?) throws(CommandFailure) -> DataPlace {
        do {
            guard let folder else { return DataPlace(store: try SQLiteStore.temporary(), mark: nil) }
            let mark = folder + "/fixtures.loading"
            if Files.isFile(mark) {
                // Not opened: what a crash left of it while it was being emptied may be refused.
                try SQLiteStore.destroy(directory: folder)
                try remove(mark)
            }
            return DataPlace(store: try SQLiteStore(directory: folder), mark: mark)
        } catch let error as StoreOpeningError {
            throw .failed(error.description)
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Runs a load of fixtures, so that a later start can tell whether it came to its end. Fails when that cannot be written down, which
    /// would cost all that users have changed until then.
    func whileLoading(_ load: () throws(CommandFailure) -> Void) throws(CommandFailure) {
        guard let mark else { return try load() }
        try Files.write([], to: mark)
        try Files.synchronize(folderOf: mark)
        do throws(CommandFailure) {
            try load()
            try settle()
        } catch {
            store.destroy()
            unlink(mark)
            throw error
        }
        try Self.remove(mark)
    }

    /// Brings what was loaded into the database file itself. Without its log the file must not look as if nothing had ever been loaded.
    private func settle() throws(CommandFailure) {
        do throws(StoreError) {
            try store.copyLog()
        } catch {
            throw .failed("the fixtures cannot be stored: the store \(error.reason)")
        }
    }

    /// Takes the mark away, on the disk too.
    private static func remove(_ mark: String) throws(CommandFailure) {
        do throws(CommandFailure) {
            guard unlink(mark) == 0 else { throw .failed(Files.reason()) }
            try Files.synchronize(folderOf: mark)
        } catch {
            throw .failed("\(mark) cannot be removed (\(error.message)): the next start would take the store for half loaded and empty it")
        }
    }

    /// Finishes what is being written. A temporary place is gone afterwards.
    func close() {
        store.close()
    }
}
