import Accounts
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("The restoring of a site") struct SiteRestoringTests {
    private static let number = IdentityScheme("test.number", isUnique: true, ignoresCase: false)
    /// More rows than are put back in one transaction.
    private static let many = 1500

    /// All rows of a site by table, as they are stored, except the mark.
    private func rows(of site: SiteID, _ store: SQLiteStore) throws -> [String: [[StoredValue]]] {
        try store.write { connection throws(Failure) in
            let tables = try connection.all(
                "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'site'"
            ) { $0.text(0) }
            var found: [String: [[StoredValue]]] = [:]
            for table in tables {
                let columns = try connection.all("SELECT name FROM pragma_table_info(?)", table) { $0.text(0) }
                let statement = try connection.statement(of: "SELECT * FROM \(table) WHERE site = ? ORDER BY 1, 2, 3")
                statement.bind(site.part)
                defer { statement.reset() }
                found[table] = []
                while try statement.step() {
                    let row = columns.indices.map { statement.value(Int32($0)) }
                    if !row.contains(.text("mark")) { found[table]?.append(row) }
                }
            }
            return found
        }
    }

    /// A site with something in every table, its sealed copy, and a copy of that.
    private func copied(_ store: SQLiteStore, accounts: Int = 0) throws -> (original: SiteID, copy: SiteID) {
        let (source, _) = try AccountStoreContract.furnished(store)
        if accounts > 0 { _ = try store.insert((0..<accounts).map { account("user\($0)") }, in: source, at: start) }
        let original = try #require(try store.copySite(source, named: "original", marking: "mark"))
        return (original, try #require(try store.copySite(original, named: "copy", marking: "mark", restorable: .copy)))
    }

    private func changeMany(in site: SiteID, _ store: SQLiteStore) throws {
        let all = try store.search(AccountSearch(login, .prefix("user")), in: site, skipping: 0, limit: Self.many)
        let hash = NewCredential(hash: PasswordHash("$hash$9"), changedAt: start)
        let failures = SignInFailures(count: 1, lastAt: start)
        let credentials = all.map { Change.setCredential($0.account.id, hash) }
        let counts = all.prefix(Self.many / 2).map { Change.setFailures(of: "a\($0.account.id.rawValue)", failures) }
        _ = try store.commit(Transaction(credentials + counts), in: site)
    }

    @Test("brings every row of every table back as it was") func everyTable() throws {
        try withStore { store, _ in
            let (original, first) = try copied(store, accounts: 20)
            var copy = first
            let before = try rows(of: copy, store)
            let sealed = try rows(of: original, store)
            #expect(before.mapValues(\.count) == sealed.mapValues(\.count))
            for isInUse in [true, false] {
                try AccountStoreContract.changeEverything(in: copy, store)
                let changed = try rows(of: copy, store)
                for (table, rows) in before { #expect(changed[table] != rows, "\(table) has to be changed") }
                copy = try #require(try store.restoreSite(copy, from: original, marking: "mark", isInUse: isInUse))
                #expect(try rows(of: copy, store) == before)
                #expect(try rows(of: original, store) == sealed)
                #expect(try store.directoryEpoch(in: copy) == store.directoryEpoch(in: original))
            }
        }
    }

    @Test("takes several transactions if much was changed, and the site is not there meanwhile") func pieces() throws {
        try withStore { store, _ in
            let (original, first) = try copied(store, accounts: Self.many)
            let before = try rows(of: first, store)
            var copy = first
            for _ in 1...2 {
                try changeMany(in: copy, store)
                try AccountStoreContract.changeEverything(in: copy, store)
                #expect(try store.restoreSite(copy, from: original, marking: "mark", isInUse: true) == nil, "others would wait")
                let commits = store.pool.commitCount
                let restored = try #require(try store.restoreSite(copy, from: original, marking: "mark", isInUse: false))
                #expect(store.pool.commitCount - commits > 6)
                #expect(try rows(of: restored, store) == before)
                #expect(try store.value(named: "mark", in: restored)?.isEmpty == true)
                #expect(throws: StoreError.siteGone) { try store.accountCount(in: copy) }
                copy = restored
            }
        }
    }

    @Test("is refused if most of the site was changed, as a copy is quicker then") func tooMuch() throws {
        try withStore { store, site in
            _ = try store.insert((0..<600).map { account("user\($0)") }, in: site, at: start)
            let copy = try #require(try store.copySite(site, named: "copy", marking: nil, restorable: .copy))
            let people = try store.search(AccountSearch(login, .any), in: copy, skipping: 0, limit: 600)
            // One more row than there were.
            try store.setValue("v", named: "n", in: copy)
            _ = try store.commit(Transaction(people.map { .delete($0.account.id) }), in: copy)
            for isInUse in [true, false] {
                #expect(try store.restoreSite(copy, from: site, marking: "mark", isInUse: isInUse) == nil)
            }
            #expect(try store.accountCount(in: copy) == 0)
        }
    }

    @Test("changes nothing if it fails, and succeeds later", arguments: [true, false]) func failure(isInUse: Bool) throws {
        try withStore { store, _ in
            let (original, copy) = try copied(store)
            let before = try rows(of: copy, store)
            try AccountStoreContract.changeEverything(in: copy, store)
            let changed = try rows(of: copy, store)
            try store.onWriter("CREATE TEMP TRIGGER stop BEFORE INSERT ON main.session BEGIN SELECT RAISE(ABORT, 'no'); END")
            #expect(throws: StoreError.self) { try store.restoreSite(copy, from: original, marking: "mark", isInUse: isInUse) }
            try store.onWriter("DROP TRIGGER stop")
            #expect(try rows(of: copy, store) == changed)
            #expect(try store.value(named: "n", in: copy) == "changed", "the key is as good as before")
            try store.setValue("again", named: "n", in: copy)
            let restored = try #require(try store.restoreSite(copy, from: original, marking: "mark", isInUse: isInUse))
            #expect(try rows(of: restored, store) == before)
        }
    }

    /// The rows that are in the way of the deletion of what is left stay, as if the process had ended.
    @Test("leaves nothing that anybody sees if it ends half way") func halfWay() throws {
        try withScratchDirectory { directory in
            let (accounts, names) = try interrupted(in: directory)
            let second = try SQLiteStore(directory: directory)
            defer { second.close() }
            #expect(try second.sites().map(\.name) == names)
            #expect(try second.number("SELECT count(*) FROM account") == accounts)
            #expect(try second.number("SELECT count(*) FROM setting WHERE name LIKE 'remains%'") == 0)
            #expect(try second.number("SELECT count(*) FROM history WHERE account NOT IN (SELECT id FROM account)") == 0)
        }
    }

    /// Returns the number of accounts and the names of sites without the one that was being restored.
    private func interrupted(in directory: String) throws -> (accounts: Int64, names: [String]) {
        let store = try SQLiteStore(directory: directory)
        defer { store.close() }
        let (original, copy) = try copied(store, accounts: Self.many)
        let accounts = try store.number("SELECT count(*) FROM account") - Int64(store.accountCount(in: copy))
        try changeMany(in: copy, store)
        try store.onWriter(
            """
            CREATE TEMP TRIGGER stop BEFORE INSERT ON main.account BEGIN SELECT RAISE(ABORT, 'no'); END;
            CREATE TEMP TRIGGER stay BEFORE DELETE ON main.session BEGIN SELECT RAISE(ABORT, 'no'); END;
            """)
        #expect(throws: StoreError.self) { try store.restoreSite(copy, from: original, marking: "mark", isInUse: false) }
        #expect(try store.number("SELECT count(*) FROM setting WHERE name LIKE 'remains%'") == 1)
        #expect(try store.site(named: "copy") == nil)
        #expect(try store.restoreSite(copy, from: original, marking: "mark", isInUse: false) == nil)
        return (accounts, try store.sites().map(\.name))
    }

    @Test("shows readers what was before or what is then, and never both", arguments: [true, false]) func truth(isInUse: Bool) throws {
        try withStore { store, _ in
            let (original, first) = try copied(store, accounts: Self.many)
            let current = Mutex(first)
            let isOver = Mutex(false)
            let readers = (1...2).map { _ in
                Background { () -> Int in
                    var seen = 0
                    while !isOver.withLock({ $0 }) {
                        let site = current.withLock { $0 }
                        do throws(StoreError) {
                            // One transaction set both, and one restoring puts both back.
                            let values = try store.values(namedFrom: "", in: site).map(\.value)
                            let numbers = try store.values(of: Self.number, forHolderOf: Identity(login, "ann"), in: site)
                            let allowed = [["v"], ["", "v"], ["new", "", "changed"], ["new", "changed"]]
                            #expect(allowed.contains(values))
                            #expect(numbers == ["7"])
                            seen += 1
                        } catch {
                            #expect(error == .siteGone)
                        }
                    }
                    return seen
                }
            }
            for round in 1...20 {
                let site = current.withLock { $0 }
                if !isInUse { try changeMany(in: site, store) }
                try AccountStoreContract.changeEverything(in: site, store)
                let restored = try #require(try store.restoreSite(site, from: original, marking: "mark", isInUse: isInUse), "\(round)")
                current.withLock { $0 = restored }
            }
            isOver.withLock { $0 = true }
            for reader in readers { #expect(try #require(reader.value) > 0) }
        }
    }

    @Test("lets changes of other sites come between its pieces") func others() throws {
        try withStore { store, site in
            let (original, copy) = try copied(store, accounts: Self.many)
            try changeMany(in: copy, store)
            let isOver = Mutex(false)
            let neighbour = Background { () -> Int in
                var changes = 0
                while !isOver.withLock({ $0 }) {
                    do { try store.setValue("\(changes)", named: "n", in: site) } catch { return -1 }
                    changes += 1
                }
                return changes
            }
            #expect(try store.restoreSite(copy, from: original, marking: "mark", isInUse: false) != nil)
            isOver.withLock { $0 = true }
            #expect(try #require(neighbour.value) > 0)
        }
    }
}
