import Accounts
import Calls
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Callers and operations by the admin API")
struct CallerTests {
    @Test func aCallerIsShownWithWhatItCalls() throws {
        let stage = try AdminStage()
        for _ in 1...3 { stage.xweb("GetVersion") }
        stage.changePassword(from: "wrong", to: "Second-Pass-1")
        stage.xweb("GetVersion", token: "00000000-0000-0000-0000-000000000000")
        let callers = try #require(stage.send("GET", "/api/callers").json["callers"]?.elements)
        let known = try #require(callers.first { $0["account"] != nil })
        #expect(known["name"]?.string == "xweb.program_user:xweb" && known["calls"]?.int == 4)
        #expect(known["first_seen"]?.string == "2027-01-15T08:00:00.000Z" && known["network"]?.string != nil)
        let versions = known["operations"]?.elements?.first { $0["operation"]?.string == "GetVersion" }
        #expect(versions?["calls"]?.int == 3 && versions?["refusals"]?.int == 0 && versions?["system"]?.string == "xweb")
        let stranger = try #require(callers.first { $0["account"] == nil })
        #expect(stranger["calls"]?.int == 1 && stranger["refusals"]?.int == 1)
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(stage.send("GET", "/api/callers").json["callers"]?.elements?.isEmpty == true)
    }

    @Test func noTokenIsShownAsTheNameOfAClient() throws {
        let stage = try AdminStage()
        var request = stage.xwebRequest("GetVersion")
        request.fields.append("User-Agent", HTTPFieldValue(replacingControlsIn: AdminStage.xwebToken))
        _ = stage.systems.response(to: request)
        let answer = stage.send("GET", "/api/callers")
        #expect(answer.json["callers"]?.elements?.count == 1 && !answer.bodyText.contains(AdminStage.xwebToken))
    }

    @Test func theTableIsBounded() throws {
        let stage = try AdminStage(callers: 5)
        for number in 1...20 {
            var request = stage.xwebRequest("GetVersion")
            request.fields.append("User-Agent", HTTPFieldValue(replacingControlsIn: "client/\(number)"))
            _ = stage.systems.response(to: request)
        }
        let callers = try #require(stage.send("GET", "/api/callers").json["callers"]?.elements)
        #expect(callers.count == 6)
        #expect(callers.reduce(0) { $0 + ($1["calls"]?.int ?? 0) } == 20)
        #expect(callers.filter { $0["network"] == nil }.map { $0["calls"]?.int } == [15])
    }

    @Test func operationsAreListedWithTheirCalls() throws {
        let stage = try AdminStage()
        for _ in 1...2 { stage.xweb("GetVersion") }
        let services = try #require(stage.send("GET", "/api/operations").json["services"]?.elements)
        #expect(Set(services.compactMap { $0["system"]?.string }).count == 3)
        let xweb = services.first { $0["name"]?.string == "netForumXML" }
        let version = xweb?["operations"]?.elements?.first { $0["name"]?.string == "GetVersion" }
        #expect(version?["calls"]?.int == 2 && version?["emulated"]?.bool == true)
    }
}
