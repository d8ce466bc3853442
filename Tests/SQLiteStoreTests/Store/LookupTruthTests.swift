import Accounts
import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

/// Look-ups are answered from memory where they can be; after a change has been acknowledged nobody is told what was true before.
@Suite struct LookupTruthTests {
    private let number = IdentityScheme("test.number", isUnique: true, ignoresCase: false)
    private let mail = IdentityScheme("test.mail", isUnique: false, ignoresCase: true)

    private func numbers(_ store: SQLiteStore, _ identity: Identity, in site: SiteID) throws -> [String] {
        let first = try store.values(of: number, forHolderOf: identity, in: site)
        // Once from the database, perhaps, and once from memory.
        #expect(try store.values(of: number, forHolderOf: identity, in: site) == first)
        return first
    }

    private func person(_ name: String, _ identities: Identity...) -> NewAccount {
        NewAccount(identities: [Identity(login, name)] + identities, passwordHash: nil)
    }

    private func changes(adding added: [Identity] = [], replacing schemes: [IdentityScheme] = []) -> AccountChanges {
        var changes = AccountChanges()
        changes.addedIdentities = added
        changes.replacedSchemes = schemes
        return changes
    }

    @Test func isAnsweredFromMemoryTheSecondTime() throws {
        try withStore { store, site in
            _ = try store.insert([person("ann", Identity(number, "7"))], in: site, at: start)
            #expect(try numbers(store, Identity(login, "Ann"), in: site) == ["7"])
            // Without readers only memory can answer.
            store.pool.close()
            #expect(try store.values(of: number, forHolderOf: Identity(login, "ANN"), in: site) == ["7"])
            #expect(throws: StoreError.self) { try store.values(of: login, forHolderOf: Identity(number, "7"), in: site) }
        }
    }

    @Test func failsOnceTheStoreIsClosed() throws {
        try withStore { store, site in
            _ = try store.insert([person("ann", Identity(number, "7"))], in: site, at: start)
            #expect(try numbers(store, Identity(login, "ann"), in: site) == ["7"])
            store.close()
            #expect(throws: StoreError.self) { try store.values(of: number, forHolderOf: Identity(login, "ann"), in: site) }
        }
    }

    @Test func followsEveryChangeOfIdentities() throws {
        try withStore { store, site in
            let ids = try store.insert(
                [person("ann", Identity(number, "7"), Identity(mail, "a@x")), person("bob", Identity(number, "8"))], in: site, at: start)
            let ann = Identity(login, "ann")
            #expect(try numbers(store, ann, in: site) == ["7"])
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["7"])

            // The value wanted, not the key given, changes.
            #expect(
                try store.update(
                    ids[0], in: site,
                    changes(adding: [Identity(number, "9")], replacing: [number])))
            #expect(try numbers(store, ann, in: site) == ["9"])

            // A second value comes.
            #expect(try store.update(ids[0], in: site, changes(adding: [Identity(number, "10")])))
            #expect(try numbers(store, ann, in: site) == ["9", "10"])
            #expect(try store.update(ids[0], in: site, changes(adding: [Identity(number, "9")], replacing: [number])))
            #expect(try numbers(store, ann, in: site) == ["9"])

