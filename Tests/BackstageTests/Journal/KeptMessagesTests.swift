import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Messages of look-ups")
struct KeptMessagesTests {
    private static let call = "method=getUser&api_key=open&v=1.0&response_format=json&cons_id=1000121"

    /// Returns the newest entry with its messages.
    private func newest(_ stage: AdminStage) throws -> JSON {
        let id = try #require(stage.entries().last?["id"]?.int)
        return stage.send("GET", "/api/requests/\(id)").json
    }

    @Test func areShownAsTheyCame() throws {
        let stage = try AdminStage()
        let fields = [
            (name: "Host", value: "one.example"), (name: "User-Agent", value: "kept/1.0"), (name: "Accept", value: ""),
            (name: "Authorization", value: "Bearer \(AdminStage.xwebToken)"),
        ]
        _ = stage.systems.response("GET", "/xweb/JSON/GetVersion?a?2=1&b=", fields)
        let shown = try newest(stage)
        #expect(shown["outcome"]?.string == "ok")
        #expect(shown["request"]?["method"]?.string == "GET")
        #expect(shown["request"]?["path"]?.string == "/xweb/JSON/GetVersion")
        #expect(shown["request"]?["query"]?.string == "•••=1&•••=")
        let headers = shown["request"]?["headers"]?.elements?.compactMap { $0.elements?.compactMap(\.string) }
        #expect(headers?.contains(["Host", "one.example"]) == true && headers?.contains(["User-Agent", "kept/1.0"]) == true)
        #expect(headers?.contains(["Accept", ""]) == true)
        #expect(shown["caller"]?["agent"]?.string == "kept/1.0")
    }

    @Test func haveBothBodiesWithoutTheToken() throws {
        let stage = try AdminStage()
        let answer = stage.xweb("WEBWebUserGetByRecno_Custom", [("cst_recno", "82457")])
        #expect(answer.status == 200)
        let shown = try newest(stage)
        #expect(shown["outcome"]?.string == "ok")
        let request = try #require(shown["request"]?["body"]?.string)
        #expect(request.contains("82457"))
        #expect(!request.contains(AdminStage.xwebToken))
        #expect(shown["response"]?["size"]?.int == answer.body.count)
        #expect(shown["response"]?["body"]?.string?.contains("82457") == true)
        #expect(shown["response"]?["headers"]?.elements?.isEmpty == false)
        #expect(shown["request"]?["query"] == nil)
    }

    @Test func stayTheSameWhenTheyAreReadAgain() throws {
        let stage = try AdminStage()
        _ = stage.systems.response(
            "POST", "/site/SRConsAPI", [(name: "Content-Type", value: "application/x-www-form-urlencoded")], body: Self.call)
        let first = try newest(stage)
        #expect(first["arguments"]?.elements?.contains { $0["name"]?.string == "cons_id" && $0["value"]?.string == "1000121" } == true)
        #expect(try newest(stage) == first)
    }
}
