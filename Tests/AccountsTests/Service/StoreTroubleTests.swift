import Accounts
import TestSupport
import Testing

@Suite("A store that is not alone, or is lost while it works")
struct StoreTroubleTests {
    private let world: ServiceFixture
    private let lost = StoreError.outcomeUnknown("the connection broke")
    private let busy = StoreError.tryAgain("others came first")

    init() throws {
        world = try ServiceFixture()
        try world.add("ann", password: "old")
    }

    @Test("is asked again when others came first, a few times")
    func tryAgain() throws {
        world.failures.failNextCommits(busy, busy, busy, busy)
        #expect(world.refusal(of: world.change("ann", from: "old", to: "new")) == nil)
        world.failures.failNextCommits(busy, busy, busy, busy, busy)
        #expect(world.trouble(of: world.change("ann", from: "new", to: "newer")) == .store(busy))
        world.failures.failNextCommits()
        #expect(world.refusal("ann", "new") == nil, "nothing happened")
    }

    @Test("is believed neither to have changed a password nor not to have, and what is so is read again")
    func unknownOutcome() throws {
        let id = try #require(try world.service.accounts(with: Identity(ServiceFixture.login, "ann"), in: world.site, limit: 1).first?.id)
        let token = try world.open(id)
        #expect(try world.session(token) != nil)
        world.failures.failNextCommits(lost)
        #expect(world.trouble(of: world.change("ann", from: "old", to: "new")) == .store(lost))
        #expect(try world.session(token) == nil, "it did happen this time, and ended the session")
        #expect(world.refusal("ann", "old") == .wrongPassword)
        world.failures.failNextCommits(lost)
        #expect(world.trouble("ann", "new") == .store(lost), "a failure is to be forgotten, and may not be")
        #expect(world.refusal("ann", "new") == nil)
        world.failures.failNextCommits(lost)
        #expect(world.trouble("ann", "wrong") == .store(lost))
        world.failures.failNextCommits(lost)
        #expect(throws: lost) { try world.open(id) }
        world.failures.failNextCommits(lost)
        #expect(throws: lost) { try world.service.setPolicy(AccountPolicy(), named: "p", in: world.site) }
    }

    @Test("lets in whose address cannot be written down, whatever becomes of that")
    func usefulWrites() {
        world.failures.failNextCommits(lost)
        #expect(world.refusal("ann", "old", at: "home") == nil)
    }

    @Test("is believed at once where another process changes it", arguments: [true, false])
    func shared(_ shares: Bool) throws {
        let here = UserService(
            store: world.store, hasher: world.hasher, digester: FakeTokenDigester(), clock: world.clock, random: RepeatableRandomSource(),
            sharesStore: shares)
        let there = world.service
        let site = world.site
        var rules = AccountPolicy()
        rules.sessionIdleMinutes = 5
        let policy = try there.setPolicy(rules, named: "p", in: site)
        var changes = AccountChanges()
        changes.policy = .some(policy)
        let id = try #require(try there.accounts(with: Identity(ServiceFixture.login, "ann"), in: site, limit: 1).first?.id)
        #expect(try there.update(id, in: site, changes))
        let group = try there.makeContainers([NewContainer("group", key: "a", name: "A")], in: site)[0]
        let token = try world.open(id)
        func seen() throws -> [String] {
            let person = try here.session(token: token, kind: "kind", in: site)?.person
            let account = try #require(try here.person(id, in: site)).account
            return [
                person.map { "\($0.memberships.count)" } ?? "ended", try here.directory(in: site)[group]?.name ?? "gone",
                "\(try here.policy(of: account, in: site, default: AccountPolicy()).sessionIdleMinutes ?? 0)",
            ]
        }
        #expect(try seen() == ["0", "A", "5"])
        rules.sessionIdleMinutes = 6
        try there.setPolicy(rules, named: "p", in: site)
        var renaming = ContainerChanges()
        renaming.name = "B"
        let elsewhere: [Change] = [.addMember(.account(id), to: group), .updateContainer(group, renaming)]
        #expect(try there.commit(Transaction(elsewhere), in: site) != nil)
        if !shares {
            #expect(try seen() == ["0", "A", "5"], "it keeps what it knows until it is told")
            here.forget(elsewhere + [.setPolicy(rules, named: "p")], in: site)
        }
        #expect(try seen() == ["1", "B", "6"])
    }
}
