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
        #expect(known["first_seen"]?.string == "2027-01-15T08:00:00.000Z" && known["address"]?.string == "127.0.0.1")
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
        #expect(callers.filter { $0["other"]?.bool == true }.map { $0["calls"]?.int } == [15])
    }

    @Test("What callers rely on and should not is counted for each")
    func notices() throws {
        let stage = try AdminStage()
        func call(_ agent: String, quoted: Bool) {
            var request = stage.xwebRequest("GetVersion")
            request.fields.append("User-Agent", HTTPFieldValue(replacingControlsIn: agent))
            let action = request.fields.first("SOAPAction") ?? ""
            request.fields.set("SOAPAction", HTTPFieldValue(replacingControlsIn: quoted ? action : action.replacing("\"", with: "")))
            _ = stage.systems.response(to: request)
        }
        for _ in 1...3 { call("plain/1", quoted: false) }
        call("plain/1", quoted: true)
        call("proper/1", quoted: true)
        let callers = try #require(stage.send("GET", "/api/callers").json["callers"]?.elements)
        func notices(_ agent: String) -> [JSON]? { callers.first { $0["agent"]?.string == agent }?["notices"]?.elements }
        #expect(notices("plain/1")?.map { $0["code"]?.string } == ["action_unquoted"])
        #expect(notices("plain/1")?.map { $0["calls"]?.int } == [3])
        #expect(notices("proper/1")?.isEmpty == true)
    }

    @Test(
        "The table comes as CSV to those who ask for it, and no agent is a formula",
        arguments: [
            ("text/csv", true), ("text/csv;q=0.9, application/json", true), ("application/json, text/csv", false), ("*/*", false),
            ("text/html", false),
        ])
    func csv(accept: String, isTable: Bool) throws {
        let stage = try AdminStage()
        var request = stage.xwebRequest("GetVersion")
        request.fields.append("User-Agent", HTTPFieldValue(replacingControlsIn: "=cmd|'/c\"x\"'!A1"))
        _ = stage.systems.response(to: request)
        let answer = stage.admin.response("GET", "/api/callers", [(name: "Accept", value: accept)])
        #expect(answer.status == 200)
        guard isTable else {
            #expect(answer.json["callers"]?.elements?.count == 1)
            return
        }
        #expect(answer.fields.first("Content-Type") == "text/csv; charset=utf-8")
        let lines = answer.bodyText.split(separator: "\r\n")
        #expect(lines.count == 2 && lines[0].hasPrefix(#""account","name","agent","address""#))
        #expect(lines[1].contains(#","'=cmd|'/c""x""'!A1","127.0.0.1","2027-01-15T08:00:00.000Z","#))
        #expect(lines[1].hasSuffix(#""1","0","xweb","soap11","xweb.GetVersion=1","""#))
    }

    @Test(
        "An address is shown as far as it may be",
        arguments: [
            (CallerTable.Addresses.full, "192.0.2.17", "192.0.2.17"), (.net, "192.0.2.17", "192.0.2.0/24"), (.off, "192.0.2.17", nil),
            (.full, "2001:db8:1:2:3::4", "2001:db8:1:2:3::4"), (.net, "2001:db8:1:2:3::4", "2001:db8:1::/48"),
            (.net, "::ffff:192.0.2.17", "192.0.2.0/24"), (.net, "unix", "unix"),
        ] as [(CallerTable.Addresses, String, String?)])
    func addresses(shown: CallerTable.Addresses, address: String, text: String?) {
        let table = CallerTable(showing: shown)
        #expect(table.key(SiteID(rawValue: 1), nil, agent: nil, address: address).address == text)
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
