import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("The shape of entries in the description of the admin API")
struct EntryShapeTests {
    @Test("fits all kinds of entries")
    func entries() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        _ = stage.systems.response("GET", "/nothing/here", body: "")
        _ = stage.systems.response("POST", "/ws/general.asmx", [(name: "Content-Type", value: "text/xml")], body: "<a><b>x</b>")
        _ = stage.systems.response("POST", "/site/CRConsAPI", body: "method=login&api_key=open&v=1.0&user_name=donor&password=old-secret")
        #expect(stage.archerSignIn("sysadmin", "wrong") == false)
        stage.send("POST", "/api/marks", #"{"text": "here"}"#)
        let entries = stage.entries("")
        #expect(entries.count == 8)
        for entry in entries {
            let id = try #require(entry["id"]?.int)
            for value in [entry, stage.send("GET", "/api/requests/\(id)").json] {
                #expect(throws: Never.self, "\(String(decoding: value.bytes, as: UTF8.self))") { try entryShape.check(value) }
            }
        }
    }

    @Test("names all codes of reasons")
    func reasons() throws {
        let document = try AdminStage().send("GET", "/api/openapi.json").bodyText
        #expect(document.contains(#""wrong_password""#) && document.contains(#""origin_not_trusted""#))
    }
}
