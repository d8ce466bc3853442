import Accounts
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Backstage

@Suite("Two sites at once")
struct TwoSiteTests {
    private static let rounds = 40

    /// Resets a site, makes its calls fail and moves its clock, while it is called.
    private static func disturb(_ stage: AdminStage, _ site: String) {
        for number in 1...rounds {
            let rule = #"{"site": "\#(site)", "name": "rule", "do": {"http_status": {"status": 503}}}"#
            stage.send("POST", "/api/faults", rule)
            for _ in 1...5 { stage.xweb("GetVersion", site: site) }
            stage.send("POST", "/api/clock/advance", #"{"site": "\#(site)", "by": "31m"}"#)
            _ = stage.archerSignIn("sample.user", "wrong-\(number)", site: site)
            stage.send("POST", "/api/reset", #"{"site": "\#(site)"}"#)
            stage.send("DELETE", "/api/requests?site=\(site)")
        }
    }

    @Test("what is done to one leaves no trace in the other's answers, journal, clock, sessions and callers")
    func apart() throws {
        let stage = try AdminStage()
        for site in ["calm", "wild"] { #expect(stage.send("POST", "/api/sites", #"{"name": "\#(site)"}"#).status == 201) }
        let disturbers = (1...2).map { _ in Background { Self.disturb(stage, "wild") } }
        let callers = (1...2).map { _ in
            Background { () -> (good: Int, calls: Int) in
                var good = 0
                for _ in 1...200 {
                    good += stage.xweb("GetVersion", site: "calm").status == 200 ? 1 : 0
                    good += stage.archerSignIn("sysadmin", "Sysadmin-1", site: "calm") ? 1 : 0
                }
                return (good, 400)
            }
        }
        for caller in callers {
            let result = try #require(caller.value)
            #expect(result.good == result.calls)
        }
        for disturber in disturbers { _ = disturber.value }

        let count = stage.send("GET", "/api/requests/count?site=calm").json["count"]?.int
        #expect(count == 800, "each call of the calm site is there, and nothing else")
        #expect(stage.entries("site=calm&outcome=!ok&limit=1000").isEmpty)
        #expect(stage.entries("site=calm&limit=1000").allSatisfy { $0["at"]?.string == "2027-01-15T08:00:00.000Z" })
        #expect(stage.send("GET", "/api/clock?site=calm").json["mode"]?.string == "system")
        #expect(stage.send("GET", "/api/faults?site=calm").json["faults"]?.elements?.isEmpty != false)
        let sessions = stage.send("GET", "/api/sites/calm/sessions?limit=1000").json
        #expect((sessions["sessions"]?.elements?.count ?? 0) > 0)
        let callersOfCalm = stage.send("GET", "/api/callers?site=calm").json["callers"]?.elements ?? []
        #expect(callersOfCalm.reduce(0) { $0 + ($1["calls"]?.int ?? 0) } == 800)
        #expect(callersOfCalm.reduce(0) { $0 + ($1["refusals"]?.int ?? 0) } == 0)
    }
}
