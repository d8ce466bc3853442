import Testing

@testable import Replay

@Suite("Templates")
struct TemplateTests {
    private static let guid = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    private static let hex = "0123456789abcdefABCDEF0123456789"

    private func difference(_ template: String, _ text: String) -> String? {
        var captures = Captures()
        return Template(template).difference(from: Array(text.utf8), &captures)?.text
    }

    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("{{any}}", ""), ("{{any}}", "x\ny"), ("a{{any}}c", "abbbc"), ("a{{any}}c", "acbc"),
        ("{{any}}-{{any}}-z", "a-b-c-z"),
        ("{{guid}}", guid), ("t={{guid}};", "t=\(guid.uppercased());"), ("{{hex32}}", hex), ("{{hex32}}{{any}}", hex + "f"),
        ("{{int}}", "0"),
        ("{{int}}", "-17"), ("id={{int}}&x", "id=42&x"), ("{{", "{{"), ("{{ any }}", "{{ any }}"), ("{{x=colour}}", "{{x=colour}}"),
        ("{{{int}}}", "{5}"), ("ä{{any}}ü", "äöü"),
    ])
    func takes(template: String, text: String) {
        #expect(difference(template, text) == nil)
    }

    @Test(arguments: [
        ("", "x"), ("abc", "ab"), ("abc", "abcd"), ("abc", "abC"), ("{{guid}}", "df3d1644"), ("{{guid}}", guid + "0"),
        ("{{guid}}", "g" + guid.dropFirst()),
        ("{{guid}}", hex + "0123"), ("{{hex32}}", String(hex.dropLast())), ("{{hex32}}", hex + "0"), ("{{int}}", ""), ("{{int}}", "-"),
        ("{{int}}", "1a"),
        ("{{int}}", "１"), ("a{{any}}c", "ab"), ("{{any}}x", "y"),
    ])
    func refuses(template: String, text: String) {
        #expect(difference(template, text) != nil)
    }

    @Test func keepsWhatItMeetsAndComparesItLater() throws {
        var captures = Captures()
        #expect(Template("id={{id=int}};{{rest=any}}").difference(from: Array("id=12;abc".utf8), &captures) == nil)
        #expect(captures["id"] == Array("12".utf8))
        #expect(captures["rest"] == Array("abc".utf8))
        #expect(try Template("/x/{{id}}?{{rest}}").filled(with: captures) == Array("/x/12?abc".utf8))
        #expect(Template("{{id}}").difference(from: Array("12".utf8), &captures) == nil)
        #expect(Template("{{id}}").difference(from: Array("13".utf8), &captures)?.text == "expected \"12\", got \"13\"")
        #expect(Template("{{a=int}}={{a}}").difference(from: Array("5=5".utf8), &captures) == nil)
        #expect(Template("{{a=int}}={{a}}").difference(from: Array("5=6".utf8), &captures) != nil)
    }

    @Test func keepsNothingOfATextThatDoesNotFit() {
        var captures = Captures()
        #expect(Template("{{id=int}}x").difference(from: Array("12y".utf8), &captures) != nil)
        #expect(captures["id"] == nil)
    }

    @Test func refusesANameThatNothingIsKeptUnder() {
        #expect(throws: ReplayError("{{token}} was captured by no earlier case")) { try Template("a{{token}}").filled(with: Captures()) }
        #expect(difference("{{token}}", "x") == "the recording uses {{token}}, which was captured by no earlier case")
    }

    @Test func refusesAnOpenPlaceInARequest() {
        #expect(throws: ReplayError.self) { try Template("{{guid}}").filled(with: Captures()) }
    }

    @Test func saysWhereALongTextDiffers() {
        let lines = (1...20).map { "line \($0) of a longer text" }.joined(separator: "\n")
        let message = difference(lines, lines.replacing("line 7 of", with: "line 7 or"))
        #expect(message?.contains("line 7, column 9") == true)
        #expect(message?.contains("got …\"ne 6 of a longer text\\nline 7 or a longer") == true, "\(message ?? "")")
    }

    @Test func doesNotTakeForeverOverManyOpenPlaces() {
        let template = String(repeating: "{{any}}a", count: 6) + "b"
        #expect(difference(template, String(repeating: "a", count: 60)) != nil)
    }
}
