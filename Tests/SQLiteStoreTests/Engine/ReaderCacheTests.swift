import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct ReaderCacheTests {
    /// Pages are of 4 KiB, so 65,536 are 256 MiB.
    @Test(arguments: [(0, 4096), (65_536, 4096), (131_072, 8192), (524_288, 32_768), (100_000_000, 32_768)] as [(Int64, Int64)])
    func isASixtyFourthOfTheDatabaseWithinBounds(_ pages: Int64, _ kibibytes: Int64) {
        #expect(Tuning.readerCache(pages: pages) == kibibytes)
    }

    @Test func isSetForEachReader() throws {
        try withStore { store, _ in
            let size = try store.pool.read { connection throws(Failure) in try connection.first("PRAGMA cache_size") { $0.int(0) } }
            #expect(size == -4096)
            #expect(try store.pool.read { connection throws(Failure) in try connection.first("PRAGMA page_size") { $0.int(0) } } == 4096)
        }
    }
}
