import HTTP
import JSON
import TestSupport
import Testing

@testable import Console

@Suite("Console: what is compared")
struct CallComparisonTests {
    private func lines(_ body: String, _ type: String = "text/xml", fields: [(String, String)] = []) -> [String] {
        let head = ["POST /x HTTP/1.1", "Content-Type: \(type)"] + fields.map { "\($0.0): \($0.1)" }
        return ComparedMessage(MessageText(sample: (head + ["", body]).joined(separator: "\n"))).lines
    }

    @Test func layoutIsNoDifference() {
        let one = lines(
            #"<s:E xmlns:s="urn:s"><b xmlns="urn:d" y="1" x="2">t</b></s:E>"#, fields: [("A", "1"), ("B", "2"), ("Content-Length", "1")])
        let other = lines(
            "<?xml version='1.0'?>\n<q:E xmlns:q='urn:s' xmlns:d='urn:d'>\n  <d:b x='2' y='1'>t</d:b>\n</q:E>",
            fields: [("b", "2"), ("a", "1")])
        #expect(one == other)
        #expect(one != lines(#"<s:E xmlns:s="urn:s"><b xmlns="urn:e" y="1" x="2">t</b></s:E>"#, fields: [("A", "1"), ("B", "2")]))
        #expect(
            lines(#"{"a":1,"b":{"d":2,"c":3}}"#, "application/json")
                == lines("{ \"b\": {\"c\": 3, \"d\": 2},\n\"a\": 1 }", "application/json"))
        #expect(lines("[1,2]", "application/json") != lines("[2,1]", "application/json"))
        let form = "application/x-www-form-urlencoded"
        #expect(lines("b=%32&a=x+y", form) == lines("a=x%20y&b=2", form))
        #expect(lines("a=1&a=2", form) != lines("a=1&a=3", form))
        #expect(lines("<not xml").last?.contains("not xml") == true)
    }

    @Test func aSampleTakesTheValuesOfTheCall() {
        let call = ["<a>", "  <b>82457</b>", "  <c/>", "  <e>x</e>", "</a>"]
        let sample = ["<a>", "  <b>{{any}}</b>", "  <c>{{any}}</c>", "  <d>{{any}}</d>", "</a>"]
        #expect(ComparedMessage.filled(sample, from: call) == ["<a>", "  <b>82457</b>", "  <c/>", "  <d>{{any}}</d>", "</a>"])
    }

    @Test func aGoodCallIsAsItsSample() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "123", to: "new-Pass-1")
        let page = world.page("/requests/1?tab=compare&with=sample")
        #expect(page.contains("sample for SOAP 1.1"))
        #expect(!page.contains("recno") && page.contains("No difference."), "\(page)")
    }

    @Test func anElementThatTheSampleHasAndTheCallHasNotIsADifference() throws {
        let world = try ConsoleStage()
        world.stage.xweb("WEBWebUserChangePassword", [("recno", "82457"), ("oldPasword", "123")])
        let page = PageParts.decoded(world.page("/requests/1?tab=compare&with=sample"))
        #expect(page.contains("<del>−       <oldPassword>{{any}}</oldPassword>") && page.contains("<ins>+       <•••>•••</•••>"))
        #expect(!page.contains("<del>−       <recno>"))
    }

    @Test func everyWayToCallHasItsSample() throws {
        let world = try ConsoleStage()
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        _ = world.stage.systems.response("POST", "/xweb/secure/netForumXML.asmx/TestConnection", form, body: "")
        _ = world.stage.systems.response("GET", "/xweb/JSON/TestConnection")
        _ = world.stage.systems.response("POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&user_name=x&password=y&v=1.0")
        _ = world.stage.systems.response("GET", "/api/core/system/user/1")
        func sample(_ id: Int) -> HTTPResponse { world.stage.send("GET", "/api/requests/\(id)/sample") }
        #expect((1...3).map { sample($0).json["title"]?.string } == ["HTTP POST", "JSON POST", "CRConsAPI"])
        #expect(sample(3).json["request"]?.string?.contains("api_key={{any}}") == true && sample(3).json["response"] == nil)
        #expect(sample(4).code == "no_sample" && sample(99).status == 404)
        #expect(world.page("/requests/4?tab=compare&with=sample").contains("There is no sample of such calls."))
    }
}
