import HTTP
import Testing

@testable import Replay

@Suite("Comparing answers")
struct ComparisonTests {
    private func differences(_ recorded: String, _ answer: HTTPResponse) throws -> [String] {
        var captures = Captures()
        return try RecordedResponse(MessageFile(Array(recorded.utf8))).differences(from: answer, &captures).map(\.description)
    }

    private func xml(_ recorded: String, _ actual: String) throws -> [String] {
        try differences(
            "HTTP/1.1 200 OK\n\n\(recorded)\n",
            HTTPResponse(status: 200, contentType: "text/xml; charset=utf-8", body: Array(actual.utf8)))
    }

    private func json(_ recorded: String, _ actual: String) throws -> [String] {
        try differences(
            "HTTP/1.1 200 OK\n\n\(recorded)\n", HTTPResponse(status: 200, contentType: "application/json", body: Array(actual.utf8)))
    }

    @Test func statusAndListedFieldsMustBeAsRecorded() throws {
        let recorded = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: length\nX-Id: {{int}}\n\nhello\n"
        var answer = HTTPResponse(status: 200, contentType: "text/plain", body: Array("hello".utf8))
        answer.fields.append("x-id", "7")
        answer.fields.append("X-Other", "whatever")
        #expect(try differences(recorded, answer) == [])
        answer.status = 500
        answer.fields.set("Content-Type", "text/html")
        answer.fields.remove("X-Id")
        answer.body = Array("hello ".utf8)
        #expect(
            try differences(recorded, answer) == [
                "status: expected 200, got 500", "Content-Type: expected \"text/plain\", got \"text/html\"",
                "X-Id: expected, but the answer has no such field", "body: expected \"hello\", got \"hello \"",
            ])
    }

    @Test func oneOfSeveralFieldsOfANameIsEnough() throws {
        var answer = HTTPResponse(status: 200)
        answer.fields.append("Set-Cookie", "a=1")
        answer.fields.append("Set-Cookie", "b=2")
        #expect(try differences("HTTP/1.1 200 OK\nSet-Cookie: b={{int}}\n\n", answer) == [])
        #expect(try differences("HTTP/1.1 200 OK\nSet-Cookie: c={{int}}\n\n", answer).count == 1)
    }

    @Test func xmlComparesByWhatItMeans() throws {
        let recorded = "<s:a xmlns:s='urn:x' two='2' one='1'>\n  <s:b>t</s:b>\n  <s:c/>\n</s:a>"
        #expect(try xml(recorded, "<?xml version=\"1.0\"?><a xmlns=\"urn:x\" one=\"1\" two=\"2\"><b>t</b><c></c></a>") == [])
    }

    @Test(arguments: [
        ("<a/>", "<b/>", " /a: expected element a, got b"),
        ("<a xmlns='urn:x'/>", "<a xmlns='urn:y'/>", " /a: expected element {urn:x}a, got {urn:y}a"),
        ("<a><b>1</b></a>", "<a><b>2</b></a>", " /a/b: expected \"1\", got \"2\""),
        ("<a><b/></a>", "<a/>", " /a: expected an element b, which is missing"),
        ("<a/>", "<a><b/></a>", " /a: got an element b, which is not expected"),
        ("<a><c/><d/></a>", "<a><b/><c/><d/></a>", " /a: got an element b, which is not expected"),
        ("<a><b/><c/><d/></a>", "<a><c/><d/></a>", " /a: expected an element b, which is missing"),
        ("<a x='1'/>", "<a x='2'/>", " /a/@x: expected \"1\", got \"2\""),
        ("<a x='1'/>", "<a/>", " /a/@x: expected, but the answer has no such attribute"),
        ("<a/>", "<a x='1'/>", " /a/@x: got this attribute, which is not expected"),
        ("<a>t<b/></a>", "<a> <b/></a>", " /a: expected \"t\", got \"\""),
        ("<a>{{guid}}</a>", "<a>x</a>", " /a: expected \"{{guid}}\", got \"x\""),
    ])
    func xmlSaysWhatDiffers(recorded: String, actual: String, message: String) throws {
        #expect(try xml(recorded, actual) == ["body" + message])
    }

    @Test func elementsInAnotherOrderDiffer() throws {
        #expect(
            try xml("<a><b/><c/></a>", "<a><c/><b/></a>") == [
                "body /a/b: expected element b, got c", "body /a/c: expected element c, got b",
            ])
    }

    @Test(arguments: [
        ("<a><b>1</b></a>", "<a><b>2</b></a>", Difference.Tier.error), ("<a><b/></a>", "<a/>", .error), ("<a/>", "<a><b/></a>", .info),
        ("<a/>", "<a x='1'/>", .info), ("<f><faultstring>1</faultstring></f>", "<f><faultstring>2</faultstring></f>", .warning),
        ("<f><faultcode>1</faultcode></f>", "<f><faultcode>2</faultcode></f>", .error),
    ])
    func differencesMatterMoreOrLess(recorded: String, actual: String, tier: Difference.Tier) throws {
        var captures = Captures()
        let found = XMLComparison.differences(expected: Array(recorded.utf8), actual: Array(actual.utf8), &captures)
        #expect(found.map(\.tier) == [tier])
    }

    @Test func xmlThatIsNoneIsSaidToBeNone() throws {
        #expect(try xml("<a/>", "<a>").first?.hasPrefix("body: expected XML, but the answer is not XML") == true)
        #expect(try xml("<a/>", "").first?.hasPrefix("body: expected XML, but the answer is not XML") == true)
    }

    @Test func allDifferencesAreTold() throws {
        #expect(try xml("<a><b>1</b><c>1</c></a>", "<a><b>2</b><c>2</c></a>").count == 2)
    }

    @Test func jsonComparesByStructure() throws {
        let recorded = #"{"a": {"b": "{{guid}}", "n": 1, "l": [true, null]}, "id": {{int}}, "s": "{{any}}"}"#
        let actual = #"{"s":"","id":55,"a":{"l":[true,null],"n":1,"b":"df3d1644-ba3e-4dc7-8399-ae06ee6063e5"}}"#
        #expect(try json(recorded, actual) == [])
        #expect(try json("true", " true ") == [])
    }

    @Test(arguments: [
        ("true", "false", ": expected true, got false"),
        (#"{"a": "1"}"#, #"{"a": 1}"#, " a: expected \"1\", got 1"),
        (#"{"a": 1}"#, #"{"a": 1.0}"#, " a: expected 1, got 1.0"),
        (#"{"a": 1}"#, "{}", " a: expected, but the answer has no such member"),
        ("{}", #"{"a": 1}"#, " a: not expected"),
        (#"{"a": [1, 2]}"#, #"{"a": [1]}"#, " a: expected 2 elements, got 1"),
        (#"{"a": ["x", {"b": null}]}"#, #"{"a": ["x", {"b": {}}]}"#, " a[1].b: expected null, got an object"),
        (#"{"a": {{int}}}"#, #"{"a": "5"}"#, " a: expected {{int}}, got a string"),
        (#"{"a": {{int}}}"#, #"{"a": true}"#, " a: expected \"{{int}}\", got \"true\""),
        (#"{"a": "{{int}}"}"#, #"{"a": 5}"#, " a: expected \"{{int}}\", got 5"),
    ])
    func jsonSaysWhatDiffers(recorded: String, actual: String, message: String) throws {
        #expect(try json(recorded, actual) == ["body" + message])
    }

    @Test func jsonSentAsPlainTextComparesByStructureToo() throws {
        let answer = HTTPResponse(status: 200, contentType: "text/plain;charset=UTF-8", body: Array(#"{"b":2,"a":1}"#.utf8))
        #expect(try differences("HTTP/1.1 200 OK\n\n{\"a\": 1, \"b\": 2}\n", answer) == [])
    }

    @Test func otherBodiesCompareByteForByte() throws {
        let page = HTTPResponse(status: 200, contentType: "text/html", body: Array("<p> a</p>".utf8))
        #expect(try differences("HTTP/1.1 200 OK\n\n<p> a</p>", page) == [])
        #expect(try differences("HTTP/1.1 200 OK\n\n<p>a</p>", page).count == 1)
        #expect(try differences("HTTP/1.1 200 OK\n\n", page) == ["body: expected \"\", got \"<p> a</p>\""])
    }
}
