import Accounts
import Emulator
import Foundation
import HTTP
import JSON
import Operations
import TestSupport
import Testing

@testable import Backstage
@testable import Calls

@Suite("Notices about messages and repetitions")
struct MessageNoticeTests {
    private func notices(_ stage: AdminStage) -> [String] {
        stage.entries().last?["notices"]?.elements?.compactMap { $0["code"]?.string } ?? []
    }

    @Test("tell of .NET's block Action in the header, and of no other block")
    func dotNetActionHeader() throws {
        let stage = try AdminStage()
        for (namespace, codes) in [
            ("http://schemas.microsoft.com/ws/2005/05/addressing/none", ["dotnet_action_header"]),
            ("http://www.w3.org/2005/08/addressing", []),
        ] {
            var request = stage.xwebRequest("GetVersion")
            let block = #"<a:Action xmlns:a="\#(namespace)" e:mustUnderstand="1">urn:x</a:Action></e:Header>"#
            request.body = Array(request.bodyText.replacing("</e:Header>", with: block).utf8)
            #expect(stage.systems.response(to: request).status == 200)
            #expect(notices(stage) == codes, "\(namespace)")
        }
    }

    private static let charsets: [(field: String?, document: String?, codes: [String])] = [
        ("utf-8", "iso-8859-1", ["charset_differs"]), ("iso-8859-1", "utf-8", ["charset_differs"]), ("utf-8", "UTF8", []),
        ("\"utf-8\"", "utf-8", []), ("utf-8", nil, []), (nil, "utf-8", []),
    ]

    @Test("tell of an encoding that the field and the document name differently", arguments: charsets)
    func charsetDiffers(field: String?, document: String?, codes: [String]) throws {
        let stage = try AdminStage()
        var request = stage.xwebRequest("GetVersion")
        request.fields.set("Content-Type", HTTPFieldValue(replacingControlsIn: "text/xml" + (field.map { "; charset=\($0)" } ?? "")))
        var text = request.bodyText
        if text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") { text = String(text[end.upperBound...]) }
        request.body = Array((document.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>" } ?? "").utf8) + Array(text.utf8)
        #expect(stage.systems.response(to: request).status == 200)
        #expect(notices(stage) == codes)
    }

    @Test("tell of a change that is sent again after its answer was lost")
    func retriedChange() throws {
        let stage = try AdminStage()
        let rule = #"{"name": "lost", "when": {"action": "change_password"}, "do": {"lose_answer": {"by": "close"}}, "times": 1}"#
        #expect(stage.send("POST", "/api/faults", rule).status == 201)
        stage.changePassword(from: "123", to: "Second-Pass-1")
        #expect(notices(stage).isEmpty)
        let first = try #require(stage.entries().last?["id"]?.int)
        stage.changePassword(from: "123", to: "Second-Pass-2")
        #expect(notices(stage).isEmpty, "another change is none that is repeated")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        #expect(notices(stage) == ["retried_change"])
        #expect(stage.entries().last?["notices"]?.elements?.first?["text"]?.string?.contains("as entry \(first),") == true)
        #expect(stage.entries("notice=retried_change").count == 1)
    }

    @Test("tell of no repetition of a look-up, or after an answer")
    func others() throws {
        let stage = try AdminStage()
        for _ in 1...2 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        #expect(notices(stage).isEmpty)
        #expect(stage.send("POST", "/api/faults", #"{"name": "lost", "do": {"lose_answer": {"by": "close"}}}"#).status == 201)
        for _ in 1...2 { stage.xweb("GetVersion") }
        #expect(notices(stage).isEmpty)
        for _ in 1...2 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        #expect(notices(stage).isEmpty, "nothing was changed")
    }

    @Test("tell of a change again for half a minute")
    func memory() {
        let changes = UnansweredChanges()
        let result = ResultDescription(.void, documentation: "")
        let row = OperationFacts("Change", parameters: [], result: result, documentation: "")
        func moment(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }
        func earlier(at seconds: Double, saying content: Int = 7) -> UnansweredChanges.Earlier? {
            changes.earlier(than: moment(seconds), in: SiteID(rawValue: 1), row, saying: content)
        }
        changes.add(.init(id: 5, site: SiteID(rawValue: 1), row: row, content: 7, end: moment(100)))
        #expect(earlier(at: 112.5)?.id == 5 && earlier(at: 112.5)?.seconds == 12)
        #expect(earlier(at: 112.5, saying: 8) == nil && earlier(at: 130)?.id == 5)
        #expect(earlier(at: 130.1) == nil && earlier(at: 110) == nil, "it is forgotten")
    }

    @Test("have a line each on the page about the journal")
    func page() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../../Sources/Backstage/Backstage.docc/JournalOfCalls.md").standardizedFileURL
        let page = try String(contentsOf: file, encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n## Notices\n").last?.components(separatedBy: "\n## ").first)
        let listed = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
        #expect(listed == CallNotice.Code.allCases.map(\.rawValue))
    }
}

extension HTTPRequest {
    fileprivate var bodyText: String { String(decoding: body, as: UTF8.self) }
}
