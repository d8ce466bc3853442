import Accounts
import Testing

extension AccountStoreContract {
    private static func make(_ new: [NewContainer], in site: SiteID, _ store: any AccountStore) throws -> [Container] {
        let committed = try store.commit(Transaction(new.map { .insertContainer($0) }), in: site)
        return try #require(committed).containers
    }

    private static func add(_ member: Member, to container: Container, in site: SiteID, _ store: any AccountStore) throws {
        #expect(try store.commit(Transaction([.addMember(member, to: container.id)]), in: site) != nil)
    }

    static let directory: [Rule] = [
        Rule("keeps containers with numbers in order, by kind and site") { store throws in
            let site = try store.createSite(named: "first")
            let other = try store.createSite(named: "other")
            let fields = ["a=b": "line\nline", "rights": "read"]
            let made = try make(
                [
                    NewContainer("group", key: "everyone", name: "Everyone"), NewContainer("group", name: "Ünï", fields: fields),
                    NewContainer("role", number: 1, name: "General User"), NewContainer("group", number: 40, name: "Forty"),
                    NewContainer("group", number: 7, name: "Seven"), NewContainer("group", name: "Next"),
                ], in: site, store)
            #expect(made.map(\.number) == [1, 2, 1, 40, 7, 41])
            #expect(made[1].fields == fields && made[1].key == nil && made[1].name == "Ünï")
            #expect(try make([NewContainer("group", key: "everyone", name: "Elsewhere")], in: other, store).map(\.number) == [1])
            let graph = try store.directory(in: site)
            #expect(graph.containers(of: "group").map(\.number) == [1, 2, 7, 40, 41])
            #expect(graph[made[1].id] == made[1])
            #expect(graph.container("group", key: "everyone") == made[0])
            #expect(graph.container("role", number: 1)?.name == "General User")
            #expect(graph.container("role", key: "everyone") == nil)
            #expect(try store.directory(in: other).containers(of: "group").map(\.name) == ["Elsewhere"])
        },
        Rule("gives no number and no key twice, nor a number again") { store throws in
            let site = try store.createSite(named: "first")
            let made = try make(
                [NewContainer("group", number: 3, key: "a", name: "A"), NewContainer("group", key: "b", name: "B")], in: site, store)
            for new in [NewContainer("group", number: 3, name: "C"), NewContainer("group", key: "a", name: "C")] {
                #expect(throws: StoreError.containerTaken("group")) {
                    try store.commit(Transaction([.setValue("v", named: "n"), .insertContainer(new)]), in: site)
                }
            }
            #expect(try store.value(named: "n", in: site) == nil)
            var changes = ContainerChanges()
            changes.key = .some("a")
            #expect(throws: StoreError.containerTaken("group")) {
                try store.commit(Transaction([.updateContainer(made[1].id, changes)]), in: site)
            }
            changes.key = .some(nil)
            changes.name = "Bee"
            changes.fields = ["x": "y", "none": String?.none]
            #expect(try store.commit(Transaction([.updateContainer(made[1].id, changes)]), in: site) != nil)
            let renamed = try store.directory(in: site)[made[1].id]
            #expect(renamed?.name == "Bee" && renamed?.key == nil && renamed?.number == 4 && renamed?.fields == ["x": "y"])
            #expect(try store.commit(Transaction(expecting: [.container(made[1].id)], [.deleteContainer(made[1].id)]), in: site) != nil)
            #expect(try store.commit(Transaction(expecting: [.container(made[1].id)]), in: site) == nil)
            #expect(
                try make([NewContainer("group", key: "b", name: "New")], in: site, store).map(\.number) == [5], "a number is given once")
        },
        Rule("knows who is in what, and no more once either is gone") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let groups = try make((1...3).map { NewContainer("group", name: "\($0)") }, in: site, store)
            let more = try store.insert(
                (0..<3).map { NewAccount(identities: [Identity(login, "m\($0)")], memberships: [groups[0].id]) }, in: site, at: start)
            for group in groups.prefix(2) { try add(.account(id), to: group, in: site, store) }
            try add(.account(id), to: groups[0], in: site, store)
            #expect(try store.person(id, in: site)?.memberships == [groups[0].id, groups[1].id])
            #expect(try store.people(withFirstOf: [Identity(login, "m1")], in: site, limit: 1).first?.memberships == [groups[0].id])
            func members(after: AccountID? = nil, limit: Int = 9, in where: SiteID? = nil) throws -> [AccountID] {
                try store.members(of: groups[0].id, in: `where` ?? site, after: after, limit: limit).map(\.id)
            }
            #expect(try members() == [id] + more)
            #expect(try members(limit: 2) == [id, more[0]])
            #expect(try members(after: more[0], limit: 9) == [more[1], more[2]])
            #expect(try members(in: other).isEmpty)
            #expect(try store.commit(Transaction([.removeMember(.account(more[0]), from: groups[0].id)]), in: other) != nil)
            #expect(try members().count == 4, "another site's hands change nothing")
            #expect(
                try store.commit(Transaction([.removeMember(.account(more[0]), from: groups[0].id), .delete(more[1])]), in: site) != nil)
            #expect(try members() == [id, more[2]])
            #expect(try store.commit(Transaction([.deleteContainer(groups[0].id)]), in: site) != nil)
            #expect(try members().isEmpty)
            #expect(try store.person(id, in: site)?.memberships == [groups[1].id])
            #expect(try store.commit(Transaction([.addMember(.account(AccountID(rawValue: 99_999)), to: groups[1].id)]), in: site) != nil)
            #expect(try store.members(of: groups[1].id, in: site, after: nil, limit: 9).map(\.id) == [id])
        },
        Rule("nests containers, and refuses circles") { store throws in
            let (site, id) = try populated(store)
            let groups = try make((0..<5).map { NewContainer("group", name: "\($0)") }, in: site, store)
            for (child, parent) in [(0, 1), (1, 2), (0, 3), (3, 2)] {
                try add(.container(groups[child].id), to: groups[parent], in: site, store)
            }
            try add(.account(id), to: groups[0], in: site, store)
            for (child, parent) in [(2, 0), (1, 0), (2, 1), (4, 4), (2, 2)] {
                #expect(throws: StoreError.cycle(groups[child].id, in: groups[parent].id)) {
                    try store.commit(Transaction([.addMember(.container(groups[child].id), to: groups[parent].id)]), in: site)
                }
                #expect(try store.directory(in: site).wouldCycle(groups[child].id, in: groups[parent].id))
            }
            let graph = try store.directory(in: site)
            #expect(graph.ancestors(of: groups[0].id) == Set([1, 2, 3].map { groups[$0].id }))
            #expect(graph.descendants(of: groups[2].id) == Set([0, 1, 3].map { groups[$0].id }))
            #expect(!graph.wouldCycle(groups[4].id, in: groups[0].id))
            let person = try #require(try store.person(id, in: site))
            #expect(graph.containers(around: person).map(\.name) == ["0", "1", "2", "3"])
            #expect(try store.commit(Transaction([.removeMember(.container(groups[1].id), from: groups[2].id)]), in: site) != nil)
            try add(.container(groups[2].id), to: groups[1], in: site, store)
            #expect(try store.commit(Transaction([.deleteContainer(groups[2].id)]), in: site) != nil)
            #expect(try store.directory(in: site).ancestors(of: groups[0].id) == Set([1, 3].map { groups[$0].id }))
        },
        Rule("creates a container with its members and memberships, or not at all if that is a circle") { store throws in
            let (site, id) = try populated(store)
            let groups = try make([NewContainer("group", name: "outer"), NewContainer("group", name: "inner")], in: site, store)
            var new = NewContainer("group", name: "middle")
            new.members = [.account(id), .container(groups[1].id), .account(AccountID(rawValue: 99_999))]
            new.memberships = [groups[0].id, ContainerID(rawValue: 99_999)]
            let made = try #require(try make([new], in: site, store).first)
            let graph = try store.directory(in: site)
            #expect(graph.parents(of: made.id).map(\.name) == ["outer"] && graph.children(of: made.id).map(\.name) == ["inner"])
            #expect(try store.members(of: made.id, in: site, after: nil, limit: 9).map(\.id) == [id])
            #expect(try store.person(id, in: site)?.memberships == [made.id])
            (new.name, new.memberships) = ("circle", [groups[1].id])
            #expect(throws: StoreError.self) { try store.commit(Transaction([.insertContainer(new)]), in: site) }
            #expect(try store.directory(in: site).containers(of: "group").map(\.name) == ["outer", "inner", "middle"])
        },
        Rule("moves a site's epoch on with every change of containers and members, and not otherwise") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            var epoch = try store.directoryEpoch(in: site)
            func hasMoved() throws -> Bool {
                let now = try store.directoryEpoch(in: site)
                defer { epoch = now }
                #expect(try store.directory(in: site).epoch == now)
                return now > epoch
            }
            let groups = try make([NewContainer("group", name: "a"), NewContainer("group", name: "b")], in: site, store)
            #expect(try hasMoved())
            let changes: [Change] = [
                .addMember(.account(id), to: groups[0].id), .addMember(.container(groups[1].id), to: groups[0].id),
                .removeMember(.account(id), from: groups[0].id), .updateContainer(groups[0].id, ContainerChanges()),
                .deleteContainer(groups[1].id),
            ]
            for change in changes {
                let stale = epoch - 1
                #expect(try store.commit(Transaction(expecting: [.directory(epoch: stale)], [change]), in: site) == nil)
                #expect(try !hasMoved())
                #expect(try store.commit(Transaction(expecting: [.directory(epoch: epoch)], [change]), in: site) != nil)
                #expect(try hasMoved(), "\(change)")
            }
            let member = NewAccount(identities: [], memberships: [groups[0].id])
            let made = try #require(try store.insert([member], in: site, at: start).first)
            #expect(try hasMoved())
            #expect(try store.delete(made, in: site))
            #expect(try hasMoved())
            #expect(try store.delete(id, in: site))
            #expect(try store.commit(Transaction([.setValue("v", named: "n"), .draw(sequence: "s")]), in: site) != nil)
            #expect(try !hasMoved())
            #expect(try store.directoryEpoch(in: other) == 0)
        },
        Rule("draws each number of a sequence once, by site and name") { store throws in
            let site = try store.createSite(named: "first")
            let other = try store.createSite(named: "other")
            func draw(_ names: String..., in site: SiteID) throws -> [Int64] {
                let committed = try store.commit(Transaction(names.map { .draw(sequence: $0) }), in: site)
                return committed?.numbers ?? []
            }
            #expect(try draw("a", "a", "b", in: site) == [1, 2, 1])
            #expect(try draw("a", in: other) == [1])
            let committed = try store.commit(
                Transaction([.draw(sequence: "c", above: 1), .draw(sequence: "c", above: 9), .draw(sequence: "c")]), in: site)
            #expect(committed?.numbers == [2, 10, 11])
            #expect(throws: StoreError.identityTaken(Identity(login, "x"))) {
                let twice = [NewAccount(identities: [Identity(login, "x")]), NewAccount(identities: [Identity(login, "x")])]
                _ = try store.commit(Transaction([.draw(sequence: "a")] + twice.map { .insert($0, at: start) }), in: site)
            }
            #expect(try draw("a", in: site) == [3], "one that came to nothing drew nothing")
        },
        Rule("draws numbers that no two callers share") { store throws in
            let site = try store.createSite(named: "first")
            let drawers = (0..<8).map { _ in
                Background {
                    (0..<25).flatMap { _ -> [Int64] in
                        let made = try? store.commit(
                            Transaction([.draw(sequence: "a"), .insertContainer(NewContainer("group", name: "g"))]), in: site)
                        return (made?.numbers ?? []) + (made?.containers.map { $0.number + 1000 } ?? [])
                    }
                }
            }
            let drawn = drawers.flatMap { $0.value ?? [] }
            #expect(drawn.sorted() == Array(1...200) + Array(1001...1200))
        },
        Rule("lets no circle come of nestings made at once") { store throws in
            let site = try store.createSite(named: "first")
            for _ in 0..<10 {
                let pair = try make([NewContainer("group", name: "a"), NewContainer("group", name: "b")], in: site, store)
                let nesters = [(pair[0].id, pair[1].id), (pair[1].id, pair[0].id)].map { child, parent in
                    Background { (try? store.commit(Transaction([.addMember(.container(child), to: parent)]), in: site)) != nil }
                }
                #expect(nesters.count { $0.value == true } == 1)
            }
        },
        Rule("lists, renames and deletes rule sets, whose numbers and keys stay") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            var rules = AccountPolicy()
            rules.password.minimumLength = 9
            let strict = try store.setPolicy(rules, named: "strict", in: site)
            let easy = try store.setPolicy(AccountPolicy(), named: "Strict", in: site)
            #expect(try store.setPolicy(AccountPolicy(), named: "strict", in: site) == strict)
            #expect(
                try store.commit(Transaction([.setPolicy(rules, named: "strict", fields: ["unit": "3"])]), in: site)?.policies == [strict])
            var listed = try store.policies(in: site)
            #expect(listed.map(\.id) == [strict, easy] && listed.map(\.number) == [1, 2] && listed.map(\.name) == ["strict", "Strict"])
            #expect(listed[0].rules == rules && listed[0].fields == ["unit": "3"] && listed[1].fields.isEmpty)
            #expect(try store.policies(in: other).isEmpty)
            var changes = AccountChanges()
            changes.policy = .some(strict)
            #expect(try store.update(id, in: site, changes))
            #expect(throws: StoreError.policyTaken("Strict")) {
                try store.commit(Transaction([.renamePolicy(strict, to: "Strict")]), in: site)
            }
            #expect(
                try store.commit(Transaction([.renamePolicy(strict, to: "stricter"), .renamePolicy(easy, to: "Strict")]), in: site) != nil)
            #expect(try store.commit(Transaction([.renamePolicy(strict, to: "x"), .deletePolicy(strict)]), in: other) != nil)
            listed = try store.policies(in: site)
            #expect(listed.map(\.name) == ["stricter", "Strict"] && listed.map(\.number) == [1, 2])
            #expect(try store.facts(SignInQuestion(policies: [strict, PolicyID(rawValue: 99_999)]), in: site).policies == [strict: rules])
            #expect(try store.commit(Transaction(expecting: [.unusedPolicy(strict)], [.deletePolicy(strict)]), in: site) == nil)
            #expect(try store.commit(Transaction(expecting: [.unusedPolicy(easy)], [.deletePolicy(easy)]), in: site) != nil)
            #expect(try store.commit(Transaction(expecting: [.unusedPolicy(easy)]), in: site) == nil, "it is not there")
            #expect(try store.commit(Transaction([.deletePolicy(strict)]), in: site) != nil)
            #expect(try store.policies(in: site).isEmpty)
            #expect(try store.account(id, in: site)?.policy == strict)
            let again = try store.setPolicy(rules, named: "stricter", in: site)
            #expect(again != strict && again != easy, "nobody is governed by rules made later")
            #expect(try store.policies(in: site).map(\.number) == [3])
        },
        Rule("changes a rule set only as it is expected, and makes one only under a name that is free") { store throws in
            let (site, _) = try populated(store)
            var rules = AccountPolicy()
            rules.signInTimes = SignInTimes()
            rules.signInTimes?.excludedDates = [CivilDate(day: 7), CivilDate(day: 8), CivilDate(day: 9)]
            let fields = ["unit": "3", "more": "x"]
            let id = try #require(
                try store.commit(
                    Transaction(expecting: [.noPolicy(named: "strict")], [.setPolicy(rules, named: "strict", fields: fields)]), in: site)
            ).policies[0]
            #expect(try store.commit(Transaction(expecting: [.noPolicy(named: "strict")]), in: site) == nil)
            #expect(try store.commit(Transaction(expecting: [.noPolicy(named: "Strict")]), in: site) != nil)
            let stored = try #require(try store.policies(in: site).first)
            #expect(stored == StoredPolicy(id: id, number: 1, name: "strict", rules: rules, fields: fields))
            #expect(try store.commit(Transaction(expecting: [.policies([stored])]), in: site) != nil)
            #expect(try store.commit(Transaction(expecting: [.policies([])]), in: site) == nil)
            let others = [
                StoredPolicy(id: PolicyID(rawValue: 99_999), number: 1, name: "strict", rules: rules, fields: fields),
                StoredPolicy(id: id, number: 1, name: "Strict", rules: rules, fields: fields),
                StoredPolicy(id: id, number: 1, name: "strict", rules: AccountPolicy(), fields: fields),
                StoredPolicy(id: id, number: 1, name: "strict", rules: rules, fields: ["unit": "3"]),
            ]
            for other in others { #expect(try store.commit(Transaction(expecting: [.policy(other)]), in: site) == nil) }
            #expect(try store.commit(Transaction(expecting: [.policy(stored)], [.deletePolicy(id)]), in: site) != nil)
            #expect(try store.commit(Transaction(expecting: [.policy(stored)]), in: site) == nil)
        },
        Rule("deletes all of this with its site, and nothing of another") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let member = try #require(try store.insert([NewAccount(identities: [])], in: other, at: start).first)
            for (site, id) in [(site, id), (other, member)] {
                let group = try make([NewContainer("group", key: "a", name: "A")], in: site, store)[0]
                try store.setPolicy(AccountPolicy(), named: "p", in: site)
                let changes: [Change] = [.addMember(.account(id), to: group.id), .append(Event("mail", at: start)), .draw(sequence: "s")]
                #expect(try store.commit(Transaction(changes), in: site)?.numbers == [1])
            }
            #expect(try store.deleteSite(site))
            #expect(try store.directory(in: site).containers(of: "group").isEmpty && store.policies(in: site).isEmpty)
            #expect(try store.events("mail", of: nil, in: site, before: nil, limit: 9).isEmpty)
            let kept = try #require(try store.directory(in: other).container("group", key: "a"))
            #expect(try store.members(of: kept.id, in: other, after: nil, limit: 9).map(\.id) == [member])
            #expect(try store.policies(in: other).count == 1)
            #expect(try store.events("mail", of: nil, in: other, before: nil, limit: 9).count == 1)
            #expect(try store.commit(Transaction([.draw(sequence: "s")]), in: other)?.numbers == [2])
        },
        Rule("stores the events of a new account with it, or neither") { store throws in
            let (site, id) = try populated(store)
            let events = ["one", "two"].map { Event("mail", of: $0 == "one" ? id : nil, at: start, fields: ["n": $0]) }
            let new = NewAccount(identities: [Identity(login, "novel")], events: events)
            let added = try store.insert([new], in: site, at: start)[0]
            #expect(try store.events("mail", of: added, in: site, before: nil, limit: 9).map { $0.event.fields["n"] } == ["two", "one"])
            #expect(try store.events("mail", of: id, in: site, before: nil, limit: 9).isEmpty)
            #expect(throws: StoreError.identityTaken(Identity(login, "novel"))) { _ = try store.insert([new], in: site, at: start) }
            #expect(try store.events("mail", of: nil, in: site, before: nil, limit: 9).count == 2)
        },
        Rule("keeps events by kind and account, the newest first") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let events = (0..<5).map { Event("mail", of: $0 % 2 == 0 ? id : nil, at: start + .seconds($0), fields: ["n": "\($0)"]) }
            #expect(try store.commit(Transaction(events.map { .append($0) } + [.append(Event("other", at: start))]), in: site) != nil)
            func kept(_ account: AccountID? = nil, before: Int64? = nil, limit: Int = 9) throws -> [StoredEvent] {
                try store.events("mail", of: account, in: site, before: before, limit: limit)
            }
            #expect(try kept().map(\.event) == events.reversed())
            #expect(try kept(id).map { $0.event.fields["n"] } == ["4", "2", "0"])
            let page = try kept(limit: 2)
            #expect(try kept(before: page.last?.id, limit: 2).map { $0.event.fields["n"] } == ["2", "1"])
            #expect(try store.events("mail", of: nil, in: other, before: nil, limit: 9).isEmpty)
            #expect(try store.delete(id, in: site))
            #expect(try kept().map { $0.event.fields["n"] } == ["3", "1"])
        },
        Rule("changes and trims events, each of its kind, account and site only") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let events = (0..<6).map { Event($0 < 4 ? "mail" : "call", of: $0 % 2 == 0 ? id : nil, at: start, fields: ["n": "\($0)"]) }
            #expect(try store.commit(Transaction(events.map { .append($0) }), in: site) != nil)
            #expect(try store.commit(Transaction([.append(Event("mail", at: start, fields: ["n": "x"]))]), in: other) != nil)
            func kept(_ kind: EventKind, in site: SiteID) throws -> [String] {
                try store.events(kind, of: nil, in: site, before: nil, limit: 9).map { $0.event.fields["n"] ?? "" }
            }
            let first = try #require(try store.events("mail", of: nil, in: site, before: nil, limit: 9).last)
            #expect(try store.commit(Transaction([.updateEvent(first.id, "call", fields: ["n": "9"])]), in: site) != nil)
            #expect(try store.commit(Transaction([.updateEvent(first.id, "mail", fields: ["n": "9"])]), in: other) != nil)
            #expect(try kept("mail", in: site) == ["3", "2", "1", "0"])
            #expect(try store.commit(Transaction([.updateEvent(first.id, "mail", fields: ["n": nil, "m": "9"])]), in: site) != nil)
            let changed = try #require(try store.events("mail", of: nil, in: site, before: nil, limit: 9).last)
            #expect(changed.event.fields == ["m": "9"] && changed.event.account == id && changed.id == first.id)
            #expect(try store.commit(Transaction(expecting: [.events("mail", of: id, fewerThan: 2)]), in: site) == nil)
            #expect(try store.commit(Transaction(expecting: [.events("mail", of: id, fewerThan: 0)]), in: site) == nil)
            #expect(try store.commit(Transaction(expecting: [.events("mail", of: id, fewerThan: 3)]), in: site) != nil)
            #expect(try store.commit(Transaction(expecting: [.events("mail", of: id, fewerThan: 1)]), in: other) != nil)
            #expect(try store.commit(Transaction([.trimEvents("mail", of: id, keepingNewest: 1)]), in: site) != nil)
            #expect(try kept("mail", in: site) == ["3", "2", "1"])
            #expect(try store.commit(Transaction([.trimEvents("mail", of: nil, keepingNewest: 1)]), in: site) != nil)
            #expect(try kept("mail", in: site) == ["3", "2"] && kept("call", in: site) == ["5", "4"] && kept("mail", in: other) == ["x"])
        },
        Rule("tells whether an identity is free, so that two at once do not take it") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let mail = IdentityScheme("mail", isUnique: false, ignoresCase: true)
            func isFree(_ identity: Identity, except holder: AccountID? = nil, in site: SiteID) throws -> Bool {
                try store.commit(Transaction(expecting: [.free(identity, except: holder)]), in: site) != nil
            }
            #expect(try isFree(Identity(mail, "a"), in: site))
            let takers = (0..<4).map { _ in
                Background {
                    let new = NewAccount(identities: [Identity(mail, "A")])
                    return try? store.commit(
                        Transaction(expecting: [.free(Identity(mail, "a"), except: nil)], [.insert(new, at: start)]), in: site)
                }
            }
            let made = takers.compactMap { $0.value ?? nil }.flatMap(\.accounts)
            let holder = try #require(made.first)
            #expect(made.count == 1)
            #expect(try !isFree(Identity(mail, "a"), in: site) && !isFree(Identity(mail, "A"), except: id, in: site))
            #expect(try isFree(Identity(mail, "a"), except: holder, in: site) && isFree(Identity(mail, "a"), in: other))
        },
    ]
}
