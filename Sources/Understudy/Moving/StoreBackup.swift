import SQLiteStore

/// Backups of a data directory: whole copies of its database in one file.
public enum StoreBackup {
    /// Receives how many of all pages of the database are copied.
    public typealias Progress = (_ done: Int, _ total: Int?) -> Void

    /// Writes a backup to a file, also while a server uses the directory. The backup has all that was acknowledged before the
    /// call. When this returns, it is on the disk under its name. If it fails, a file with this name is as it was.
    public static func write(_ folder: String, to file: String, progress: @escaping Progress = { _, _ in }) throws(ServerError) {
        try OpenStore.checkLoaded(folder)
        let output = try ReplacedFile(file)
        do throws(ServerError) {
            try OpenStore.opening { () throws(StoreOpeningError) in
                try SQLiteBackup.write(directory: folder, to: output.temporaryPath, progress: progress)
            }
            try output.finish()
        } catch {
            output.discard()
            throw error
        }
    }

    /// Puts a backup into a directory without a store, which no server uses. The directory is created if it is missing.
    public static func restore(_ file: String, into folder: String, progress: @escaping Progress = { _, _ in }) throws(ServerError) {
        try OpenStore.checkLoaded(folder)
        try OpenStore.opening { () throws(StoreOpeningError) in try SQLiteBackup.restore(file, into: folder, progress: progress) }
    }
}
