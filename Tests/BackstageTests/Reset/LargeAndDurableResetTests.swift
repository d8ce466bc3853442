import Accounts
import Emulator
import Foundation
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@Suite("Resets of large sites and of sites that stay")
struct LargeAndDurableResetTests {
    @Test func aCopyThatWasMadeAheadOfTimeIsAsFresh() throws {
        let stage = try AdminStage()
        let accounts = (1...150).map { #"{"archer": {"user_id": \#($0), "user_name": "user\#($0)"}}"# }
        let fixtures = #"{"accounts": [\#(accounts.joined(separator: ", "))]}"#
        #expect(stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#).status == 201)
        for generation in 1...4 {
            #expect(stage.send("PATCH", "/api/sites/one/accounts/user_id:7", #"{"failures": 3}"#).json["failures"]?.int == 3)
            #expect(stage.send("DELETE", "/api/sites/one/accounts/user_id:8").status == 204)
            // A reset to nothing leaves the copy for the next one.
            if generation == 3 { #expect(stage.send("POST", "/api/reset", #"{"site": "one", "to": "empty"}"#).status == 200) }
            let reset = stage.send("POST", "/api/reset", #"{"site": "one"}"#).json["sites"]?.elements?.first
            #expect(reset?["accounts"]?.int == 150)
            #expect(stage.send("GET", "/api/sites/one/accounts/user_id:7").json["failures"]?.int == 0)
            #expect(stage.send("GET", "/api/sites/one/accounts/user_id:8").status == 200)
        }
        #expect(stage.send("DELETE", "/api/sites/one").status == 204)
        #expect(stage.send("POST", "/api/reset", #"{"site": "one"}"#).code == "unknown_site")
    }

    @Test func copiesThatWereMadeAtTheStartAreWhatTheFixturesSay() throws {
        let accounts = (1...120).map { #"{"password": "First-Pass-1", "archer": {"user_id": \#($0), "user_name": "user\#($0)"}}"# }
        var options = ServerOptions()
        options.world = .fixtures(#"{"accounts": [\#(accounts.joined(separator: ", "))]}"#)
        let world = try LiveWorld(options)
        defer { world.close() }
        world.keeper.prepareForResets()
        let name = Identity(IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true), "user7")
        for generation in 1...3 {
            let site = world.sites.fallback
            let person = try #require(try world.users.people(withFirstOf: [name], in: site, limit: 1).first)
            #expect(try world.users.delete(person.id, in: site))
            let reset = try world.keeper.reset(siteNamed: "default")
            #expect(reset.accounts == 120 && reset.generation == generation)
            #expect(try world.users.people(withFirstOf: [name], in: world.sites.fallback, limit: 1).count == 1)
        }
        #expect(world.sites.names == ["default"])
    }

    @Test func aNewSiteTakesACopyAndADeletedSiteBecomesOne() throws {
        let stage = try AdminStage.large()
        let name = Identity(IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true), "more7")
        let users = stage.world.users
        var keys: Set<AccountID> = []
        for number in 1...10 {
            #expect(stage.send("POST", "/api/sites", #"{"name": "t-one"}"#).status == 201)
            let site = try #require(stage.world.sites.site(named: "t-one"))
            #expect(try users.store.site(named: "t-one") == site)
            #expect(try users.store.value(named: "site.unfinished", in: site) == nil)
            let person = try #require(try users.people(withFirstOf: [name], in: site, limit: 1).first, "\(number)")
            keys.insert(person.account.id)
            #expect(stage.send("GET", "/api/sites/t-one/accounts/user_id:5007").json["failures"]?.int == 0)
            #expect(stage.send("PATCH", "/api/sites/t-one/accounts/user_id:5007", #"{"failures": 3}"#).status == 200)
            #expect(stage.send("DELETE", "/api/sites/t-one/accounts/user_id:5008").status == 204)
            #expect(stage.send("DELETE", "/api/sites/t-one").status == 204)
            #expect(try users.store.site(named: "t-one") == nil)
            #expect(throws: StoreError.siteGone, "its rows may be those of another") { try users.person(person.account.id, in: site) }
        }
        // The copy that was made at the start, the one that was planned when it was taken, and what a slow start may add.
        #expect(keys.count < 5, "\(keys)")
        #expect(stage.send("GET", "/api/sites/default/accounts/user_id:5008").status == 200)
    }

    @Test(arguments: [false, true]) func aSiteThatStaysIsResetAndIsThereAtTheNextStart(isLarge: Bool) throws {
        let folder = NSTemporaryDirectory() + "/resets-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = ServerOptions()
        options.location = .directory(folder)
        if isLarge { options.world = try AdminStage.largeWorld() }
        let recno = Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), "82457")
        func holder(_ world: LiveWorld) throws -> Person? {
            try world.users.people(withFirstOf: [recno], in: world.sites.fallback, limit: 1).first
        }
        func start(_ body: (LiveWorld) throws -> Void) throws {
            // A copy that is being made keeps the closed store for a moment.
            var opened: LiveWorld?
            yieldUntil {
                opened = try? LiveWorld(options)
                return opened != nil
            }
            let world = try #require(opened)
            defer { world.close() }
            try body(world)
        }
        try start { world in
            if isLarge { world.keeper.prepareForResets() }
            // So few that none of the replaced sites is deleted before the end.
            for _ in 1...3 {
                let person = try #require(try holder(world))
                #expect(try world.users.delete(person.id, in: world.sites.fallback))
                #expect(try holder(world) == nil)
                _ = try world.keeper.reset(siteNamed: "default")
                #expect(try holder(world) != nil)
            }
        }
        try start { world in
            #expect(try holder(world) != nil)
            #expect(try world.users.store.sites().map { $0.name.lowercased() } == ["default"], "no replaced site is left")
            #expect(throws: SiteError.noOrigin("default")) { try world.keeper.reset(siteNamed: "default") }
            _ = try world.keeper.reset(siteNamed: "default", to: .empty)
            #expect(try holder(world) == nil)
        }
    }
}
