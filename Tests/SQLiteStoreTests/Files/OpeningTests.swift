import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct OpeningTests {
    @Test func findsAgainWhatWasKeptAndUseThatWasHandedOver() throws {
        try withScratchDirectory { directory in
            let digest = TokenDigest(words: (1, 2, 3, 4))
            func fill() throws -> SiteID {
                let store = try SQLiteStore(directory: directory)
                defer { store.close() }
                let site = try store.createSite(named: "site")
                _ = try store.insert([account("ann", attributes: ["a": "b"])], in: site, at: start)
                let session = Session(digest: digest, kind: "k", account: nil, createdAt: start, idleTimeout: .seconds(60))
                #expect(try store.insert(session, in: site, keepingOthers: nil, verified: nil))
                store.touch([(digest: digest, site: site, at: start + .seconds(30))])
                store.touch([(digest: digest, site: site, at: start + .seconds(20))])
                return site
            }
            let site = try fill()
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            #expect(try store.site(named: "SITE") == site)
            #expect(try store.accounts(with: Identity(login, "ANN"), in: site, limit: 1).first?.attributes == ["a": "b"])
            #expect(try store.session(digest, in: site)?.lastUsedAt == start + .seconds(30))
            try store.deleteSessions(endedBefore: start + .seconds(90), in: site)
            #expect(try store.session(digest, in: site) != nil)
            try store.deleteSessions(endedBefore: start + .seconds(91), in: site)
            #expect(try store.session(digest, in: site) == nil)
        }
    }

    @Test func refusesADirectoryInUse() throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let refused = try #require(refusal(directory))
            #expect(refused.kind == .inUse)
            let problem = "data directory \(directory) is in use by another process; stop it, or name a directory without a store"
            #expect(refused.description == problem)
            store.close()
            #expect(refusal(directory)?.kind == .inUse, "until the store is gone")
            withExtendedLifetime(store) {}
        }
    }

    @Test func opensADirectoryThatAnotherHasLeft() throws {
        try withScratchDirectory { directory in
            #expect(refusal(directory) == nil)
            #expect(refusal(directory) == nil)
        }
    }

    @Test func makesTheDirectoryForItsOwnerAlone() throws {
        try withScratchDirectory { place in
            let directory = place + "/data"
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            _ = try store.createSite(named: "site")
            _ = try store.sites()
            var names = [directory]
            names += try FileManager.default.contentsOfDirectory(atPath: directory).map { directory + "/" + $0 }
            #expect(names.count == 7)
            for name in names {
                let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
                #expect(mode.map { $0 & 0o077 } == 0, "\(name)")
            }
        }
    }

    @Test func refusesADirectoryThatCannotBeMade() throws {
        try withScratchDirectory { place in
            #expect(refusal(place + "/missing/data")?.kind == .inaccessible)
            try Data().write(to: URL(fileURLWithPath: place + "/file"))
            #expect(refusal(place + "/file")?.kind == .inaccessible)
            #expect(refusal(place + "/file/data")?.description.contains(place + "/file/data") == true)
        }
    }

    @Test func refusesALaterReleasesDatabase() throws {
        try withScratchDirectory { directory in
            #expect(refusal(directory) == nil)
            let connection = try Connection(path: directory + "/understudy.db", readOnly: false)
            try connection.execute("PRAGMA user_version = 99")
            let refused = try #require(refusal(directory))
            #expect(refused.kind == .newer)
            #expect(refused.description.contains("schema 99; this release knows up to \(Schema.migrations.count)"))
        }
    }

    @Test func refusesAnotherProgramsDatabase() throws {
        try withScratchDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/understudy.db"))
            let connection = try Connection(path: directory + "/understudy.db", readOnly: false)
            try connection.execute("CREATE TABLE account (id INTEGER)")
            #expect(refusal(directory)?.kind == .notAStore)
        }
    }

    @Test func refusesAFileThatIsNoDatabase() throws {
        try withScratchDirectory { directory in
            try Data(repeating: 0x61, count: 8192).write(to: URL(fileURLWithPath: directory + "/understudy.db"))
            #expect(refusal(directory)?.kind == .notAStore)
        }
    }

    @Test func bringsAnOlderDatabaseUpToDateInOneStep() throws {
        try withScratchDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/db"))
            let connection = try Connection(path: directory + "/db", readOnly: false)
            let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO a VALUES (1)", "INSERT INTO b SELECT x FROM a"]
            for known in [1, 3, 3] {
                try Schema.bringUpToDate(connection, in: directory, migrations: steps.prefix(known).map { Migration($0) })
                #expect(try connection.first("PRAGMA user_version") { Int($0.int(0)) } == known)
            }
            #expect(try connection.first("SELECT count(*) FROM b") { $0.int(0) } == 1)
        }
    }

    @Test func givesTheFirstReleasesDatabaseATableForValuesAndKeepsItsRows() throws {
        try withScratchDirectory { directory in
            let file = directory + "/understudy.db"
            try Data().write(to: URL(fileURLWithPath: file))
            do {
                let connection = try Connection(path: file, readOnly: false)
                try Schema.bringUpToDate(connection, in: directory, migrations: Array(Schema.migrations.prefix(1)))
                try connection.execute(
                    """
                    INSERT INTO site VALUES (1, 'site', 'site');
                    INSERT INTO scheme VALUES (1, 'test.login');
                    INSERT INTO account VALUES (7, 1, 0, '$hash$', 3, 5, 0, 0, 'strict', 'a=b\n', 4);
                    INSERT INTO identity VALUES (7, 0, 1, 1, 'ann', 'Ann', 1);
                    INSERT INTO policy VALUES (1, 'strict', '{"password":{"minimumLength":9}}');
                    """)
            }
            for _ in 0..<2 {
                let store = try SQLiteStore(directory: directory)
                defer { store.close() }
                let site = try #require(try store.site(named: "site"))
                let account = try #require(try store.accounts(with: Identity(login, "ann"), in: site, limit: 2).first)
                #expect(account.id.rawValue == 7 && account.attributes == ["a": "b"] && account.credential?.version == 3)
                #expect(try store.identities(of: account.id, in: site).map(\.value) == ["Ann"])
                #expect(try store.policy(named: "strict", in: site)?.password.minimumLength == 9)
                try store.setValue("v", named: "n", in: site)
                #expect(try store.value(named: "n", in: site) == "v")
                #expect(try store.number("PRAGMA user_version") == Int64(Schema.migrations.count))
                #expect(try store.rows("t", of: nil, in: site, after: nil, limit: 1).isEmpty)
            }
        }
    }

    @Test func leavesADatabaseAsItIsWhenAStepFails() throws {
        try withScratchDirectory { directory in
            try Data().write(to: URL(fileURLWithPath: directory + "/db"))
            do {
                let connection = try Connection(path: directory + "/db", readOnly: false)
                try Schema.bringUpToDate(connection, in: directory, migrations: ["CREATE TABLE a (x)"])
                #expect(throws: StoreOpeningError.self) {
                    try Schema.bringUpToDate(
                        connection, in: directory, migrations: ["", "CREATE TABLE b (x)", "CREATE TABLE b (x)"])
                }
            }
            let connection = try Connection(path: directory + "/db", readOnly: false)
            #expect(try connection.first("PRAGMA user_version") { $0.int(0) } == 1)
            #expect(try connection.first("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") { $0.int(0) } == 0)
        }
    }

    @Test func isDurableUnlessItIsTemporary() throws {
        try withStore { store, _ throws in
            #expect(try store.number("PRAGMA synchronous") == 2)
            #expect(
                try store.pool.read { connection throws(Failure) in try connection.first("PRAGMA journal_mode") { $0.text(0) } } == "wal")
        }
        try withScratchDirectory { place in
            let store = try SQLiteStore.temporary(in: place)
            defer { store.close() }
            #expect(try store.number("PRAGMA synchronous") == 0)
        }
    }
}
