import Accounts
import TestSupport
import Testing

@Suite struct SessionRenewalTests {
    private let opening = SessionOpening(
        kind: "kind", account: AccountID(rawValue: 99), format: .lowerHex(bytes: 16), lifetime: .seconds(100), idleTimeout: nil,
        clientAddress: "192.0.2.2", attributes: ["new": "2"], keepsOthers: 0, credentialVersion: 77)

    @Test func putsANewTokenInThePlaceOfTheOld() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let (token, other) = (try world.open(id), try world.open(id))
        for wasAsked in [true, false] {
            let old = wasAsked ? token : other
            if wasAsked { #expect(try world.session(old) != nil) }
            let renewed = try #require(try world.service.renewSession(token: old, kind: "kind", opening, in: world.site))
            #expect(try world.session(old) == nil)
            let live = try #require(try world.session(renewed.token))
            #expect(live.account?.id == id && live.session.account == id, "the opening's account does not count")
            #expect(live.session.clientAddress == "192.0.2.2" && live.session.attributes == ["new": "2"])
            #expect(live.session.createdAt == world.clock.now && live.session.expiresAt == world.clock.now + .seconds(100))
            #expect(renewed.session.digest == FakeTokenDigester().digest(renewed.token))
            #expect(try world.service.renewSession(token: old, kind: "kind", opening, in: world.site) == nil)
            if wasAsked { #expect(try world.session(other) != nil, "others of the account stand") }
        }
        #expect(world.store.sessionCount == 2)
    }

    @Test func renewsASessionNobodyHasSignedInTo() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil)
        let renewed = try #require(try world.service.renewSession(token: token, kind: "kind", opening, in: world.site))
        #expect(try #require(try world.session(renewed.token)).session.account == nil)
    }

    @Test func takesATokenThatIsGiven() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil)
        let opening = SessionOpening(kind: "other", account: nil, token: "given", format: .guid, lifetime: nil, idleTimeout: nil)
        #expect(try world.service.renewSession(token: token, kind: "kind", opening, in: world.site)?.token == "given")
        #expect(try world.session("given", kind: "other") != nil)
        #expect(try world.service.renewSession(token: "given", kind: "other", opening, in: world.site) != nil, "even the one it has")
        #expect(try world.session("given", kind: "other") != nil)
        #expect(world.store.sessionCount == 1)
    }

    @Test func renewsNothingThatDoesNotStand() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let other = try world.store.createSite(named: "other")
        let token = try world.open(id, lifetime: .seconds(60), idle: nil)
        #expect(try world.service.renewSession(token: "unknown", kind: "kind", opening, in: world.site) == nil)
        #expect(try world.service.renewSession(token: token, kind: "other", opening, in: world.site) == nil)
        #expect(try world.service.renewSession(token: token, kind: "kind", opening, in: other) == nil)
        #expect(try world.session(token) != nil)
        world.clock.advance(by: .seconds(60))
        #expect(try world.service.renewSession(token: token, kind: "kind", opening, in: world.site) == nil)
        let idle = try world.open(id, idle: .seconds(10))
        world.clock.advance(by: .seconds(10))
        #expect(try world.service.renewSession(token: idle, kind: "kind", opening, in: world.site) == nil)
        #expect(world.store.sessionCount == 2, "they were neither renewed nor ended twice")
    }

    @Test func renewsNothingOfAnAccountThatMayNotSignIn() throws {
        let world = try ServiceFixture()
        let (ann, bob) = (try world.add("ann", password: "x"), try world.add("bob", password: "x"))
        let tokens = (try world.open(ann), try world.open(bob))
        for token in [tokens.0, tokens.1] { #expect(try world.session(token) != nil) }
        var changes = AccountChanges()
        changes.status = .locked
        #expect(try world.service.update(ann, in: world.site, changes))
        #expect(try world.service.delete(bob, in: world.site))
        for token in [tokens.0, tokens.1] {
            #expect(try world.service.renewSession(token: token, kind: "kind", opening, in: world.site) == nil)
        }
        #expect(world.store.sessionCount == 0)
    }

    @Test func tellsOfAStoreThatDoesNotWriteAndLeavesTheOldToken() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil)
        world.failures.failWrites()
        #expect(throws: StoreError.self) { try world.service.renewSession(token: token, kind: "kind", opening, in: world.site) }
        world.failures.failWrites(nil)
        #expect(try world.session(token) != nil)
        #expect(try world.service.renewSession(token: token, kind: "kind", opening, in: world.site) != nil)
    }

    @Test func ofEightCallersExactlyOneGetsANewToken() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        for round in 0..<25 {
            let token = try world.open(id)
            if round % 2 == 0 { _ = try world.session(token) }
            let start = Gate()
            let callers = (0..<8).map { _ in
                Background {
                    start.wait()
                    return (try? world.service.renewSession(token: token, kind: "kind", opening, in: world.site))?.token
                }
            }
            start.open()
            let renewed = callers.compactMap { $0.value ?? nil }
            #expect(renewed.count == 1)
            #expect(try world.session(token) == nil)
            for token in renewed { #expect(try world.session(token) != nil) }
            #expect(world.store.sessionCount == round + 1)
        }
    }
}
