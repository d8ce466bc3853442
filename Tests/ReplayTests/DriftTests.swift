import HTTP
import HTTPClient
import JSON
import Testing

@testable import Replay

@Suite("Replaying against several servers")
struct DriftTests {
    private let recorded = ReplayCase(suite: "xweb", name: "1", request: [], response: [])
    private let result = Difference("body /a", "expected \"1\", got \"2\"")
    private let text = Difference("body /f/faultstring", "expected \"1\", got \"2\"", .warning)

    private func drift(
        vendor: [Difference]?, here: [Difference]?, accepting acceptance: DriftAcceptance = .nothing, volatile: [String] = []
    ) -> DriftCase {
        var results: [DriftSide: ReplayResult] = [:]
        if let vendor { results[.vendor] = ReplayResult(suite: "xweb", name: "1", differences: vendor, time: .zero) }
        if let here { results[.here] = ReplayResult(suite: "xweb", name: "1", differences: here, time: .zero) }
        return DriftCase(recorded, operation: "xweb.A", results: results, accepting: acceptance, volatile: volatile)
    }

    @Test func verdictsSayWhoChanged() {
        let other = Difference("body /a", "expected \"1\", got \"3\"")
        #expect(drift(vendor: nil, here: nil).verdict == .notSent)
        #expect(drift(vendor: nil, here: []).verdict == .same)
        #expect(drift(vendor: nil, here: [result]).verdict == .weDiffer)
        #expect(drift(vendor: [], here: nil).verdict == .same)
        #expect(drift(vendor: [result], here: nil).verdict == .vendorChanged)
        #expect(drift(vendor: [], here: []).verdict == .same)
        #expect(drift(vendor: [result], here: []).verdict == .vendorChanged)
        #expect(drift(vendor: [], here: [result]).verdict == .weDiffer)
        #expect(drift(vendor: [result], here: [result]).verdict == .changedAlike)
        #expect(drift(vendor: [result], here: [other]).verdict == .bothDiffer)
    }

    private func acceptance(_ entry: String, on day: String) throws -> DriftAcceptance {
        try DriftAcceptance(try JSON.parse(Array("{\"accepted\": [\(entry)]}".utf8)), on: day)
    }

    @Test func acceptedDifferencesCountAgainAfterTheirEnd() throws {
        let entry = #"{"case": "xweb/1", "place": "body /a", "side": "here", "reason": "decided", "until": "2027-03-31"}"#
        let accepted = try acceptance(entry, on: "2027-03-31")
        #expect(drift(vendor: [], here: [result], accepting: accepted).verdict == .same)
        #expect(drift(vendor: [result], here: [], accepting: accepted).verdict == .vendorChanged)
        #expect(drift(vendor: [], here: [result, text], accepting: accepted).differences[.here] == [text])
        #expect(accepted.ended == [])
        let ended = try acceptance(entry, on: "2027-04-01")
        #expect(drift(vendor: [], here: [result], accepting: ended).verdict == .weDiffer)
        #expect(ended.ended.first?.contains("2027-03-31") == true)
    }

    @Test(arguments: [
        #"{"case": "*", "place": "status", "reason": "r"}"#, #"{"case": "*", "place": "status", "until": "2027-03-31"}"#,
        #"{"case": "*", "place": "status", "reason": "r", "until": "soon"}"#,
        #"{"case": "*", "place": "status", "reason": "r", "until": "2027-03-31", "side": "there"}"#,
        #"{"case": "*", "plaice": "status", "reason": "r", "until": "2027-03-31"}"#, "1",
    ])
    func refusesAnAcceptanceThatIsNotComplete(entry: String) {
        #expect(throws: RecordingError.self) { try acceptance(entry, on: "2027-01-01") }
    }

    @Test func volatilePlacesAreNotCompared() {
        #expect(drift(vendor: nil, here: [result], volatile: ["body /a"]).verdict == .same)
        #expect(drift(vendor: nil, here: [result], volatile: ["body /b"]).verdict == .weDiffer)
    }

    @Test func reportsHaveTheWorstFirst() {
        let report = DriftReport([drift(vendor: [], here: []), drift(vendor: [text], here: []), drift(vendor: [], here: [result])])
        #expect(report.summary == "1 same, 1 vendor_changed, 1 we_differ")
        #expect(
            report.lines == [
                "we_differ  xweb/1", "      body /a here (error): expected \"1\", got \"2\"", "vendor_changed  xweb/1",
                "      body /f/faultstring vendor (warning): expected \"1\", got \"2\"",
            ])
        #expect(report.markdown.contains("## xweb.A\n\n### xweb/1: we_differ\n\n| place | | recorded | vendor | here |"))
        #expect(report.markdown.contains("\n| `body /a` | error |  | `as recorded` | `expected \"1\", got \"2\"` |\n"))
        let cases = report.json["cases"]?.elements ?? []
        #expect(cases.map { $0["verdict"]?.string } == ["same", "vendor_changed", "we_differ"])
        #expect(cases.last?["differences"]?.elements?.first?["here"]?.string == "expected \"1\", got \"2\"")
        #expect(report.json["verdicts"]?["we_differ"]?.int == 1)
    }

    @Test func reportsShowWhatWasRecordedAndWhatEachSideHas() {
        let recorded = "a|`b`", markup = "</code><script>alert(1)</script>"
        let difference = Difference("body /a", recorded: recorded, found: markup)
        let report = DriftReport([drift(vendor: [], here: [difference]), drift(vendor: nil, here: nil)], notes: ["It is <old>."])
        #expect(report.markdown.contains("| `body /a` | error | `` a\\|`b` `` | `as recorded` | `\(markup)` |"))
        let page = String(decoding: report.html, as: UTF8.self)
        #expect(page.contains("&lt;/code&gt;&lt;script&gt;alert(1)") && page.contains("It is &lt;old&gt;."))
        #expect(page.contains("<code>a|`b`</code>") && page.contains("as recorded</span>") && page.contains("1 not sent"))
        #expect(report.json["cases"]?.elements?.first?["differences"]?.elements?.first?["recorded"]?.string == recorded)
    }

    @Test func pagesLoadNothing() {
        let page = String(decoding: DriftReport([drift(vendor: [], here: [result])]).html, as: UTF8.self)
        for part in ["<script", "<link", "<img", "href=", "src=", "url(", "@import", "http://", "https://"] {
            #expect(!page.contains(part), "\(part) leads to another file")
        }
        #expect(page.contains("prefers-color-scheme: dark") && page.contains("Nothing drifts") == false)
        #expect(String(decoding: DriftReport([]).html, as: UTF8.self).contains("Nothing drifts in 0 recorded cases."))
    }

    @Test func manifestsAreReadAsTheyAreWritten() throws {
        var manifest = RecordingManifest(tool: "understudy 1", date: "2027-01-31")
        manifest.systems = ["xweb"]
        manifest.secrets = ["old_password"]
        manifest.operations = ["001": "xweb.Authenticate"]
        manifest.volatile = ["001": ["body /a"]]
        manifest.replaced = ["password"]
        manifest.keepsPersonal = false
        let read = try RecordingManifest(manifest.json)
        #expect(read.json == manifest.json)
        #expect(throws: RecordingError.self) { try RecordingManifest(.object([.init("format", .number(2))])) }
        #expect(throws: RecordingError.self) { try RecordingManifest(.object([.init("format", .number(1))])) }
    }
}
