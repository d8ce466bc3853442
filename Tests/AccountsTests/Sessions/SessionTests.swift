import Accounts
import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite struct SessionTests {
    @Test func standsForItsAccount() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(id)
        let live = try #require(try world.session(token))
        #expect(live.account?.id == id)
        #expect(live.session.account == id)
        #expect(live.session.digest == FakeTokenDigester().digest(token))
    }

    @Test func isNotFoundUnderAnotherTokenKindOrSite() throws {
        let world = try ServiceFixture()
        let token = try world.open(try world.add("ann", password: "x"))
        let other = try world.store.createSite(named: "other")
        for _ in 0..<2 {
            #expect(try world.session(token.uppercased()) == nil)
            #expect(try world.session("") == nil)
            #expect(try world.session(token, kind: "other") == nil)
            #expect(try world.service.session(token: token, kind: "kind", in: other) == nil)
            #expect(try world.session(token) != nil)
        }
    }

    @Test func takesAGivenTokenAndMintsOneOtherwise() throws {
        let world = try ServiceFixture()
        let given = SessionOpening(
            kind: "k", account: nil, token: "given", format: .guid, lifetime: nil, idleTimeout: nil, clientAddress: "192.0.2.1",
            attributes: ["a": "b"])
        #expect(try world.service.openSession(given, in: world.site).token == "given")
        let live = try #require(try world.service.session(token: "given", kind: "k", in: world.site))
        #expect(live.account == nil && live.session.attributes == ["a": "b"] && live.session.clientAddress == "192.0.2.1")
        #expect(try world.open(nil) != world.open(nil))
    }

    @Test func endsByTimeWhateverHappens() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil, lifetime: .seconds(60), idle: nil)
        for _ in 0..<5 {
            world.clock.advance(by: .seconds(11))
            #expect(try world.session(token) != nil)
        }
        world.clock.advance(by: .seconds(5))
        #expect(try world.session(token) == nil)
        #expect(try !world.service.endSession(token: token, kind: "kind", in: world.site))
    }

    @Test func endsByDisuseAndIsKeptAliveByUse() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil, idle: .seconds(60))
        for _ in 0..<10 {
            world.clock.advance(by: .seconds(59))
            #expect(try world.session(token) != nil)
        }
        world.clock.advance(by: .seconds(60))
        #expect(try world.session(token) == nil)
    }

    @Test func savesUseWhenATenthOfTheTimeoutHasPassed() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil, idle: .seconds(100))
        for _ in 0..<25 {
            world.clock.advance(by: .seconds(1))
            _ = try world.session(token)
        }
        #expect(world.store.touched == [10, 20].map { ServiceFixture.start + .seconds($0) })
    }

    @Test func remembersUnsavedUseWhenItMustAskTheStoreAgain() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(id, idle: .seconds(100))
        _ = try world.session(token)
        world.clock.advance(by: .seconds(9))
        _ = try world.session(token)
        #expect(world.store.touched.isEmpty)
        #expect(try world.service.update(id, in: world.site, AccountChanges()))
        world.clock.advance(by: .seconds(95))
        #expect(try world.session(token) != nil)
    }

    @Test func asksTheStoreNothingWhenItIsInMemory() throws {
        let world = try ServiceFixture()
        let token = try world.open(try world.add("ann", password: "x"))
        _ = try world.session(token)
        let reads = world.store.reads
        for _ in 0..<10 { #expect(try world.session(token) != nil) }
        #expect(world.store.reads == reads)
    }

    @Test func endsOnceForExactlyOneCaller() throws {
        let world = try ServiceFixture()
        for _ in 0..<20 {
            let token = try world.open(nil)
            _ = try world.session(token)
            let ended = Mutex(0)
            let group = DispatchGroup()
            for _ in 0..<4 {
                DispatchQueue.global().async(group: group) {
                    if (try? world.service.endSession(token: token, kind: "kind", in: world.site)) == true { ended.withLock { $0 += 1 } }
                }
            }
            group.wait()
            #expect(ended.withLock { $0 } == 1)
            #expect(try world.session(token) == nil)
        }
    }

    @Test func isNotEndedUnderAnotherKind() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil)
        #expect(try !world.service.endSession(token: token, kind: "other", in: world.site))
        #expect(try world.session(token) != nil)
    }

    @Test func replacesTheAccountsOthersOfItsKind() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let (first, elsewhere) = (try world.open(id), try world.open(id, kind: "other"))
        #expect(try world.session(first) != nil)
        let second = try world.open(id, keepsOthers: 0)
        #expect(try world.session(first) == nil)
        #expect(try world.session(second) != nil)
        #expect(try world.session(elsewhere, kind: "other") != nil)
    }

    @Test func isSignedInToLater() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(nil)
        var session = try #require(try world.session(token)).session
        session.account = id
        session.attributes["auth"] = "1"
        #expect(try world.service.update(session, in: world.site))
        let live = try #require(try world.session(token))
        #expect(live.account?.id == id && live.session.attributes == ["auth": "1"])
        #expect(try world.service.endSession(token: token, kind: "kind", in: world.site))
        #expect(try !world.service.update(session, in: world.site))
    }

    @Test(arguments: [AccountStatus.disabled, .locked]) func endsWithTheAccountsRightToSignIn(_ status: AccountStatus) throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(id)
        #expect(try world.session(token) != nil)
        var changes = AccountChanges()
        changes.status = status
        #expect(try world.service.update(id, in: world.site, changes))
        #expect(try world.session(token) == nil)
        changes.status = .active
        #expect(try world.service.update(id, in: world.site, changes))
        #expect(try world.session(token) == nil, "it does not come back with the right")
        changes.status = status
        #expect(try world.service.update(id, in: world.site, changes))
        let late = try world.open(id)
        changes.status = .active
        #expect(try world.service.update(id, in: world.site, changes))
        #expect(try world.session(late) == nil, "it was opened while the account might not sign in")
    }

    @Test func isStillbornWhenThePasswordWasChangedSinceItWasVerified() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let signedIn = try world.signIn("ann", "old")
        func open() throws -> String {
            let opening = SessionOpening(
                kind: "kind", account: id, format: .guid, lifetime: nil, idleTimeout: nil,
                credentialVersion: signedIn.account.credential?.version)
            return try world.service.openSession(opening, in: world.site).token
        }
        #expect(try world.session(open()) != nil)
        _ = try world.service.changePassword(world.change("ann", from: "old", to: "new"), in: world.site).get()
        #expect(try world.session(open()) == nil)
    }

    @Test func endsWithTheAccount() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(id)
        #expect(try world.session(token) != nil)
        #expect(try world.service.delete(id, in: world.site))
        #expect(try world.session(token) == nil)
        #expect(try !world.service.delete(id, in: world.site))
    }

    @Test func showsTheAccountAsItIs() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        let token = try world.open(id)
        for round in 0..<5 {
            var changes = AccountChanges()
            changes.attributes = ["round": "\(round)"]
            #expect(try world.service.update(id, in: world.site, changes))
            #expect(try world.session(token)?.account?.attributes["round"] == "\(round)")
        }
    }

    @Test func isSweptWhenItHasEnded() throws {
        let world = try ServiceFixture()
        _ = try world.open(nil, idle: .seconds(60))
        world.clock.advance(by: .seconds(61))
        try world.service.sweep(world.site)
        #expect(world.store.sessionCount == 0)
    }

    @Test func aChangeBehindTheServicesBackIsSeenWhenItIsTold() throws {
        let world = try ServiceFixture()
        let token = try world.open(nil)
        #expect(try world.session(token) != nil)
        #expect(try world.store.deleteSession(FakeTokenDigester().digest(token), in: world.site))
        world.service.invalidateCaches()
        #expect(try world.session(token) == nil)
    }
}
