import CSQLite

/// A copy of a whole database, page by page, as it is in the transaction of a connection.
struct DatabaseCopy {
    /// The number of pages, 4 MiB, that are copied before progress is reported.
    private static let pagesAtOnce: Int32 = 1024

    let source: Connection

    /// Writes the copy to a file that exists and is empty. The file needs no other file beside it.
    ///
    /// The transaction of the source goes on until the source is closed, so the copy is that of one moment. SQLite begins a
    /// copy anew when somebody writes only if it has to begin transactions of its own.
    func write(to path: String, progress: (_ done: Int, _ total: Int) -> Void) throws(Failure) {
        let target = try Connection(path: path, readOnly: false)
        try target.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")
        guard let copy = sqlite3_backup_init(target.pointer, "main", source.pointer, "main") else {
            throw .sqlite(ResultCode(rawValue: sqlite3_extended_errcode(target.pointer)))
        }
        var result = SQLITE_OK
        while result == SQLITE_OK {
            result = sqlite3_backup_step(copy, Self.pagesAtOnce)
            let total = Int(sqlite3_backup_pagecount(copy))
            progress(total - Int(sqlite3_backup_remaining(copy)), total)
        }
        let end = sqlite3_backup_finish(copy)
        guard result == SQLITE_DONE, end == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: end == SQLITE_OK ? result : end)) }
        // The copy says that it has a log. A file that is to be alone must not.
        try target.execute("PRAGMA journal_mode = DELETE;")
    }
}
