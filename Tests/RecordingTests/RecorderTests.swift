import Calls
import HTTP
import HTTPClient
import JSON
import Replay
import Synchronization
import Testing

@testable import Recording

@Suite("Recording")
struct RecorderTests {
    private func recorder(_ folder: MemoryFolder, only: [String] = []) -> Recorder {
        Recorder(
            of: "http://vendor", secrets: [:], people: .kept, only: only, tool: "understudy 1", date: "2027-01-31", in: folder.folder)
    }

    private func call(_ operation: String, _ query: String) -> HTTPRequest {
        HTTPRequest(method: "GET", path: "/xweb/secure/netForumXML.asmx/\(operation)", query: query)
    }

    private func xml(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, contentType: "text/xml", body: Array(text.utf8))
    }

    @Test func writesPairsThatReplay() throws {
        let folder = MemoryFolder(), recorder = recorder(folder)
        let session = HTTPRequest(
            method: "GET", path: "/ws/general.asmx/CreateUserSessionFromInstance",
            query: "userName=xweb&instanceName=a&password=xweb-secret")
        let answer = xml("<string>df3d1644-ba3e-4dc7-8399-ae06ee6063e5</string>")
        #expect(recorder.record(session, answer, by: "http://relay") == "001-archer-CreateUserSessionFromInstance")
        #expect(recorder.record(call("TestConnection", ""), xml("<a/>", status: 500), by: "http://relay") == "002-xweb-TestConnection-500")
        let summary = recorder.finish()
        #expect(summary.recorded == 2 && summary.removed.isEmpty && summary.failure == nil)
        #expect(folder["001-archer-CreateUserSessionFromInstance.request.http"]?.contains("password={{secret:password}} HTTP/1.1") == true)
        #expect(folder["001-archer-CreateUserSessionFromInstance.response.http"]?.contains("<string>{{token1=guid}}</string>") == true)
        let manifest = try RecordingManifest(JSON.parse(folder.bytes(of: "recording.json") ?? []))
        #expect(manifest.systems == ["archer", "xweb"])
        #expect(manifest.secrets == ["password"])
        #expect(manifest.operations["001-archer-CreateUserSessionFromInstance"] == "archer.CreateUserSessionFromInstance")
        let recorded = ReplayCase(
            suite: "", name: "001", request: folder.bytes(of: "001-archer-CreateUserSessionFromInstance.request.http") ?? [],
            response: folder.bytes(of: "001-archer-CreateUserSessionFromInstance.response.http") ?? [])
        var urls: [String] = []
        var replayer = Replayer(baseURL: "http://here", secrets: ["password": "p w"]) { request throws(HTTPClientError) in
            urls.append(request.url)
            return answer
        }
        #expect(replayer.run(recorded).differences.isEmpty)
        #expect(urls == ["http://here/ws/general.asmx/CreateUserSessionFromInstance?userName=xweb&instanceName=a&password=p%20w"])
    }

    @Test func writesNoPagesAndNothingThatWasNotAskedFor() {
        let folder = MemoryFolder(), recorder = recorder(folder, only: ["xweb.TestConnection"])
        #expect(
            recorder.record(HTTPRequest(method: "GET", path: "/xweb/secure/netForumXML.asmx", query: "WSDL"), xml("<a/>"), by: "") == nil)
        #expect(recorder.record(call("Authenticate", "userName=xweb"), xml("<a/>"), by: "") == nil)
        #expect(recorder.record(call("TestConnection", ""), xml("<a/>"), by: "") == "001-xweb-TestConnection")
        #expect(recorder.finish().unrecorded == [.noCall: 1, .leftOut: 1])
    }

    @Test func removesAFileWithASecretThatWasRecognisedLate() {
        let folder = MemoryFolder(), recorder = recorder(folder)
        recorder.record(call("WEBWebUserGet", "recno=typed-into-the-wrong-field"), xml("<a/>"), by: "")
        recorder.record(call("Authenticate", "userName=xweb&password=typed-into-the-wrong-field"), xml("<a/>"), by: "")
        let summary = recorder.finish()
        #expect(summary.removed == ["001-xweb-WEBWebUserGet.request.http"])
        #expect(summary.recorded == 1 && !folder.names.contains { $0.hasPrefix("001-") }, "the rest of the case cannot be replayed")
        #expect(!folder.names.contains { folder[$0]?.contains("typed-into") == true })
    }

    @Test func keepsTheFlowOfTokensThatAreSentAndOfNoOthers() {
        let folder = MemoryFolder(), recorder = recorder(folder)
        let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5", signature = "0123456789abcdef0123456789abcdef"
        let answer = xml("<a><Token>\(token)</Token><signature>\(signature)</signature></a>")
        recorder.record(call("Authenticate", "userName=xweb&password=secret-pass-1"), answer, by: "")
        recorder.record(call("Authenticate", "userName=xweb&password=secret-pass-1"), answer, by: "")
        recorder.record(call("TestConnection", "Token=\(token)"), xml("<a/>"), by: "")
        _ = recorder.finish()
        func has(_ file: String, _ text: String) -> Bool { folder[file + ".http"]?.contains(text) == true }
        #expect(has("001-xweb-Authenticate.response", "<Token>{{token1=guid}}</Token><signature>{{hex32}}<"))
        #expect(has("002-xweb-Authenticate.response", "<Token>{{token1}}</Token><signature>{{hex32}}<"))
        #expect(has("003-xweb-TestConnection.request", "Token={{token1}}"))
    }

    @Test func saysThatAFileCannotBeWritten() {
        let recorder = recorder(MemoryFolder(failing: true))
        recorder.record(call("TestConnection", ""), xml("<a/>"), by: "")
        #expect(recorder.finish().failure == "the disk is full")
    }

    private func relayed(_ request: HTTPRequest, _ answer: HTTPResponse) -> (response: HTTPResponse, sent: [HTTPClientRequest]) {
        let sent = Mutex<[HTTPClientRequest]>([])
        let relay = Relay(
            to: "https://vendor.example/v", recorder: recorder(MemoryFolder()),
            send: { request throws(HTTPClientError) in
                sent.withLock { $0.append(request) }
                return answer
            }, recorded: { _ in })
        guard case .later(for: _, busy: _, work: let work) = relay.answer(request) else { return (HTTPResponse(status: 0), []) }
        return (work(), sent.withLock { $0 })
    }

    @Test func relaysWhatItIsGiven() throws {
        var request = HTTPRequest(method: "PUT", path: "/a%20b", query: "c=%2F", body: [0, 255, 10])
        for (name, value) in [("Host", "127.0.0.1:7"), ("X-A", "1"), ("X-A", "2"), ("Connection", "close"), ("Accept-Encoding", "gzip")] {
            request.fields.append(name: name, try #require(HTTPFieldValue(value)))
        }
        var answer = HTTPResponse(status: 418, body: [1, 0, 254])
        answer.fields.append("X-B", "1")
        answer.fields.append("X-B", "2")
        answer.fields.append("Location", "https://vendor.example/v/next")
        answer.fields.append("Set-Cookie", "a=b; Domain=vendor.example; Path=/")
        let (response, sent) = relayed(request, answer)
        #expect(sent.map(\.url) == ["https://vendor.example/v/a%20b?c=%2F"])
        #expect(sent.first?.method == "PUT" && sent.first?.body == [0, 255, 10])
        #expect(sent.first?.fields.map { "\($0.name)=\($0.value)" } == ["X-A=1", "X-A=2"])
        #expect(response.status == 418 && response.body == [1, 0, 254])
        #expect(response.fields.all("X-B") == ["1", "2"])
        #expect(response.fields.first("Location") == "http://127.0.0.1:7/next")
        #expect(response.fields.first("Set-Cookie") == "a=b; Path=/")
    }

    @Test(arguments: ["@elsewhere.example/", ".elsewhere.example/", "*", ""])
    func sendsNothingToAnotherHost(path: String) {
        let (response, sent) = relayed(HTTPRequest(method: "GET", path: path), HTTPResponse(status: 200))
        #expect(response.status == 400 && sent.isEmpty)
    }

    @Test func leadsClientsOfAContractToTheRelay() {
        var request = HTTPRequest(method: "GET", path: "/s.asmx", query: "WSDL")
        request.fields.append("Host", "127.0.0.1:7")
        let contract = { (base: String) in
            Array("<wsdl:definitions><soap:address location=\"\(base)/s.asmx\"/></wsdl:definitions>".utf8)
        }
        let (response, _) = relayed(request, HTTPResponse(status: 200, contentType: "text/xml", body: contract("https://vendor.example/v")))
        #expect(response.body == contract("http://127.0.0.1:7"))
    }

    private func signIn(_ name: String, _ password: String, as user: String = "xweb", token: String) -> ReplayCase {
        ReplayCase(
            suite: "", name: name,
            request: Array("GET /xweb/secure/netForumXML.asmx/Authenticate?userName=\(user)&password=\(password) HTTP/1.1\n\n\n".utf8),
            response: Array("HTTP/1.1 200\nContent-Type: text/xml\n\n<a><Token>\(token)</Token></a>\n".utf8))
    }

    @Test func givesEachSecretAPlaceholderThatNoEarlierOneHas() throws {
        let earlier = signIn("1", "{{secret:password}}", token: "{{token1=guid}}")
        let raw = signIn("2", "another-secret-2", token: "df3d1644-ba3e-4dc7-8399-ae06ee6063e5")
        let cleaner = RecordingCleaner(of: [earlier, raw], secrets: [:])
        guard case .clean = cleaner.clean(earlier), case .cleaned(let cleaned) = cleaner.clean(raw) else {
            Issue.record("not cleaned")
            return
        }
        #expect(String(decoding: cleaned.request, as: UTF8.self).contains("&password={{secret:password_2}} "))
        #expect(String(decoding: cleaned.response, as: UTF8.self).contains("<Token>{{token2=guid}}</Token>"))
    }

    @Test func knowsAfterwardsWhichPairsHaveASecretThatWasFoundLate() throws {
        let first = signIn("1", "first-secret-1", as: "late-secret-77", token: "x"), second = signIn("2", "late-secret-77", token: "x")
        let cleaner = RecordingCleaner(of: [first, second], secrets: [:])
        guard case .cleaned(let cleaned) = cleaner.clean(first), case .cleaned(let other) = cleaner.clean(second) else {
            Issue.record("not cleaned")
            return
        }
        #expect(cleaner.isSecret(in: cleaned) && !cleaner.isSecret(in: other))
        guard case .cleaned(let again) = cleaner.clean(cleaned) else {
            Issue.record("not cleaned again")
            return
        }
        #expect(!cleaner.isSecret(in: again) && !String(decoding: again.request, as: UTF8.self).contains("late-secret"))
    }

    @Test func cleansPairsOfAnEarlierRecording() throws {
        let cleaner = RecordingCleaner(of: [], secrets: ["login": "seen-before-1"])
        let recorded = ReplayCase(
            suite: "", name: "1",
            request: Array("GET /xweb/secure/netForumXML.asmx/WEBWebUserGet?recno=seen-before-1 HTTP/1.1\n\n\n".utf8),
            response: Array("HTTP/1.1 200\nContent-Type: text/xml\n\n<a token=\"{{token1=guid}}\">seen-before-1</a>\n".utf8))
        guard case .cleaned(let cleaned) = cleaner.clean(recorded) else {
            Issue.record("not cleaned")
            return
        }
        #expect(
            String(decoding: cleaned.request, as: UTF8.self).hasPrefix(
                "GET /xweb/secure/netForumXML.asmx/WEBWebUserGet?recno={{secret:login}} HTTP/1.1\n"))
        #expect(String(decoding: cleaned.response, as: UTF8.self).contains("<a token=\"{{token1=guid}}\">{{secret:login}}</a>"))
        guard case .clean = cleaner.clean(cleaned) else {
            Issue.record("not clean")
            return
        }
    }
}

