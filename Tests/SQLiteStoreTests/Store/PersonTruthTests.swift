import Accounts
import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

/// People are read from memory where they can be. After a change has been acknowledged nobody gets what was true before.
@Suite struct PersonTruthTests {
    private let mail = IdentityScheme("test.mail", isUnique: false, ignoresCase: true)

    private func insert(_ name: String, _ identities: Identity..., in site: SiteID, _ store: SQLiteStore) throws -> AccountID {
        let new = NewAccount(
            identities: [Identity(login, name)] + identities, passwordHash: PasswordHash("$hash$0"), attributes: ["x.name": name])
        return try #require(try store.insert([new], in: site, at: start).first)
    }

    /// Reads a person by key and by name, twice each: perhaps from the database, and from memory.
    private func person(_ id: AccountID, named name: String, in site: SiteID, _ store: SQLiteStore) throws -> Person? {
        var people: [Person] = []
        for _ in 0..<2 {
            if let person = try store.person(id, in: site) { people.append(person) }
            people += try store.people(withFirstOf: [Identity(login, name)], in: site, limit: 2)
        }
        #expect(Set(people.map(Self.text)).count <= 1)
        return people.first
    }

    private static func text(_ person: Person) -> String {
        let attributes = person.account.attributes.sorted { $0.key < $1.key }
        let (account, identities) = (person.account, person.identities.map { "\($0)=\($1)" })
        return """
            \(account.id.rawValue) \(account.status) \(account.credential as Any) \(account.policy as Any) \(attributes) \(account.createdAt) \
            \(account.lastSignInAt as Any) \(account.activatedAt as Any) \(identities) \(person.memberships)
            """
    }

    @Test func isReadFromMemoryTheSecondTime() throws {
        try withStore { store, site in
            let id = try insert("ann", Identity(mail, "Ann@x"), in: site, store)
            let first = try #require(try person(id, named: "ANN", in: site, store))
            let byMail = try store.people(withFirstOf: [Identity(mail, "ann@X")], in: site, limit: 2)
            #expect(byMail.map(Self.text) == [Self.text(first)])
            // Without readers only memory can answer.
            store.pool.close()
            #expect(try store.person(id, in: site).map(Self.text) == Self.text(first))
            #expect(try store.people(withFirstOf: [Identity(mail, "Ann@X")], in: site, limit: 2).map(Self.text) == [Self.text(first)])
            #expect(throws: StoreError.self) { try store.person(id, in: SiteID(rawValue: site.rawValue + 1)) }
            #expect(throws: StoreError.self) { try store.people(withFirstOf: [Identity(mail, "bob@x")], in: site, limit: 2) }
        }
    }

    @Test func keepsEverythingAboutAPerson() throws {
        try withStore { store, site in
            let id = try insert("änn 😀", Identity(mail, ""), Identity(mail, String(repeating: "m", count: 300)), in: site, store)
            var changes = AccountChanges()
            changes.status = .locked
            changes.mustChangePassword = true
            changes.graceSignInsUsed = 3
            changes.activatedAt = Timestamp(milliseconds: -7)
            changes.attributes = ["": "x", "y": "", "x.name": nil]
            #expect(try store.update(id, in: site, changes))
            try store.onWriter("UPDATE account SET last_sign_in_at = 5, policy = 9")
            try store.onWriter("INSERT INTO membership (container, member_kind, member, site) SELECT 11, 0, id, site FROM account")
            let read = try #require(try store.person(id, in: site))
            store.pool.close()
            #expect(try store.person(id, in: site).map(Self.text) == Self.text(read))
            #expect(read.account.attributes == ["": "x", "y": ""])
            #expect(read.memberships == [ContainerID(rawValue: 11)])
            #expect(read.identities.map(\.value) == ["änn 😀", "", String(repeating: "m", count: 300)])
        }
    }

    /// The database itself reports what changes, so each statement counts, whoever wrote it.
    @Test(arguments: [
        "UPDATE account SET hash = '$hash$1', version = version + 1 WHERE hash = '$hash$0'", "UPDATE account SET status = 1",
        "UPDATE identity SET value = 'Ann' WHERE key = 'ann'",
        "INSERT INTO identity (account, position, site, scheme, key) SELECT account, 7, site, scheme, 'x' FROM identity WHERE key = 'ann'",
        "DELETE FROM identity WHERE scheme = (SELECT id FROM scheme WHERE name = 'test.mail')",
        "INSERT INTO membership (container, member_kind, member, site) SELECT 12, 0, id, site FROM account",
        "DELETE FROM membership", "UPDATE membership SET container = 13",
    ])
    func followsAStatement(_ statement: String) throws {
        try withStore { store, site in
            let id = try insert("ann", Identity(mail, "a@x"), in: site, store)
            try store.onWriter("INSERT INTO membership (container, member_kind, member, site) SELECT 11, 0, id, site FROM account")
            let before = try #require(try person(id, named: "ann", in: site, store))
            try store.onWriter(statement)
            let after = try #require(try person(id, named: "ann", in: site, store))
            #expect(Self.text(before) != Self.text(after))
        }
    }

    @Test func followsAChangeOfVeryManyAtOnce() throws {
        try withStore { store, site in
            let ids = try store.insert((0..<5000).map { account("user\($0)") }, in: site, at: start)
            #expect(try person(ids[4999], named: "user4999", in: site, store)?.account.status == .active)
            try store.onWriter("UPDATE account SET status = 1")
            #expect(try person(ids[4999], named: "user4999", in: site, store)?.account.status == .disabled)
        }
    }

