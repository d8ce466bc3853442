import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

/// A database that is gone is not one that is still to be made.
@Suite("A directory in which a store was made")
struct LostDatabaseTests {
    private func withUsedDirectory(_ body: (_ directory: String) throws -> Void) throws {
        try withScratchDirectory { directory in
            try makeSite(in: directory)
            try body(directory)
        }
    }

    /// The directory stays locked as long as the store lives.
    private func makeSite(in directory: String) throws {
        let store = try SQLiteStore(directory: directory)
        _ = try store.createSite(named: "site")
        store.close()
    }

    private func remove(_ name: String, in directory: String) throws {
        try FileManager.default.removeItem(atPath: directory + "/" + name)
    }

    private func put(_ bytes: Int, into name: String, in directory: String) throws {
        try Data(repeating: 0, count: bytes).write(to: URL(fileURLWithPath: directory + "/" + name))
    }

    private func names(in directory: String) throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: directory)) }

    @Test func isRefusedWhenItsDatabaseIsMissing() throws {
        try withUsedDirectory { directory in
            try remove("understudy.db", in: directory)
            let refused = try #require(refusal(directory))
            #expect(refused.kind == .lost)
            #expect(
                refused.description
                    == "data directory \(directory): its database understudy.db is missing, but understudy.made shows that a store was made here; "
                    + "remove understudy.db-wal and understudy.db-shm and put the database back from a copy, or start from the copy's own "
                    + "directory, or, to begin anew without what was in it, remove understudy.made as well")
            #expect(try !names(in: directory).contains("understudy.db"), "nothing is made in its place")
            try remove("understudy.made", in: directory)
            #expect(refusal(directory) == nil, "as the message says")
        }
    }

    @Test func isRefusedWhenItsDatabaseIsEmpty() throws {
        try withUsedDirectory { directory in
            try put(0, into: "understudy.db", in: directory)
            #expect(refusal(directory)?.description.contains("its database understudy.db is empty, but understudy.made shows") == true)
        }
    }

    @Test func isRefusedWhenItsDatabaseHasNoTables() throws {
        try withUsedDirectory { directory in
            try put(0, into: "understudy.db", in: directory)
            try Connection(path: directory + "/understudy.db", readOnly: false).execute("PRAGMA journal_mode = WAL")
            #expect(refusal(directory)?.description.contains("its database understudy.db has no tables, but understudy.made shows") == true)
        }
    }

    /// Directories of earlier releases have no mark. SQLite would delete the log.
    @Test(arguments: [true, false]) func isRefusedWhenOnlyItsLogIsLeft(isMissing: Bool) throws {
        try withUsedDirectory { directory in
            try remove("understudy.made", in: directory)
            if isMissing { try remove("understudy.db", in: directory) } else { try put(0, into: "understudy.db", in: directory) }
            try put(4152, into: "understudy.db-wal", in: directory)
            let refused = try #require(refusal(directory))
            #expect(refused.kind == .lost)
            #expect(refused.description.contains("understudy.db-wal shows that a store was made here"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/understudy.db-wal")).count == 4152, "the log is left alone")
        }
    }

    /// A directory as a process leaves it that is killed, with one site in the database and another in the log. The copy
    /// of the database was made in between.
    private func withKilledDirectory(_ body: (_ directory: String, _ copy: String) throws -> Void) throws {
        try withScratchDirectory { place in
            let (directory, copy) = (place + "/killed", place + "/copy.db")
            let store = try SQLiteStore(directory: place + "/data")
            defer { store.close() }
            _ = try store.createSite(named: "before")
            try store.copyLog()
            try FileManager.default.copyItem(atPath: place + "/data/understudy.db", toPath: copy)
            _ = try store.createSite(named: "after")
            try FileManager.default.copyItem(atPath: place + "/data", toPath: directory)
            try body(directory, copy)
        }
    }

    private func siteNames(in directory: String) throws -> [String] {
        let store = try SQLiteStore(directory: directory)
        defer { store.close() }
        return try store.sites().map(\.name)
    }

    @Test func isOpenedAfterACrashWithItsLog() throws {
        try withKilledDirectory { (directory, _) throws in
            #expect(try names(in: directory).contains("understudy.open"))
            #expect(try siteNames(in: directory) == ["before", "after"])
            #expect(try !names(in: directory).contains("understudy.open"), "an orderly end needs no log")
            try? remove("understudy.db-wal", in: directory)
            #expect(refusal(directory) == nil)
        }
    }

    @Test(arguments: [true, false]) func isRefusedWhenItsLogIsMissingOrEmpty(isMissing: Bool) throws {
        try withKilledDirectory { directory, _ in
            if isMissing { try remove("understudy.db-wal", in: directory) } else { try put(0, into: "understudy.db-wal", in: directory) }
            for _ in 0..<2 {
                #expect(refusal(directory)?.kind == .lost)
                #expect(refusal(directory)?.description.contains("the log understudy.db-wal of its database is missing or empty") == true)
            }
            try remove("understudy.open", in: directory)
            #expect(try siteNames(in: directory) == ["before"], "as the message says")
        }
    }

    @Test func isOpenedWithACopyOfItsLostDatabaseOnceTheOldLogIsGone() throws {
        try withKilledDirectory { directory, copy in
            try remove("understudy.db", in: directory)
            #expect(refusal(directory)?.kind == .lost)
            try FileManager.default.copyItem(atPath: copy, toPath: directory + "/understudy.db")
            for _ in 0..<2 {
                #expect(refusal(directory)?.kind == .lost)
                #expect(refusal(directory)?.description.contains("the lost one; remove understudy.db-wal and understudy.db-shm") == true)
            }
            try remove("understudy.db-wal", in: directory)
            try? remove("understudy.db-shm", in: directory)
            #expect(try siteNames(in: directory) == ["before"], "as the message says")
            #expect(try names(in: directory).isDisjoint(with: ["understudy.lost", "understudy.open"]))
        }
    }

    /// SQLite takes a log into the database when it closes it.
    @Test func isNotRefusedForALogThatARefusedStartHasTakenIn() throws {
        try withKilledDirectory { directory, _ in
            let connection = try Connection(path: directory + "/understudy.db", readOnly: false)
            try connection.execute("PRAGMA user_version = \(Schema.migrations.count + 1)")
            try FileManager.default.copyItem(atPath: directory, toPath: directory + "-again")
            for _ in 0..<2 { #expect(refusal(directory + "-again")?.kind == .newer) }
            withExtendedLifetime(connection) {}
        }
    }

    @Test func isMarkedByTheNextStartWhenAnEarlierReleaseMadeIt() throws {
        try withUsedDirectory { directory in
            try remove("understudy.made", in: directory)
            #expect(refusal(directory) == nil)
            #expect(try names(in: directory).contains("understudy.made"))
        }
    }

    /// The process may end before the mark is there.
    @Test func isMadeAgainWhenItsMakingWasCutShort() throws {
        try withScratchDirectory { directory in
            try put(0, into: "understudy.lock", in: directory)
            try put(0, into: "understudy.db", in: directory)
            #expect(refusal(directory) == nil)
        }
    }

    @Test func isMarkedOnceTheTablesAreInTheDatabaseItself() throws {
        try withScratchDirectory { place in
            let store = try SQLiteStore(directory: place + "/data")
            defer { store.close() }
            try FileManager.default.createDirectory(atPath: place + "/copy", withIntermediateDirectories: false)
            for name in ["understudy.db", "understudy.made"] {
                try FileManager.default.copyItem(atPath: place + "/data/" + name, toPath: place + "/copy/" + name)
            }
            #expect(refusal(place + "/copy") == nil, "also when the log is lost")
        }
    }

    @Test func isEmptiedWhateverItsState() throws {
        try withUsedDirectory { directory in
            try remove("understudy.db", in: directory)
            try put(1, into: "understudy.db-wal", in: directory)
            try SQLiteStore.destroy(directory: directory)
            #expect(try names(in: directory) == ["understudy.lock"])
            let store = try SQLiteStore(directory: directory)
            #expect(try store.sites().isEmpty)
            #expect(throws: StoreOpeningError.self) { try SQLiteStore.destroy(directory: directory) }
            #expect(try store.sites().isEmpty, "one that is in use is left alone")
            store.close()
        }
    }

    @Test func aTemporaryOneHasNoMark() throws {
        try withScratchDirectory { place in
            let store = try SQLiteStore.temporary(in: place)
            #expect(try !names(in: store.path).contains("understudy.made"))
            store.close()
            #expect(try names(in: place).isEmpty)
        }
    }
}