@Suite("The bounds of a recording")
struct RecordingBoundTests {
    private let folder = MemoryFolder()
    /// The reasons that the recorder gave for its end.
    private let ends = Reasons()

    private final class Reasons: Sendable {
        let all = Mutex<[Unrecordable]>([])
    }

    private func recorder(_ limits: Recorder.Limits = Recorder.Limits(), people: Recorder.People = .kept) -> Recorder {
        Recorder(
            of: "http://vendor", secrets: [:], people: people, only: [], tool: "understudy 1", date: "2027-01-31",
            in: folder.folder, limits: limits, ended: { [ends] end in ends.all.withLock { $0.append(end) } })
    }

    private let empty = HTTPResponse(status: 200, contentType: "text/xml", body: Array("<a/>".utf8))

    private func record(_ recorder: Recorder, times: Int) {
        let request = HTTPRequest(method: "GET", path: "/xweb/secure/netForumXML.asmx/TestConnection", query: "")
        for _ in 0..<times { recorder.record(request, empty, by: "") }
    }

    @Test(arguments: [(Recorder.Limits(cases: 2), 2), (Recorder.Limits(bytes: 1), 1)])
    func aFullRecordingEndsOnce(_ limits: Recorder.Limits, recorded: Int) {
        let recorder = recorder(limits)
        record(recorder, times: 5)
        let summary = recorder.finish()
        #expect(ends.all.withLock { $0 } == [.full])
        #expect(summary.end == .full && summary.recorded == recorded && summary.unrecorded[.full] == 5 - recorded)
    }

    @Test func aFileThatIsGoneCannotBeSearched() {
        let recorder = recorder()
        record(recorder, times: 1)
        folder.write("001-xweb-TestConnection.response.http", nil)
        #expect(recorder.finish().failure?.contains("cannot be searched") == true)
    }

    @Test func theManifestSaysWhatWasReplaced() throws {
        let recorder = recorder(people: .madeUp(known: [:]))
        let request = HTTPRequest(
            method: "GET", path: "/xweb/secure/netForumXML.asmx/WEBWebUserLogin",
            query: "LoginOrEmail=ann%40acme.org&password=secret-pass-1")
        recorder.record(request, empty, by: "")
        let summary = recorder.finish()
        #expect(summary.people.values.contains("ann@acme.org"))
        let manifest = try RecordingManifest(JSON.parse(folder.bytes(of: "recording.json") ?? []))
        #expect(manifest.replaced == ["LoginOrEmail", "password"] && manifest.keepsPersonal == false)
        let file = folder["001-xweb-WEBWebUserLogin.request.http"] ?? ""
        #expect(file.contains("LoginOrEmail=") && !file.contains("acme"))
    }
}
