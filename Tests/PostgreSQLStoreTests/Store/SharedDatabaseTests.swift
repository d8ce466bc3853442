import Accounts
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PostgreSQLStore

@Suite("A database that several stores use", .enabled(if: TestServer.address != nil, TestServer.absence))
struct SharedDatabaseTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    @Test("is set up by one of several that begin at once")
    func setUp() throws {
        try TestServer.withDatabase { address in
            let failures = Mutex<[String]>([])
            let group = DispatchGroup()
            for _ in 0..<6 {
                DispatchQueue.global().async(group: group) {
                    do {
                        try PostgreSQLStore(address).close()
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
            group.wait()
            #expect(failures.withLock { $0 }.isEmpty)
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            #expect(try store.isEmpty())
        }
    }

    @Test("is not opened if a later release has written it")
    func newer() throws {
        try TestServer.withDatabase { address in
            try PostgreSQLStore(address).close()
            let connection = try Connection(address, PostgreSQLSettings())
            _ = try connection.run([SQL("UPDATE release SET version = version + 1")()])
            let error = #expect(throws: PostgreSQLOpeningError.self) { try PostgreSQLStore(address) }
            #expect(error?.description.contains("was written by a later release (schema \(Schema.migrations.count + 1)") == true)
        }
    }

    @Test("gets the later tables by the next program that knows them, and keeps its data")
    func upgrade() throws {
        try TestServer.withDatabase { address in
            let store = try PostgreSQLStore(address)
            let site = try store.createSite(named: "first")
            defer { store.close() }
            let connection = try Connection(address, PostgreSQLSettings())
            let next = Schema.migrations + [["ALTER TABLE site ADD COLUMN later BIGINT NOT NULL DEFAULT 7"]]
            try Schema.bringUpToDate(connection, migrations: next)
            #expect(try connection.run([SQL("SELECT later FROM site")()])[0].first?.int(0) == 7)
            #expect(throws: SchemaError.self) { () throws in try Schema.bringUpToDate(connection) }
            // A program that is running goes on.
            #expect(try store.site(named: "first") == site)
        }
    }

    @Test("waits briefly for a table that is in use, lets others have it in between, and gets it in the end")
    func upgradeOfUsedTable() throws {
        try TestServer.withDatabase { address in
            let store = try PostgreSQLStore(address)
            let site = try store.createSite(named: "first")
            defer { store.close() }
            let user = try Connection(address, PostgreSQLSettings())
            _ = try user.run([SQL.begin(), SQL("SELECT 1 FROM site")()])
            let upgrade = Mutex<Result<Void, SchemaError>?>(nil)
            let thread = Thread {
                let result = Result { () throws(SchemaError) in
                    let connection: Connection
                    do throws(Failure) { connection = try Connection(address, PostgreSQLSettings()) } catch { throw .failed(error) }
                    try Schema.bringUpToDate(connection, migrations: Schema.migrations + [["ALTER TABLE site ADD COLUMN later BIGINT"]])
                }
                upgrade.withLock { $0 = result }
            }
            thread.start()
            // Locks of the other tests' databases are in the same list.
            let waiting = SQL(
                "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE NOT granted AND datname = current_database()")
            #expect(try TestServer.comesTrue { try user.run([waiting()])[0].first?.int(0) == 1 })
            // It comes after the upgrade, which waits for the reader that is still there.
            #expect(try store.site(named: "first") == site)
            #expect(upgrade.withLock { $0 == nil })
            _ = try user.run([SQL.commit()])
            #expect(try TestServer.comesTrue { upgrade.withLock { $0 != nil } })
            #expect(throws: Never.self) { try upgrade.withLock { try $0?.get() } }
        }
    }

    @Test("lets exactly one of several changes of one password win, whichever store they go through")
    func race() throws {
        try TestServer.withDatabase { address in
            let stores = try [PostgreSQLStore(address), PostgreSQLStore(address)]
            defer { for store in stores { store.close() } }
            let site = try stores[0].createSite(named: "first")
            let id = try #require(
                try stores[0].insert([NewAccount(identities: [], passwordHash: PasswordHash("h1"))], in: site, at: Self.start).first)
            for version in 1...25 as ClosedRange<Int64> {
                let winners = try AccountStoreContract.countTrue(of: 6) { thread in
                    try stores[thread % 2].commit(
                        Transaction(
                            expecting: [.credential(id, version: version)],
                            [.setCredential(id, NewCredential(hash: PasswordHash("\(version).\(thread)"), changedAt: Self.start))]),
                        in: site)
                        != nil
                }
                #expect(winners == 1)
            }
            #expect(try stores[1].account(id, in: site)?.credential?.version == 26)
        }
    }

    @Test("opens no session that an end of all sessions has missed")
    func endings() throws {
        try TestServer.withDatabase { address in
            let stores = try [PostgreSQLStore(address), PostgreSQLStore(address)]
            defer { for store in stores { store.close() } }
            let site = try stores[0].createSite(named: "first")
            let id = try #require(try stores[0].insert([NewAccount(identities: [])], in: site, at: Self.start).first)
            for round in 1...40 as ClosedRange<UInt64> {
                let old = TokenDigest(words: (round, 0, 0, 0))
                let new = TokenDigest(words: (round, 1, 0, 0))
                let session = Session(digest: old, kind: "k", account: id, createdAt: Self.start)
                #expect(try stores[0].commit(Transaction([.keepSession(session)]), in: site) != nil)
                _ = try AccountStoreContract.countTrue(of: 2) { thread in
                    let changes: [Change] =
                        thread == 0
                        ? [.endSessions(of: id, except: nil)]
                        : [.endSession(old), .keepSession(Session(digest: new, kind: "k", account: id, createdAt: Self.start))]
                    return try stores[thread].commit(Transaction(expecting: thread == 0 ? [] : [.session(old)], changes), in: site) != nil
                }
                // Either the new one was never opened, or it was ended with the others.
                #expect(try stores[0].session(new, in: site) == nil, "round \(round)")
            }
        }
    }

    @Test("gives each number of a sequence once, to many at a time")
    func numbers() throws {
        try TestServer.withDatabase { address in
            let stores = try [PostgreSQLStore(address), PostgreSQLStore(address)]
            defer { for store in stores { store.close() } }
            let site = try stores[0].createSite(named: "first")
            let drawn = Mutex<[Int64]>([])
            let complete = try AccountStoreContract.countTrue(of: 8) { thread in
                for _ in 0..<25 {
                    let numbers = try stores[thread % 2].commit(Transaction([.draw(sequence: "s")]), in: site)?.numbers ?? []
                    drawn.withLock { $0 += numbers }
                }
                return true
            }
            #expect(complete == 8)
            #expect(drawn.withLock { $0.sorted() } == Array(1...200))
        }
    }
}
