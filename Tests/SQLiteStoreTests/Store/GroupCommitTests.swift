import Accounts
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct GroupCommitTests {
    /// Holds the writing thread up, lets `requests` pile up behind it in order, lets it go, and waits for all of them.
    private func pileUp(_ requests: [@Sendable () -> Void], on store: SQLiteStore) throws {
        let (holding, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        var ended = [
            begin {
                try? store.write { _ throws(Failure) in
                    holding.signal()
                    mayGoOn.wait()
                }
            }
        ]
        holding.wait()
        for (index, request) in requests.enumerated() {
            ended.append(begin(request))
            yieldUntil { store.writer.waitingCount > index }
        }
        mayGoOn.signal()
        for ended in ended { ended.wait() }
    }

    private func insert(_ new: NewAccount, in site: SiteID, _ store: SQLiteStore, _ outcome: Outcome) -> @Sendable () -> Void {
        {
            do {
                _ = try store.insert([new], in: site, at: start)
                outcome.add(nil)
            } catch {
                outcome.add(error as? StoreError)
            }
        }
    }

    private final class Outcome: Sendable {
        private let errors = Mutex<[StoreError?]>([])
        func add(_ error: StoreError?) { errors.withLock { $0.append(error) } }
        var succeeded: Int { errors.withLock { $0.filter { $0 == nil }.count } }
        var failed: [StoreError] { errors.withLock { $0.compactMap { $0 } } }
    }

    @Test func commitsTogetherWhatComesTogether() throws {
        try withStore { store, site in
            _ = try store.insert([account("first")], in: site, at: start)
            let before = store.pool.commitCount
            let outcome = Outcome()
            try pileUp((0..<20).map { insert(account("user\($0)"), in: site, store, outcome) }, on: store)
            #expect(outcome.succeeded == 20)
            #expect(store.pool.commitCount == before + 2, "one commit for what held the thread up, one for the twenty")
        }
    }

    @Test func oneThatFailsTakesNoOtherAlong() throws {
        try withStore { store, site in
            _ = try store.insert([account("taken")], in: site, at: start)
            let before = store.pool.commitCount
            let outcome = Outcome()
            let names = ["a", "TAKEN", "b", "taken", "c"]
            try pileUp(names.map { insert(account($0), in: site, store, outcome) }, on: store)
            #expect(outcome.succeeded == 3)
            #expect(Set(outcome.failed) == [.identityTaken(Identity(login, "TAKEN")), .identityTaken(Identity(login, "taken"))])
            #expect(store.pool.commitCount == before + 2)
            for (name, count) in [("a", 1), ("b", 1), ("c", 1), ("taken", 1)] {
                #expect(try store.accounts(with: Identity(login, name), in: site, limit: 9).count == count)
            }
        }
    }

    @Test func oneThatFillsTheDiskTakesNoOtherAlong() throws {
        try withStore { store, site in
            _ = try store.insert([account("first")], in: site, at: start)
            let pages = try store.number("PRAGMA page_count")
            try store.onWriter("PRAGMA max_page_count = \(pages + 20)")
            let outcome = Outcome()
            let huge = account("huge", attributes: ["x": String(repeating: "x", count: 1_000_000)])
            try pileUp([account("a"), huge, account("b")].map { insert($0, in: site, store, outcome) }, on: store)
            #expect(outcome.succeeded == 2)
            #expect(outcome.failed.count == 1)
            guard case .cannotWrite = outcome.failed.first else {
                Issue.record("refused as \(outcome.failed)")
                return
            }
            for (name, count) in [("a", 1), ("b", 1), ("huge", 0)] {
                #expect(try store.accounts(with: Identity(login, name), in: site, limit: 9).count == count)
            }
        }
    }

    @Test func acknowledgesNothingWhenTheCommitFails() throws {
        try withStore { store, site in
            let outcome = Outcome()
            // A deferred constraint is looked at when the transaction commits, and not before.
            try store.onWriter(
                """
                PRAGMA foreign_keys = ON;
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
                CREATE TRIGGER t AFTER INSERT ON account WHEN new.hash = 'orphan' BEGIN INSERT INTO child VALUES (1); END;
                """)
            try withForeignKeys(store) {
                let news = [account("a"), account("bad", hash: "orphan"), account("b")]
                try pileUp(news.map { insert($0, in: site, store, outcome) }, on: store)
            }
            #expect(outcome.succeeded == 2)
            #expect(outcome.failed.count == 1)
            for (name, count) in [("a", 1), ("b", 1), ("bad", 0)] {
                #expect(try store.accounts(with: Identity(login, name), in: site, limit: 9).count == count)
            }
        }
    }

    /// The setting has no effect inside a transaction, so it is made between two.
    private func withForeignKeys(_ store: SQLiteStore, _ body: () throws -> Void) throws {
        try store.write { connection throws(Failure) in
            try connection.execute("COMMIT; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE;")
        }
        try body()
    }

    @Test func refusesAfterItWasClosed() throws {
        try withStore { store, site in
            store.close()
            #expect(throws: StoreError.failed("the store is closed")) { try store.insert([account("a")], in: site, at: start) }
            #expect(throws: StoreError.failed("the store is closed")) { try store.isEmpty() }
            store.close()
        }
    }
}
