public import Accounts
import Testing

extension AccountStoreContract {
    static let siteCopies: [Rule] = [
        Rule("copies a site with everything in it") { store throws in
            let (source, ann) = try furnished(store)
            let copy = try #require(try store.copySite(source, named: "Copy", marking: nil))
            #expect(copy != source)
            #expect(try store.sites().map(\.name) == ["first", "between", "Copy"])
            #expect(try store.site(named: "copy") == copy)
            let original = try Picture(of: source, store)
            #expect(try Picture(of: copy, store) == original)
            #expect(try store.accountCount(in: copy) == 2 && store.accountCount(in: source) == 2)
            #expect(original.isComplete, "the picture must show something of each kind")
            #expect(try store.person(ann, in: copy) == nil, "the accounts are others")
        },
        Rule("copies sequences, so that a number is not given twice in a copy") { store throws in
            let (source, _) = try furnished(store)
            let copy = try #require(try store.copySite(source, named: "copy", marking: nil))
            for site in [source, copy] {
                #expect(try store.commit(Transaction([.draw(sequence: "s")]), in: site)?.numbers == [42])
                let committed = try store.commit(
                    Transaction([.insertContainer(NewContainer("group", name: "new")), .setPolicy(AccountPolicy(), named: "new")]), in: site
                )
                #expect(committed?.containers.map(\.number) == [3])
                #expect(try store.policies(in: site).map(\.number) == [1, 2])
            }
        },
        Rule("keeps a copy and its source apart") { store throws in
            let (source, ann) = try furnished(store)
            let copy = try #require(try store.copySite(source, named: "copy", marking: nil))
            let before = try Picture(of: copy, store)
            #expect(try store.delete(ann, in: source))
            try store.setValue(nil, named: "n", in: source)
            #expect(try Picture(of: copy, store) == before)
            #expect(try Picture(of: source, store) != before)
            #expect(try store.deleteSite(source))
            #expect(try Picture(of: copy, store) == before)
            let second = try #require(try store.copySite(copy, named: "second", marking: nil))
            #expect(try store.deleteSite(copy))
            #expect(try Picture(of: second, store) == before, "a copy is copied like any other site")
        },
        Rule("has nothing in a copy that was changed after it said that it had begun") { store throws in
            let (source, ann) = try furnished(store)
            let before = try Picture(of: source, store)
            for restorable in [RestorableSite.neither, .source] {
                var calls = 0
                let copy = try store.copySite(source, named: "copy \(restorable)", marking: nil, restorable: restorable) {
                    calls += 1
                    if restorable == .source { #expect((try? store.delete(ann, in: source)) == true) }
                }
                #expect(try Picture(of: try #require(copy), store) == before && calls == 1)
            }
            #expect(try Picture(of: source, store) != before)
            let missing = try store.copySite(SiteID(rawValue: 99), named: "other", marking: nil, restorable: .neither) {
                Issue.record("it has begun to copy what is not there")
            }
            #expect(missing == nil)
        },
        Rule("marks a copy if that is asked for") { store throws in
            let (source, _) = try furnished(store)
            let copy = try #require(try store.copySite(source, named: "copy", marking: "mark"))
            #expect(try store.value(named: "mark", in: copy)?.isEmpty == true)
            #expect(try store.value(named: "mark", in: source) == nil)
        },
        Rule("copies nothing to a name in use, and no site that is not there") { store throws in
            let (source, _) = try furnished(store)
            _ = try store.createSite(named: "other")
            #expect(try store.copySite(source, named: "OTHER", marking: nil) == nil)
            #expect(try store.copySite(SiteID(rawValue: 99), named: "copy", marking: nil) == nil)
            #expect(try store.sites().map(\.name) == ["first", "between", "other"])
            // An empty site, and one after a refusal.
            let empty = try #require(try store.site(named: "other"))
            let copy = try #require(try store.copySite(empty, named: "copy", marking: nil))
            #expect(try store.values(namedFrom: "", in: copy).isEmpty)
            #expect(try store.sites().map(\.name) == ["first", "between", "other", "copy"])
            #expect(try store.createSite(named: "next") != copy)
        },
        Rule("copies and deletes a site of several pieces") { store throws in
            let site = try store.createSite(named: "large")
            let other = try store.createSite(named: "between")
            for start in stride(from: 0, to: 260, by: 65) {
                let accounts = (start..<start + 65).map { number in
                    NewAccount(identities: [Identity(login, "user \(number)")] + (0..<3).map { Identity(mail, "m\($0)@\(number)") })
                }
                try store.insert(accounts, in: site, at: Self.start)
                try store.insert([NewAccount(identities: [Identity(login, "between \(start)")])], in: other, at: Self.start)
            }
            let copy = try #require(try store.copySite(site, named: "copy", marking: nil))
            let search = AccountSearch(login, .prefix("user"))
            for site in [site, copy] { #expect(try store.count(search, in: site, before: nil) == 260) }
            #expect(try store.deleteSite(site))
            #expect(try store.count(search, in: site, before: nil) == 0)
            #expect(try store.count(search, in: copy, before: nil) == 260)
            #expect(try store.accounts(with: Identity(login, "USER 259"), in: copy, limit: 2).count == 1)
            #expect(try store.count(AccountSearch(login, .prefix("between")), in: other, before: nil) == 4)
        },
    ]

    /// A site with something of each kind in it, and accounts of another site between its own.
    public static func furnished(_ store: any AccountStore) throws -> (site: SiteID, ann: AccountID) {
        let (site, ann) = try populated(store, attributes: ["colour": "red"])
        let between = try store.createSite(named: "between")
        try store.insert([NewAccount(identities: [Identity(login, "Between")])], in: between, at: start)
        try store.insert([NewAccount(identities: [Identity(login, "Bob"), Identity(mail, "Bob@x")])], in: site, at: start)
        let bob = try #require(try store.accounts(with: Identity(login, "bob"), in: site, limit: 1).first).id
        let policy = try store.setPolicy(AccountPolicy(), named: "strict", in: site)
        let outer = try #require(
            try store.commit(
                Transaction([.insertContainer(NewContainer("group", key: "k", name: "outer", fields: ["a": "b"]))]), in: site)
        ).containers[0].id
        var inner = NewContainer("group", name: "inner")
        inner.members = [.account(ann), .account(bob)]
        inner.memberships = [outer]
        var changes = AccountChanges()
        changes.policy = .some(policy)
        changes.activatedAt = start
        let later = Timestamp(milliseconds: start.milliseconds + 5)
        _ = try store.commit(
            Transaction([
                .insertContainer(inner),
                .update(ann, changes),
                .setCredential(ann, NewCredential(hash: PasswordHash("$hash$2"), changedAt: later, mustChange: true, keepsHistory: 3)),
                .setCredential(ann, NewCredential(hash: PasswordHash("$hash$3"), changedAt: later, keepsHistory: 3)),
                .countGraceSignIn(ann), .recordSignIn(bob, at: later), .lock(bob),
                .draw(sequence: "s", above: 40),
                .append(Event("e", of: ann, at: start, fields: ["x": "1"])), .append(Event("e", at: later)),
                .insertRow(Row("t", key: "1", of: bob, fields: ["y": "2"])), .insertRow(Row("t", key: "2")),
                .setValue("v", named: "n"),
                .setFailures(of: "a\(ann.rawValue)", SignInFailures(count: 2, lastAt: start, lockedUntil: later)),
                .setFailures(of: "ka\(ann.rawValue)@00", SignInFailures(count: 1, lastAt: start)),
                .setFailures(of: "n00@", SignInFailures(count: 3, lastAt: later)),
            ]), in: site)
        var session = Session(digest: digest(7), kind: "k", account: ann, createdAt: start)
        session.clientAddress = "127.0.0.1"
        session.idleTimeout = .seconds(60)
        session.attributes = ["s": "t"]
        _ = try store.commit(
            Transaction([.keepSession(session), .keepSession(Session(digest: digest(8), kind: "k", account: nil, createdAt: later))]),
            in: site)
        return (site, ann)
    }

    /// What a site shows, with its members' names in the place of keys.
    struct Picture: Equatable {
        var people: [String] = []
        var policies: [String] = []
        var containers: [String] = []
        var members: [String] = []
        var events: [String] = []
        var rows: [String] = []
        var sessions: [String] = []
        var failures: [String] = []
        var values: [String] = []

        var isComplete: Bool {
            people.count == 2 && policies.count == 1 && containers.count == 2 && members.count == 3 && events.count == 2 && rows.count == 2
                && sessions.count == 2 && failures.count == 3 && values.count == 1
        }

        init(of site: SiteID, _ store: any AccountStore) throws {
            let all = try store.search(AccountSearch(login, .any), in: site, after: nil, limit: 99).map(\.person)
            let names = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.identity(login) ?? "") })
            func name(_ id: AccountID?) -> String { id.map { names[$0] ?? "unknown" } ?? "nobody" }
            let rules = try store.policies(in: site)
            policies = rules.map { "\($0.number) \($0.name) \($0.rules) \($0.fields)" }
            let graph = try store.directory(in: site)
            let known = graph.all
            containers = known.map { "\($0.kind.rawValue) \($0.number) \($0.key ?? "-") \($0.name) \($0.fields)" }
            func container(_ id: ContainerID) -> String { known.first { $0.id == id }?.name ?? "unknown" }
            for person in all {
                let account = person.account
                let history = try store.passwordHistory(of: account.id, in: site, limit: 9).map(\.text)
                people.append(
                    """
                    \(person.identities) \(account.status) \(String(describing: account.credential?.hash.text)) \
                    \(String(describing: account.credential?.version)) \(String(describing: account.credential?.changedAt)) \
                    \(String(describing: account.credential?.mustChange)) \(String(describing: account.credential?.graceSignInsUsed)) \
                    \(rules.first { $0.id == account.policy }?.name ?? "-") \(account.attributes) \(account.createdAt) \
                    \(String(describing: account.lastSignInAt)) \(String(describing: account.activatedAt)) \(history) \
                    \(person.memberships.map(container))
                    """)
                for subject in ["a\(account.id.rawValue)", "ka\(account.id.rawValue)@00"] {
                    if let kept = try store.failures(of: subject, in: site) { failures.append("\(name(account.id)) \(kept)") }
                }
            }
            if let unknown = try store.failures(of: "n00@", in: site) { failures.append("\(unknown)") }
            for kept in known {
                members += try store.members(of: kept.id, in: site, after: nil, limit: 9).map { "\(kept.name) has \(name($0.id))" }
                members += known.filter { graph.parents(of: $0.id).contains(kept) }.map { "\(kept.name) has \($0.name)" }
            }
            events = try store.events("e", of: nil, in: site, before: nil, limit: 9).map { stored in
                "\(name(stored.event.account)) \(stored.event.at) \(stored.event.fields)"
            }
            rows = try store.rows("t", of: nil, in: site, after: nil, limit: 9).map {
                "\($0.row.key) \(name($0.row.account)) \($0.row.fields)"
            }
            sessions = try store.sessions(of: nil, in: site, after: nil, limit: 9).map { session in
                """
                \(session.digest) \(session.kind) \(name(session.account)) \(session.createdAt) \(session.lastUsedAt) \
                \(String(describing: session.endsAt)) \(session.clientAddress ?? "-") \(session.attributes)
                """
            }
            values = try store.values(namedFrom: "", in: site).map { "\($0.name) \($0.value)" }
        }
    }
}