            // A second holder of the key comes, by another account's change and by a new account.
            #expect(try store.update(ids[1], in: site, changes(adding: [Identity(mail, "a@x")])))
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["9", "8"])
            #expect(try store.update(ids[1], in: site, changes(replacing: [mail])))
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["9"])
            _ = try store.insert([person("eve", Identity(mail, "a@x"), Identity(number, "11"))], in: site, at: start)
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["9", "11"])

            // The holder goes, and another one takes the name.
            #expect(try store.delete(ids[0], in: site))
            #expect(try numbers(store, ann, in: site) == [])
            _ = try store.insert([person("Ann", Identity(number, "12"))], in: site, at: start)
            #expect(try numbers(store, ann, in: site) == ["12"])
        }
    }

    /// A holder without a value is no answer, yet may become a second one.
    @Test func followsAHolderWhoGetsAValue() throws {
        try withStore { store, site in
            let ids = try store.insert(
                [person("ann", Identity(mail, "a@x"), Identity(number, "7")), person("bob", Identity(mail, "a@x"))], in: site, at: start)
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["7"])
            #expect(try store.update(ids[1], in: site, changes(adding: [Identity(number, "8")])))
            #expect(try numbers(store, Identity(mail, "a@x"), in: site) == ["7", "8"])
        }
    }

    /// The database itself tells what changes, so a statement that nobody thought of is followed too.
    @Test func followsStatementsItDoesNotKnow() throws {
        try withStore { store, site in
            _ = try store.insert([person("ann", Identity(number, "7"))], in: site, at: start)
            #expect(try numbers(store, Identity(login, "ann"), in: site) == ["7"])
            try store.onWriter("UPDATE identity SET key = '9' WHERE key = '7'")
            #expect(try numbers(store, Identity(login, "ann"), in: site) == ["9"])
            try store.onWriter("DELETE FROM identity")
            #expect(try numbers(store, Identity(login, "ann"), in: site) == [])
        }
    }

    @Test func followsAChangeOfVeryManyAtOnce() throws {
        try withStore { store, site in
            _ = try store.insert((0..<5000).map { person("user\($0)", Identity(number, "\($0)")) }, in: site, at: start)
            #expect(try numbers(store, Identity(login, "user4999"), in: site) == ["4999"])
            try store.onWriter("UPDATE identity SET key = 'x' || key WHERE key GLOB '[0-9]*'")
            #expect(try numbers(store, Identity(login, "user4999"), in: site) == ["x4999"])
        }
    }

    @Test func staysRightWhenAChangeIsRefused() throws {
        try withStore { store, site in
            let ids = try store.insert(
                [person("ann", Identity(number, "7")), person("bob", Identity(number, "8"))], in: site, at: start)
            #expect(try numbers(store, Identity(login, "ann"), in: site) == ["7"])
            #expect(throws: StoreError.identityTaken(Identity(number, "8"))) {
                try store.update(
                    ids[0], in: site,
                    changes(adding: [Identity(number, "8")], replacing: [number]))
            }
            #expect(try numbers(store, Identity(login, "ann"), in: site) == ["7"])
        }
    }

    /// A commit is visible to a new reader a moment before the writer has counted it. Nobody who reads in that moment goes back to the old
    /// state, whichever connection each read gets.
    @Test func neverGoesBackWhileACommitIsUnderWay() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([person("ann", Identity(number, "7"))], in: site, at: start).first)
            let other = try Connection(path: store.directory.database, readOnly: false)
            try expectKey("7", from: store)
            try store.pool.change { () throws(Failure) in
                try expectKey("7", from: store)
                try other.run("UPDATE identity SET key = '8' WHERE account = ? AND key = '7'", id.rawValue)
                try expectKey("8", from: store)
                try expectKey("8", from: store)
            }
            try expectKey("8", from: store)
        }
    }

    /// Reads the only number there is through two connections.
    private func expectKey(_ key: String, from store: SQLiteStore) throws(Failure) {
        try store.pool.read { first throws(Failure) in
            try store.pool.read { second throws(Failure) in
                for reader in [first, second] {
                    #expect(try reader.first("SELECT key FROM identity WHERE key IN ('7', '8')") { $0.text(0) } == key)
                }
            }
        }
    }

    @Test func neverShowsWhatWasBeforeAnAcknowledgedChange() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([person("ann", Identity(number, "0"))], in: site, at: start).first)
            let last = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)
            let stale = Atomic<Int>(0)
            let read = Atomic<Int>(0)
            let readers = (0..<4).map { _ in
                begin {
                    // What one reader has seen, it never sees undone either.
                    var newest = 0
                    while !isOver.load(ordering: .relaxed) {
                        let expected = last.load(ordering: .sequentiallyConsistent)
                        let values = try? store.values(of: number, forHolderOf: Identity(login, "ann"), in: site)
                        let seen = values?.first.flatMap { Int($0) } ?? -1
                        if seen < max(expected, newest) || values?.count != 1 { stale.wrappingAdd(1, ordering: .relaxed) }
                        newest = max(newest, seen)
                        read.wrappingAdd(1, ordering: .relaxed)
                    }
                }
            }
            for value in 1...200 {
                let change = changes(adding: [Identity(number, "\(value)")], replacing: [number])
                #expect(try store.update(id, in: site, change))
                last.store(value, ordering: .sequentiallyConsistent)
            }
            isOver.store(true, ordering: .relaxed)
            for reader in readers { reader.wait() }
            #expect(stale.load(ordering: .relaxed) == 0)
            #expect(read.load(ordering: .relaxed) > 0)
        }
    }
}
