import Console
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("The certainty of answers in the journal")
struct JournalCertaintyTests {
    @Test("is there for each answer, and for each operation in the list")
    func answers() throws {
        let stage = try AdminStage()
        func last() -> String? { stage.entries().last?["answer"]?["certainty"]?.string }
        stage.xweb("GetVersion")
        #expect(last() == "documented")
        stage.xweb("TestConnection")
        #expect(last() == "seen")
        stage.changePassword(from: "wrong", to: "Second-Pass-1")
        #expect(last() == "documented")
        stage.xweb("WEBWebUserGet", [("cst_key", "00000000-0000-0000-0000-000000000001")])
        #expect(stage.entries().last?["outcome"]?.string == "refused" && last() == "chosen", "nothing public says how it refuses")
        #expect(!stage.archerSignIn("sysadmin", "wrong"))
        #expect(last() == "chosen")
        #expect(stage.send("POST", "/api/marks", #"{"text": "here"}"#).status == 201)
        #expect(stage.entries("").last?["answer"] == nil)
        let services = try #require(stage.send("GET", "/api/operations").json["services"]?.elements)
        let operations = services.flatMap { $0["operations"]?.elements ?? [] }
        func certainty(_ name: String) -> String? { operations.first { $0["name"]?.string == name }?["certainty"]?.string }
        #expect(
            certainty("GetVersion") == "documented" && certainty("TestConnection") == "seen" && certainty("WEBAddressInsert") == "chosen")
        #expect(operations.allSatisfy { $0["emulated"]?.bool == true || $0["certainty"]?.string == "chosen" })
        let page = Console(over: stage.admin).response("GET", "/operations").text
        for word in ["documented", "seen", "chosen"] { #expect(page.contains("data-label=\"Certainty\"><div>\(word)</div>"), "\(word)") }
    }
}
