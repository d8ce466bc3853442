/// The settings of connections.
enum Tuning {
    /// Settings for readers.
    static let reader = """
        PRAGMA query_only = ON;
        PRAGMA mmap_size = 0;
        """

    /// Returns the KiB for a reader's cached pages, for a database of so many pages of 4 KiB. It is a 64th of the database,
    /// from 4 MiB to 32 MiB. Its inner pages, which each look-up uses, are about a 200th. The operating system caches the
    /// rest.
    static func readerCache(pages: Int64) -> Int64 {
        min(max(pages / 16, 4 << 10), 32 << 10)
    }

    /// Returns the settings for the writer. In WAL mode, `FULL` syncs the log at each commit, so that acknowledged
    /// changes survive a power loss, and `NORMAL` before it is copied into the database.
    static func writer(_ durability: SQLiteStore.Durability) -> String {
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = \(synchronous(durability));
        PRAGMA cache_size = -\(durability == .bulk ? 512 << 10 : 16 << 10);
        PRAGMA mmap_size = 0;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA temp_store = MEMORY;
        """
    }

    private static func synchronous(_ durability: SQLiteStore.Durability) -> String {
        switch durability {
        case .durable: "FULL"
        case .bulk: "NORMAL"
        case .ephemeral: "OFF"
        }
    }

    /// Returns the number of pages of 4 KiB from which the log is copied into the database. It limits what must be read at a start after a
    /// crash. While a store is filled, each page is changed again and again, and is copied less often with a longer log.
    static func logLimit(_ durability: SQLiteStore.Durability) -> Int {
        durability == .bulk ? 1 << 16 : 1000
    }
}
