import ASMX
import Accounts
import Calls
import HTTP
import HTTPServer
import Luminate
import Operations
import Synchronization
import StageSupport
import TestSupport
import Testing
import XWeb

@testable import Archer
@testable import Emulator

/// The notifications about every row of every system, by every binding.
@Suite("Observers of calls")
struct AnsweredTests {
    /// Records the notifications.
    final class Recorder: CallObserver {
        struct Event: Equatable {
            let step: String
            let row: String?
            let outcome: CallOutcome
            var reason: CallReason?
        }

        private let kept = Mutex<[Event]>([])
        var events: [Event] { kept.withLock { $0 } }

        private func keep(_ step: String, _ call: CallContext) {
            let row = call.row.map { "\($0.service?.name ?? "-").\($0.name)" }
            kept.withLock { $0.append(Event(step: step, row: row, outcome: call.outcome, reason: call.reasonCode)) }
        }

        func found(_ call: CallContext) { keep("found", call) }
        func admitted(_ call: CallContext) { keep("admitted", call) }
        func answered(_ call: CallContext, with response: HTTPResponse) { keep("answered", call) }

        /// Returns the notifications since the last call of this function.
        func take() -> [Event] {
            kept.withLock { events in
                defer { events = [] }
                return events
            }
        }
    }

    /// A request for a row, by one binding.
    struct Row: Sendable {
        let name: String
        let binding: String
        /// A request without valid arguments.
        let plain: HTTPRequest
        /// A request that names the operation and cannot be read as a call. Nil if there is none.
        let unreadable: HTTPRequest?
    }

    private static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

    private static func soap<Call>(_ service: Service<Call>, _ operation: Operations.Operation<Call>, _ path: String) -> [Row] {
        [("SOAP 1.1", "http://schemas.xmlsoap.org/soap/envelope/"), ("SOAP 1.2", "http://www.w3.org/2003/05/soap-envelope")]
            .map { binding, envelope in
                let token = """
                    <n:AuthorizationToken xmlns:n="http://www.avectra.com/2005/"><n:Token>\(token)</n:Token></n:AuthorizationToken>
                    """
                func request(_ header: String) -> HTTPRequest {
                    let message = """
                        <e:Envelope xmlns:e="\(envelope)"><e:Header>\(header)</e:Header><e:Body><\(operation.name) \
                        xmlns="\(service.namespace)"/></e:Body></e:Envelope>
                        """
                    let fields: [(name: String, value: String)] =
                        binding == "SOAP 1.1"
                        ? [("Content-Type", "text/xml"), ("SOAPAction", service.action(of: operation))]
                        : [("Content-Type", "application/soap+xml")]
                    return Message.post(path, message, fields)
                }
                let odd = #"<o:Odd xmlns:o="urn:odd" e:mustUnderstand="1"/>"#
                return Row(
                    name: "\(service.name).\(operation.name)", binding: binding,
                    plain: request(operation.header == .both ? token : ""), unreadable: request(odd))
            }
    }

    private static func form<Call>(_ service: Service<Call>, _ operation: Operations.Operation<Call>, _ path: String) -> [Row] {
        guard operation.hasFormBinding else { return [] }
        let body = operation.parameters.map { "\($0.name)=1" }.joined(separator: "&")
        let address = "\(path)/\(operation.name)"
        return [
            Row(
                name: "\(service.name).\(operation.name)", binding: "form", plain: Message.form(address, body),
                unreadable: operation.parameters.isEmpty ? nil : Message.form(address, "x=1"))
        ]
    }

    private static func json(_ operation: Operations.Operation<XWebCall>) -> [Row] {
        let address = "/xweb/JSON/\(operation.name)"
        let bearer = [(name: "Authorization", value: "Bearer \(token)")]
        return [
            Row(
                name: "netForumXML.\(operation.name)", binding: "JSON",
                plain: Message.post(address, "{\"\(operation.name)\":{}}", bearer), unreadable: Message.post(address, "[", bearer))
        ]
    }

