import Calls
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Fault rules, tried on past calls")
struct FaultPreviewTests {
    private func preview(_ stage: AdminStage, _ rule: String) -> JSON { stage.send("POST", "/api/requests/preview", rule).json }

    /// The rule is there while calls come, and is tried on their entries afterwards.
    @Test(
        "meet the same calls as they would have met",
        arguments: [
            #""when": {"operation": "xweb.WEBWebUserChangePassword"}"#, #""when": {"account": "recno:82457"}"#,
            #""when": {"account": "!recno:82457"}"#, #""when": {"system": ["xweb", "archer"], "binding": "!soap12"}"#,
            #""when": {"action": "sign_in"}"#, #""when": {"caller": "10.0.0.0/8"}"#, #""when": {"caller": "127.0.0.1"}"#,
            #""when": {"call": {"from": 2, "count": 1}}"#, #""times": 2"#, #""probability": 0.5, "seed": 7"#, #""times": 0"#,
        ])
    func sameMatcher(rule: String) throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/faults", #"{"name": "r", "do": {"delay": "0s"}, \#(rule)}"#).status == 201)
        stage.changePassword(from: "123", to: "new-Pass-1")
        stage.changePassword(from: "wrong", to: "new-Pass-2")
        stage.xweb("TestConnection")
        stage.xweb("NoSuchOperation")
        _ = stage.archerSignIn("sysadmin", "Sysadmin-1")
        let standing = stage.send("GET", "/api/faults/r").json
        let found = preview(stage, #"{"name": "r", "do": {"delay": "0s"}, \#(rule)}"#)
        #expect(found["fired"] == standing["fired"], "\(found)")
        // A spent rule does not count any more. The preview says of all calls whether they meet it.
        if standing["state"]?.string == "active" { #expect(found["matched"] == standing["matched"], "\(found)") }
        #expect(found["calls"]?.int == 5)
        #expect(found["requests"]?.elements?.count == found["matched"]?.int)
    }

    @Test("are of the last hundred calls of the site, and change nothing")
    func bounds() throws {
        let stage = try AdminStage()
        stage.send("POST", "/api/sites", #"{"name": "other"}"#)
        for _ in 0..<103 { stage.xweb("TestConnection") }
        stage.send("POST", "/api/marks", #"{"text": "a mark"}"#)
        let found = preview(stage, #"{"do": {"drop": {}}, "when": {"call": {"from": 100}}}"#)
        #expect(found["calls"]?.int == 100 && found["matched"]?.int == 100 && found["fired"]?.int == 1)
        #expect(found["requests"]?.elements?.first?.int == 4)
        #expect(preview(stage, #"{"site": "other", "do": {"drop": {}}}"#)["calls"]?.int == 0)
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
        #expect(preview(stage, #"{"do": {"soap_fault": {"text": "x"}}, "when": {"binding": "form_get"}}"#)["matched"]?.int == 0)
    }

    @Test("are refused as rules are")
    func refused() throws {
        let stage = try AdminStage()
        let refusal = stage.send("POST", "/api/requests/preview", #"{"do": {"drop": {}}, "when": {"binding": "soap13"}}"#)
        #expect(refusal.status == 422 && refusal.place == "/when/binding")
        #expect(stage.send("POST", "/api/requests/preview", #"{"site": "none", "do": {"drop": {}}}"#).status == 404)
    }
}
