import Accounts
import Dispatch
import Emulator
import Synchronization
import TestSupport
import Testing
import Understudy

/// A store whose first copy of a site waits at a gate as soon as it is fixed what the copy shows.
private final class SlowlyCopyingStore: ForwardingStore {
    let other: any AccountStore
    private let gate: Gate
    private let isFirst = Atomic(true)

    init(_ other: any AccountStore, until gate: Gate) {
        self.other = other
        self.gate = gate
    }

    func willRead() throws(StoreError) {}
    func willWrite() throws(StoreError) {}

    func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID? {
        let isFirst = isFirst.exchange(false, ordering: .relaxed)
        return try other.copySite(source, named: name, marking: mark, restorable: restorable) {
            begun()
            if isFirst { gate.wait() }
        }
    }
}

@Suite("The copies for resets that are made after the start")
struct SealingTests {
    private static let accounts = (1...120).map { #"{"archer": {"user_id": \#($0), "user_name": "user\#($0)"}}"# }.joined(separator: ", ")
    private static let name = Identity(IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true), "user7")

    private let gate = Gate()
    private let world: LiveWorld

    init() throws {
        var options = ServerOptions()
        options.world = .fixtures(#"{"accounts": [\#(Self.accounts)], "sites": {"other": {"accounts": [\#(Self.accounts)]}}}"#)
        options.replacingStore = { [gate] in SlowlyCopyingStore($0, until: gate) }
        world = try LiveWorld(options)
    }

    private func people(inSiteNamed name: String = "default") throws -> [AccountID] {
        let site = try #require(world.sites.site(named: name))
        return try world.users.people(withFirstOf: [Self.name], in: site, limit: 1).map(\.account.id)
    }

    private func delete(inSiteNamed name: String = "default") throws {
        let (site, id) = (try #require(world.sites.site(named: name)), try #require(try people(inSiteNamed: name).first))
        #expect(try world.users.delete(id, in: site))
    }

    @Test("do not delay the start, and have nothing of what is changed while they are made")
    func background() throws {
        defer { world.close() }
        world.keeper.prepareForResets()
        gate.waitForArrivals(1)
        try delete()
        let keeper = world.keeper
        let reset = Background { try? keeper.reset(siteNamed: "default") }
        gate.open()
        #expect(reset.value??.accounts == 120)
        #expect(try people().count == 1)
        for _ in 1...2 {
            try delete()
            #expect(try world.keeper.reset(siteNamed: "default").accounts == 120)
            #expect(try people().count == 1)
        }
    }

    @Test("are not waited for by resets of other sites")
    func others() throws {
        defer { world.close() }
        defer { gate.open() }
        world.keeper.prepareForResets()
        gate.waitForArrivals(1)
        try delete(inSiteNamed: "other")
        #expect(try world.keeper.reset(siteNamed: "other").accounts == 120)
        #expect(try people(inSiteNamed: "other").count == 1)
    }

    @Test("are waited for by a reset no longer than its limit, and it makes another copy then")
    func limit() throws {
        defer { world.close() }
        let text = #"{"accounts": [\#(Self.accounts)]}"#
        let fixtures = try Fixtures(Array(text.utf8), file: "own.json")
        let keeper = SiteKeeper(of: world.sites, users: world.users, startedWith: fixtures, sealingLimit: .milliseconds(1))
        keeper.prepareForResets()
        gate.waitForArrivals(1)
        for _ in 1...2 {
            try delete()
            #expect(try keeper.reset(siteNamed: "default").accounts == 120)
            #expect(try people().count == 1)
        }
        gate.open()
        for _ in 1...3 {
            try delete()
            #expect(try keeper.reset(siteNamed: "default").accounts == 120)
            #expect(try people().count == 1)
        }
    }

    @Test("are not those of another site that has taken the name meanwhile")
    func removed() throws {
        defer { world.close() }
        let text = #"{"sites": {"other": {"accounts": [\#(Self.accounts)]}}}"#
        let keeper = SiteKeeper(
            of: world.sites, users: world.users, startedWith: try Fixtures(Array(text.utf8), file: "own.json"))
        keeper.prepareForResets()
        gate.waitForArrivals(1)
        try keeper.remove(named: "other")
        try keeper.add(named: "other")
        gate.open()
        #expect(try keeper.reset(siteNamed: "other").accounts == 0)
        #expect(try people(inSiteNamed: "other").isEmpty)
    }
}