    private static func servlet(_ method: LuminateMethod, _ servlet: Luminate.Servlet) -> Row {
        let (path, body) = ("/site/\(servlet.rawValue)", "method=\(method.name)&api_key=open&v=1.0&login_name=apiadmin&login_password=x")
        var put = Message.form(path, body)
        put.method = "PUT"
        return Row(
            name: "\(servlet.rawValue).\(method.name)", binding: "servlet", plain: Message.form(path, body), unreadable: put)
    }

    private static let session = "0123456789ABCDEF0123456789ABCDEF"

    private static func rest(_ resource: RESTResource) -> Row {
        let name = "rest.\(resource.facts.name)"
        let path = resource.facts.name.split(separator: " ").last.map(String.init) ?? ""
        func request(_ body: String, id: String, query: String?) -> HTTPRequest {
            let path = path.split(separator: "/").map { $0.hasPrefix("{") ? id : String($0) }.joined(separator: "/")
            var request = Message.post("/api/core/\(path)", body, [("Authorization", "Archer session-id=\(session)")])
            request.method = resource.verb?.rawValue ?? "GET"
            request.query = query
            return request
        }
        let hasInput = !resource.facts.parameters.isEmpty
        return Row(
            name: name, binding: "REST", plain: request(#"{"Value":"x"}"#, id: "99", query: nil),
            unreadable: hasInput ? request("[", id: "x", query: "$filter=(") : nil)
    }

    static let rows: [Row] = {
        let xweb = xwebService(XWebSettings().build)
        let xwebRows = xweb.operations + xweb.unemulated
        let path = "/xweb/secure/netForumXML.asmx"
        var rows = xwebRows.flatMap { soap(xweb, $0, path) + form(xweb, $0, path) + json($0) }
        for name in ArcherServices.ServiceName.allCases {
            let path = "/ws/\(name.rawValue).asmx"
            rows += name.service.operations.flatMap { soap(name.service, $0, path) + form(name.service, $0, path) }
        }
        rows += restResources.map { rest($0) }
        for method in luminateMethods { rows += method.servlets.map { servlet(method, $0) } }
        return rows
    }()

    /// Opens the session of the calls by REST.
    private static func openSession(on stage: Stage) throws {
        let user = try stage.users.people(withFirstOf: [Identity(ArcherScheme.userName, "sysadmin")], in: stage.site, limit: 1).first
        let opening = SessionOpening(
            kind: archerSession, account: user?.id, token: session, format: archerTokenFormat, lifetime: nil, idleTimeout: nil)
        _ = try stage.users.openSession(opening, in: stage.site)
    }

    /// The end of a call.
    enum Fate: CaseIterable {
        case runs, findsNoRoom, findsTheStoreFailing, cannotBeRead
    }

    @Test("are told exactly once of each answer, and of the row", arguments: Fate.allCases)
    func once(fate: Fate) throws {
        let recorder = Recorder()
        let stage = try Stage.demo()
        let emulator = stage.emulator(observers: [recorder])
        try Self.openSession(on: stage)
        if fate == .findsTheStoreFailing { stage.closeStore() }
        var outcomes: Set<CallOutcome> = []
        for row in Self.rows {
            guard let request = fate == .cannotBeRead ? row.unreadable : row.plain else { continue }
            let wasDeferred: Bool
            switch WorkUnderWay.serving({ emulator.answer(request) }) {
            case .now: wasDeferred = false
            case .later(let wait, let busy, let work):
                wasDeferred = true
                #expect(recorder.events.allSatisfy { $0.step == "found" }, "\(row.binding) \(row.name)")
                _ = WorkUnderWay.$wait.withValue(wait) { fate == .findsNoRoom ? busy() : work() }
            }
            let events = recorder.take()
            let answers = events.filter { $0.step == "answered" }
            #expect(answers.map(\.row) == [row.name], "\(row.binding) \(row.name) \(fate)")
            #expect(events.last == answers.last)
            #expect(events.first.map { $0.step == "found" && $0.row == row.name } == true, "\(row.binding) \(row.name) \(fate)")
            #expect(events.count { $0.step == "admitted" } <= 1)
            if fate == .findsNoRoom { #expect((answers.last?.outcome == .busy) == wasDeferred, "\(row.binding) \(row.name)") }
            let isRefusal = [.malformed, .refused, .unknown].contains(answers.last?.outcome)
            if fate == .cannotBeRead { #expect(isRefusal, "\(row.binding) \(row.name)") }
            if let answer = answers.last {
                outcomes.insert(answer.outcome)
                #expect((answer.reason == nil) == (answer.outcome == .ok), "\(row.binding) \(row.name)")
            }
        }
        switch fate {
        case .runs: #expect(outcomes.isSuperset(of: [.ok, .negative, .refused, .unknown]))
        case .findsNoRoom: #expect(outcomes.contains(.busy))
        case .findsTheStoreFailing: #expect(outcomes.contains(.failed))
        case .cannotBeRead: #expect(outcomes.contains(.malformed))
        }
    }

    @Test("see who calls before the operation runs")
    func admitted() throws {
        let recorder = Recorder()
        let stage = try Stage.demo()
        let emulator = stage.emulator(observers: [recorder])
        _ = emulator.response(to: Message.archerSignIn("sysadmin", "Sysadmin-1"))
        #expect(recorder.take().map(\.step) == ["found", "admitted", "answered"])
        _ = emulator.response(to: Message.archer("accesscontrol", "LookupUserId", "<sessionToken>x</sessionToken>"))
        #expect(recorder.take().map(\.step) == ["found", "answered"])
    }

    @Test("are told of what the server refuses by itself")
    func refusedByServer() throws {
        let recorder = Recorder()
        let stage = try Stage.demo()
        let emulator = stage.emulator(observers: [recorder])
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = 100
        let long = String(repeating: "x", count: 20_000)
        let heads = [
            "POST /ws/general.asmx HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n",
            "POST /site/CRConsAPI HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n",
            "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: \(long)\r\n\r\n",
        ]
        try withLiveServer(emulator, configuration: configuration) { server in
            let reasons: [CallReason] = [.tooLarge, .tooLarge, .framing, .wrongVerb, .tooLarge]
            for ((head, reason), status) in zip(zip(heads, reasons), [500, 413, 400, 405, 431]) {
                let connection = try #require(RawConnection(port: server.port))
                connection.send(head)
                #expect(connection.receiveAnswer()?.status == status)
                #expect(recorder.take() == [Recorder.Event(step: "answered", row: nil, outcome: .malformed, reason: reason)], "\(status)")
            }
        }
    }

    @Test("are told of what is no call too")
    func others() throws {
        let recorder = Recorder()
        let stage = try Stage.demo()
        let emulator = stage.emulator(observers: [recorder])
        let requests: [(HTTPRequest, CallOutcome, CallReason?)] = [
            (HTTPRequest(method: "GET", path: "/"), .ok, nil),
            (HTTPRequest(method: "POST", path: "/"), .unknown, .unknownAddress),
            (HTTPRequest(method: "GET", path: "/ws"), .unknown, .unknownAddress),
            (HTTPRequest(method: "GET", path: "/api/core/nothing"), .unknown, .unknownAddress),
            (HTTPRequest(method: "PUT", path: "/api/core/security/login"), .malformed, .wrongVerb),
            (HTTPRequest(method: "GET", path: "/contentapi/Incidents"), .unknown, .notEmulated),
            (HTTPRequest(method: "GET", path: "/livez"), .ok, nil),
            (HTTPRequest(method: "GET", path: "/ws/general.asmx", query: "WSDL"), .ok, nil),
            (HTTPRequest(method: "GET", path: "/ws/general.asmx", query: "op=Nothing"), .unknown, .unknownOperation),
            (HTTPRequest(method: "PUT", path: "/ws/general.asmx"), .malformed, .wrongVerb),
            (Message.archer("general", "Nothing", ""), .unknown, .unknownOperation),
            (Message.form("/ws/general.asmx/Nothing", ""), .unknown, .unknownOperation),
            (Message.post("/xweb/JSON/Nothing", ""), .unknown, .unknownOperation),
            (Message.form("/site/CRConsAPI", "method=nothing&api_key=open&v=1.0"), .unknown, .unknownOperation),
        ]
        for (request, outcome, reason) in requests {
            _ = emulator.response(to: request)
            #expect(
                recorder.take() == [Recorder.Event(step: "answered", row: nil, outcome: outcome, reason: reason)],
                "\(request.method) \(request.path)")
        }
    }
}
