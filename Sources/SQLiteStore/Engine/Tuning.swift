/// How connections are set up.
enum Tuning {
    /// Readers: what a look-up among a million accounts touches again and again fits into 4 MB; the rest is the operating system's cache.
    static let reader = """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -4096;
        PRAGMA mmap_size = 0;
        """

    /// The writer. In WAL mode `FULL` syncs the log at each commit, so that what was acknowledged survives a loss of power.
    static func writer(_ durability: SQLiteStore.Durability) -> String {
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = \(durability == .durable ? "FULL" : "OFF");
        PRAGMA cache_size = -16384;
        PRAGMA mmap_size = 0;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA temp_store = MEMORY;
        """
    }
}
