import Accounts
import Emulator
import Foundation
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing
import Understudy

extension AdminStage {
    /// How many accounts ``large()`` has besides those of the demo world.
    static let more = 120

    /// The demo world and so many more Archer users that copies of the site are made ahead of time.
    static func largeWorld() throws -> ServerOptions.World {
        let demo = String(decoding: DemoWorld.text, as: UTF8.self)
        let added = (1...more).map { #"{"archer": {"user_id": \#(5000 + $0), "user_name": "more\#($0)"}}, "# }.joined()
        let start = try #require(demo.range(of: #""accounts": ["#))
        return .fixtures(demo.replacingCharacters(in: start, with: #""accounts": ["# + added))
    }

    /// A stage with that world, prepared for resets.
    static func large() throws -> AdminStage {
        let stage = try AdminStage(world: largeWorld())
        stage.world.keeper.prepareForResets()
        return stage
    }
}

@Suite("A thousand resets while callers read and change")
struct ProbedResetTests {
    /// The statuses with which the admin API answered.
    private final class Seen: Sendable {
        let statuses = Mutex<Set<String>>([])

        func note(_ what: String, _ answer: HTTPResponse) { statuses.withLock { _ = $0.insert("\(what) \(answer.status)") } }
    }

    @Test func everyAnswerIsOfTheOldWorldOrTheNewOrBusy() throws {
        let stage = try AdminStage.large()
        let accounts = try #require(stage.send("POST", "/api/reset", "{}").json["sites"]?.elements?.first?["accounts"]?.int)
        let hidden = try stage.world.users.store.sites().count
        let isOver = Mutex(false)
        let seen = Seen()
        let callers = (1...2).map { number in
            Background { () -> Int in
                var calls = 0
                while !isOver.withLock({ $0 }) {
                    stage.changePassword(from: "123", to: "Second-Pass-\(number)")
                    stage.xweb("WEBWebUserGet", [("cst_key", "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803")])
                    let account = "/api/sites/default/accounts/user_id:\(5000 + number)"
                    seen.note("DELETE", stage.send("DELETE", account))
                    seen.note("GET", stage.send("GET", account))
                    seen.note("other", stage.send("GET", "/api/sites/default/accounts/user_id:5100"))
                    calls += 5
                }
                return calls
            }
        }
        var generations: Set<Int> = []
        for _ in 1...1000 {
            let answer = stage.send("POST", "/api/reset", #"{"keep": ["journal"]}"#)
            #expect(answer.status == 200)
            let site = answer.json["sites"]?.elements?.first
            #expect(site?["accounts"]?.int == accounts)
            if let generation = site?["generation"]?.int { generations.insert(generation) }
        }
        isOver.withLock { $0 = true }
        for caller in callers { #expect(try #require(caller.value) > 50) }
        #expect(generations == Set(2...1001))

        // The web user has the password of the fixtures or the one that a call has set, and is never missing.
        let refusals = stage.send("GET", "/metrics").bodyText.split(separator: "\n").filter { $0.hasPrefix("understudy_refusals_total{") }
        let reasons = Set(refusals.compactMap { $0.split(separator: "reason=\"").last?.split(separator: "\"").first.map(String.init) })
        #expect(reasons.isSubset(of: ["wrong_password", "race_lost", "busy"]), "\(reasons)")
        // An account is there or was deleted. One that nobody deletes is there.
        let allowed: Set = ["DELETE 204", "DELETE 404", "DELETE 503", "GET 200", "GET 404", "GET 503", "other 200", "other 503"]
        #expect(seen.statuses.withLock { $0 }.isSubset(of: allowed), "\(seen.statuses.withLock { $0 })")

        // Everything is as the fixtures say after the last one, and no copies were left behind.
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        for number in 1...AdminStage.more {
            #expect(stage.send("GET", "/api/sites/default/accounts/user_id:\(5000 + number)").status == 200)
        }
        #expect(stage.changePassword(from: "123", to: "Third-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(try stage.world.users.store.accountCount(in: stage.world.sites.fallback) == accounts)
        #expect(try stage.world.users.store.sites().count <= hidden + 1)
    }
}
