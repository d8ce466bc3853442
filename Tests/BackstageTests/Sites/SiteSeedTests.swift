import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("The seed of one site")
struct SiteSeedTests {
    private func token(_ stage: AdminStage, site: String? = nil) -> [UInt8] {
        stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")], site: site).body
    }

    private func make(_ stage: AdminStage, _ name: String, seed: String) {
        #expect(stage.send("POST", "/api/sites", #"{"name": "\#(name)", "seed": "\#(seed)"}"#).status == 201)
    }

    @Test func saysWhatIsRandomInItAndNowhereElse() throws {
        let (one, two) = (try AdminStage(), try AdminStage())
        for stage in [one, two] { make(stage, "own", seed: "green") }
        for _ in 1...2 { #expect(token(one, site: "own") == token(two, site: "own")) }
        #expect(token(one) != token(two))
        make(one, "other", seed: "green")
        #expect(token(one, site: "other") != token(try AdminStage(seed: "green"), site: nil))
        #expect(one.send("GET", "/api/clock?site=own").json["now"]?.string == "2030-01-01T00:00:00.000Z")
        #expect(one.send("GET", "/api/clock").json["mode"]?.string == "system")
    }

    @Test func isRewoundByAReset() throws {
        let stage = try AdminStage()
        make(stage, "own", seed: "green")
        let first = token(stage, site: "own")
        #expect(token(stage, site: "own") != first)
        for _ in 1...2 {
            #expect(stage.send("POST", "/api/reset", #"{"site": "own"}"#).status == 200)
            #expect(token(stage, site: "own") == first)
        }
    }

    @Test func canBeSetLater() throws {
        let (early, late) = (try AdminStage(), try AdminStage())
        make(early, "own", seed: "green")
        #expect(late.send("POST", "/api/sites", #"{"name": "own"}"#).status == 201)
        _ = token(late, site: "own")
        #expect(late.send("POST", "/api/clock/advance", #"{"site": "own", "by": "1h"}"#).status == 200)
        #expect(late.send("PATCH", "/api/sites/own", #"{"seed": "green"}"#).status == 200)
        let first = token(early, site: "own")
        #expect(token(late, site: "own") == first)
        #expect(late.send("POST", "/api/reset", #"{"site": "own"}"#).status == 200)
        #expect(token(late, site: "own") == first)
        #expect(late.send("PATCH", "/api/sites/default", #"{"seed": "green"}"#).status == 200)
        #expect(late.send("GET", "/api/clock").json["mode"]?.string == "frozen")
    }

    @Test func canBeInFixtures() throws {
        let world = #""accounts": [{"password": "xweb-secret", "xweb": {"user_name": "xweb"}}]"#
        let (one, two) = (
            try AdminStage(fixtures: #"{"seed": "green", \#(world)}"#), try AdminStage(fixtures: #"{"seed": "green", \#(world)}"#)
        )
        let first = token(one)
        #expect(token(two) == first)
        #expect(one.send("POST", "/api/reset", "{}").status == 200)
        #expect(token(one) == first)
        // A number concerns the accounts that the file makes alone.
        let number = try AdminStage(fixtures: #"{"seed": 7, \#(world)}"#)
        #expect(number.send("GET", "/api/clock").json["mode"]?.string == "system")
    }

    @Test func isRefusedWhereTokensMustNotBeGuessable() throws {
        let stage = try AdminStage(allowsSeeds: false)
        for (method, target, body) in [
            ("POST", "/api/sites", #"{"seed": "green"}"#), ("PATCH", "/api/sites/default", #"{"seed": "green"}"#),
            ("POST", "/api/sites", #"{"fixtures": {"seed": "green"}}"#),
        ] {
            #expect(stage.send(method, target, body).code == "seeds_off")
        }
        #expect(stage.send("POST", "/api/sites", #"{"seed": ""}"#).status == 422)
    }
}
