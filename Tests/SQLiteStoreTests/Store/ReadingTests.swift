import Accounts
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct ReadingTests {
    @Test func seesACommitFromEveryThreadAtOnce() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
            let last = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)
            let stale = Atomic<Int>(0)
            let readers = (0..<4).map { _ in
                begin {
                    while !isOver.load(ordering: .relaxed) {
                        let expected = last.load(ordering: .sequentiallyConsistent)
                        let seen = (try? store.account(id, in: site))?.attributes["n"].flatMap { Int($0) } ?? 0
                        if seen < expected { stale.wrappingAdd(1, ordering: .relaxed) }
                    }
                }
            }
            for number in 1...100 {
                var changes = AccountChanges()
                changes.attributes = ["n": "\(number)"]
                #expect(try store.update(id, in: site, changes))
                last.store(number, ordering: .sequentiallyConsistent)
            }
            isOver.store(true, ordering: .relaxed)
            for reader in readers { reader.wait() }
            #expect(stale.load(ordering: .relaxed) == 0)
        }
    }

    enum Habit: CaseIterable, Sendable {
        /// Reads once and keeps its transaction open, idle.
        case once
        /// Reads without a pause.
        case always
        /// Reads without a pause, and each read is twenty queries.
        case slowly
    }

    /// Readers keep their transactions open; the log must be taken up from its start again all the same.
    @Test(arguments: Habit.allCases) func keepsTheLogShortUnderReaders(_ habit: Habit) throws {
        try withScratchDirectory { place in
            let store = try SQLiteStore.temporary(in: place)
            defer { store.close() }
            let site = try store.createSite(named: "site")
            let ids = try store.insert([account("read"), account("written")], in: site, at: start)
            let isOver = Atomic<Bool>(false)
            let read = { @Sendable in
                try store.pool.read { connection throws(Failure) in
                    for _ in 0..<(habit == .slowly ? 20 : 1) {
                        _ = try connection.first("SELECT count(*) FROM account") { $0.int(0) }
                    }
                }
            }
            try read()
            let readers = (0..<(habit == .once ? 0 : 2)).map { _ in
                begin { while !isOver.load(ordering: .relaxed) { try? read() } }
            }
            for version in 1...600 as ClosedRange<Int64> {
                // Different each time, since SQLite leaves pages alone that would not change.
                let change = CredentialChange(hash: PasswordHash(String(repeating: "\(version % 10)", count: 100_000)), at: start)
                #expect(try store.replaceCredential(of: ids[1], in: site, expecting: version, with: change))
            }
            isOver.store(true, ordering: .relaxed)
            for reader in readers { reader.wait() }
            let log = try FileManager.default.attributesOfItem(atPath: store.path + "/understudy.db-wal")[.size] as? Int
            #expect(try #require(log) < 10_000_000, "60 MB were written, and 4 MB are enough to be copied")
        }
    }

    @Test func readsWithMoreThreadsThanConnections() throws {
        try withStore { store, site in
            _ = try store.insert((0..<100).map { account("user\($0)") }, in: site, at: start)
            let found = Atomic<Int>(0)
            let readers = (0..<40).map { thread in
                begin {
                    for number in 0..<100 {
                        let identity = Identity(login, "USER\((number + thread) % 100)")
                        if (try? store.values(of: login, forHolderOf: identity, in: site))?.count == 1 {
                            found.wrappingAdd(1, ordering: .relaxed)
                        }
                    }
                }
            }
            for reader in readers { reader.wait() }
            #expect(found.load(ordering: .relaxed) == 4000)
        }
    }

    @Test func givesOneStateToAllStatementsOfARead() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
            let counts = try store.pool.read { connection throws(Failure) in
                let before = try connection.first("SELECT count(*) FROM account") { $0.int(0) }
                _ = try? store.insert([account("bob")], in: site, at: start)
                return [before, try connection.first("SELECT count(*) FROM account") { $0.int(0) }]
            }
            #expect(counts == [1, 1])
            #expect(try store.account(id, in: site) != nil)
            #expect(
                try store.pool.read { connection throws(Failure) in try connection.first("SELECT count(*) FROM account") { $0.int(0) } }
                    == 2)
        }
    }

    @Test func goesOnReadingAfterAReadThatFailed() throws {
        try withStore { store, site in
            _ = try store.insert([account("ann")], in: site, at: start)
            for _ in 0..<20 {
                #expect(throws: Failure.self) {
                    try store.pool.read { connection throws(Failure) in try connection.execute("SELECT no such thing") }
                }
            }
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 1).count == 1)
        }
    }
}

@Suite struct AttributeTextTests {
    @Test(arguments: [
        [:], ["a": "b"], ["": ""], ["a": "", "b": "x"], ["a=b": "c=d"], ["back\\slash": "\\n", "line\nbreak": "\n\n", "\\": "\\\\"],
        ["ünï": "💶", "nul\u{0}": "\u{0}"], ["crlf": "\r\n"],
    ]) func givesBackWhatItWasGiven(_ attributes: [String: String]) {
        #expect(AttributeText.attributes(of: AttributeText.text(of: attributes)) == attributes)
    }

    @Test func isReadable() {
        #expect(AttributeText.text(of: ["b": "2=3", "a": "1\n"]) == "a=1\\n\nb=2\\=3\n")
        #expect(AttributeText.text("a=1\nb=2\n", setting: ["a": String?.none, "c": "3"]) == "b=2\nc=3\n")
    }

    @Test(arguments: ["x", "=", "=\n", "\\", "a=b", "\n\n", "a\n=b\n", "\\=\\"]) func trapsOnNothing(_ text: String) {
        _ = AttributeText.attributes(of: text)
    }
}
