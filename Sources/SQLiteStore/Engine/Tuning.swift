/// The settings of connections.
enum Tuning {
    /// Settings for readers. The pages that look-ups among a million accounts use repeatedly fit into 4 MB. The
    /// operating system caches the rest.
    static let reader = """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -4096;
        PRAGMA mmap_size = 0;
        """

    /// Returns the settings for the writer. In WAL mode, `FULL` syncs the log at each commit, so that acknowledged
    /// changes survive a power loss.
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