    @Test func followsAHolderWhoGoesAndOneWhoComes() throws {
        try withStore { store, site in
            let ann = try insert("ann", Identity(mail, "a@x"), in: site, store)
            let holders = { try store.people(withFirstOf: [Identity(self.mail, "a@x")], in: site, limit: 2).map(\.id) }
            #expect(try (holders(), holders()) == ([ann], [ann]))
            let bob = try insert("bob", Identity(mail, "a@x"), in: site, store)
            #expect(try (holders(), holders()) == ([ann, bob], [ann, bob]))
            #expect(try store.delete(ann, in: site))
            #expect(try (holders(), holders()) == ([bob], [bob]))
            #expect(try person(ann, named: "ann", in: site, store) == nil)
            let other = try insert("ann", in: site, store)
            #expect(try person(other, named: "ann", in: site, store)?.id == other)
        }
    }

    /// Whoever asked for one holder only does not know whether there are others.
    @Test func doesNotTakeTheFirstOfSeveralHoldersForTheOnlyOne() throws {
        try withStore { store, site in
            let ids = try ["ann", "bob"].map { try insert($0, Identity(mail, "a@x"), in: site, store) }
            for _ in 0..<2 {
                #expect(try store.people(withFirstOf: [Identity(mail, "a@x")], in: site, limit: 1).map(\.id) == [ids[0]])
                #expect(try store.people(withFirstOf: [Identity(mail, "a@x")], in: site, limit: 2).map(\.id) == ids)
            }
            #expect(try store.people(withFirstOf: [Identity(mail, "a@x")], in: site, limit: 0).isEmpty)
            _ = try store.person(ids[0], in: site)
            #expect(try store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: 2).map(\.id) == [ids[0]])
            #expect(try store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: 0).isEmpty)
        }
    }

    @Test(arguments: [1, 2]) func remembersTheOnlyHolderWhateverTheLimit(_ limit: Int) throws {
        try withStore { store, site in
            let id = try insert("ann", in: site, store)
            #expect(try store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: limit).map(\.id) == [id])
            let scheme = try #require(store.schemes.number(of: login.name))
            let question = LookupCache.Question(site: site.part, given: scheme, wanted: LookupCache.Question.account)
            #expect(store.lookups.account(answering: question, about: "ann") == id)
        }
    }

    @Test func followsAResetOfTheSite() throws {
        try withStore { store, site in
            let id = try insert("ann", in: site, store)
            let copy = try #require(try store.copySite(site, named: "copy", marking: nil))
            #expect(try person(id, named: "ann", in: site, store)?.id == id)
            #expect(try store.person(id, in: copy) == nil)
            #expect(try store.replaceSite(site, by: copy, marking: "replaced"))
            #expect(try store.deleteSite(site))
            #expect(try person(id, named: "ann", in: site, store) == nil)
            #expect(try store.people(withFirstOf: [Identity(login, "ann")], in: copy, limit: 2).count == 1)
        }
    }

    @Test func staysRightWhenAChangeIsRefused() throws {
        try withStore { store, site in
            let ann = try insert("ann", in: site, store)
            _ = try insert("bob", in: site, store)
            let before = try #require(try person(ann, named: "ann", in: site, store))
            var changes = AccountChanges()
            changes.status = .disabled
            changes.addedIdentities = [Identity(login, "bob")]
            #expect(throws: StoreError.identityTaken(Identity(login, "bob"))) { try store.update(ann, in: site, changes) }
            #expect(try person(ann, named: "ann", in: site, store).map(Self.text) == Self.text(before))
        }
    }

    /// Two change an account at the same time, and others read it: what was acknowledged is never undone for any reader.
    @Test func neverShowsWhatWasBeforeAnAcknowledgedChange() throws {
        try withStore { store, site in
            let id = try insert("ann", Identity(mail, "0@x"), in: site, store)
            let last = Atomic<Int64>(1)
            let isOver = Atomic<Bool>(false)
            let stale = Atomic<Int>(0)
            let readers = (0..<4).map { index in
                begin {
                    var newest: Int64 = 0
                    while !isOver.load(ordering: .relaxed) {
                        let expected = last.load(ordering: .sequentiallyConsistent)
                        let person =
                            index & 1 == 0
                            ? try? store.person(id, in: site)
                            : try? store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: 2).first
                        let seen = person?.account.credential?.version ?? -1
                        if seen < max(expected, newest) { stale.wrappingAdd(1, ordering: .relaxed) }
                        newest = max(newest, seen)
                    }
                }
            }
            let writers = (0..<2).map { writer in
                begin {
                    for _ in 0..<150 {
                        let version = try? store.write { connection throws(Failure) in
                            try connection.run("UPDATE account SET version = version + 1 WHERE id = ?", id.rawValue)
                            return try connection.first("SELECT version FROM account WHERE id = ?", id.rawValue) { $0.int(0) } ?? 0
                        }
                        guard let version else { continue }
                        var known = last.load(ordering: .sequentiallyConsistent)
                        while known < version {
                            let (isExchanged, original) = last.compareExchange(
                                expected: known, desired: version, ordering: .sequentiallyConsistent)
                            known = isExchanged ? version : original
                        }
                    }
                }
            }
            for writer in writers { writer.wait() }
            isOver.store(true, ordering: .relaxed)
            for reader in readers { reader.wait() }
            #expect(stale.load(ordering: .relaxed) == 0)
            #expect(try store.person(id, in: site)?.account.credential?.version == 301)
        }
    }
}
