import ASMX
import Accounts
import Calls
import HTTP
import Operations
import SOAP
import Synchronization
import Testing
import XML

/// A small service to try the host with: one operation of each kind.
final class ToyHost: ServiceHost {
    static let namespace = "urn:toy/"

    struct Refusal: CallRefusal {
        let reasonCode = CallReason.noSuchRecord
        let reason = "as foreseen"
    }

    final class Call {
        let ran: (String) -> Void
        init(ran: @escaping (String) -> Void) { self.ran = ran }
    }

    static let operations: [Operations.Operation<Call>] = [
        Operation(
            "Add", .int("a", "One."), .int("b", "Other.").alsoNamed("bee", "second"), returns: .int("Their sum."),
            documentation: "Adds two numbers."
        ) { call, a, b in
            call.ran("Add")
            return a &+ b
        },
        Operation(
            "Echo", .string("text", "Any text."), returns: .string("The same."), header: .both, documentation: "Echoes."
        ) { call, text in
            call.ran("Echo")
            return text
        },
        Operation(
            "Invert", .boolean("flag", "A flag."), returns: .boolean("The other."), does: .writes, documentation: "Inverts."
        ) { call, flag in
            call.ran("Invert")
            return !flag
        },
        Operation("Forget", .secret("word", "A secret."), returns: .nothing, documentation: "Answers nothing.") { call, _ in
            call.ran("Forget")
        },
        Operation("Fail", returns: .nothing, documentation: "Fails as foreseen.") { _ in throw Refusal() },
        Operation("Crash", returns: .nothing, documentation: "Fails as nobody foresaw.") { _ in throw ServerUnforeseen() },
        Operation("Crowd", returns: .nothing, does: .writes, documentation: "Finds no room.") { _ in throw Trouble.outOfMemory },
        Operation(
            "Build", .record("house", houseType, "A house."), returns: .record(houseType, "The same."), documentation: "Builds a house."
        ) { call, house in
            call.ran("Build")
            return house
        },
        Operation("Mirror", .xml("node", "Any XML."), returns: .xml("Its first element."), documentation: "Gives XML back.") { call, node in
            call.ran("Mirror")
            return node?.children.first
        },
        Operation("Find", .guid("key", "A key."), returns: .string("The key as it was read."), documentation: "Reads a key.") { call, key in
            call.ran("Find")
            return key
        },
    ]

    static let houseType = ComplexType(
        "House", documentation: "A house.",
        elements: [
            .init("Name", .simple(SimpleType("Text20", .string, maximumLength: 20))),
            .init(
                "Door",
                .complex(
                    ComplexType(
                        "Door", documentation: "",
                        elements: [.init("Colour", .text), .init("Code", .text, isWriteOnly: true)])
                ), isOptional: false),
            .init("Roof", .text),
        ])

    let service = Service<Call>(
        of: SystemName("toy", title: "Toy"), name: "Toy", logPrefix: "", namespace: ToyHost.namespace, documentation: "A toy.",
        header: ServiceHeader(name: "Ticket", fields: ["Number"], documentation: "A ticket."),
        sections: [OperationSection("Operations", ToyHost.operations)],
        unemulated: [
            Operation("Fly", returns: .nothing, isEmulated: false, documentation: "Not emulated.") { _ in throw Refusal() }
        ])

    struct ServerUnforeseen: Error {}

    let ran = Mutex<[String]>([])
    private let toySettings: ServiceSettings

    init(_ settings: ServiceSettings = ServiceSettings()) {
        toySettings = settings
    }

    func service(in site: SiteID) -> Service<Call> { service }

    func settings(in site: SiteID) -> ServiceSettings { toySettings }

    func begin(_ invocation: Invocation<ToyHost>) throws -> Call {
        Call { [self] name in ran.withLock { $0.append(name) } }
    }

    func answerHeader(of call: Call, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)? { nil }

    func fault(for refusal: Refusal, in invocation: Invocation<ToyHost>) -> SOAPFault {
        SOAPFault(.receiver, "No & no.", detail: .empty)
    }

    private let reasons = Mutex<[String]>([])

    /// The reasons of calls that were not done.
    var told: [String] { reasons.withLock { $0 } }

    static let sources = SiteSources(clock: SystemClock(), random: SystemRandomSource())

    /// A call of the toy.
    func context(_ request: HTTPRequest) -> CallContext {
        let observer = CallLogger { [self] _, line in reasons.withLock { $0.append(line) } }
        return CallContext(request, in: SiteID(rawValue: 0), by: Self.sources, observers: CallObservers(observer))
    }
}

/// Posts messages to a toy service and takes the answers apart.
struct Toy {
    let host: ToyHost
    var endpoint: Endpoint<ToyHost> { Endpoint(host) }

    init(_ settings: ServiceSettings = ServiceSettings()) {
        host = ToyHost(settings)
    }

    /// Which operations have run.
    var ran: [String] { host.ran.withLock { $0 } }

    static let envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"
    static let envelope12 = "http://www.w3.org/2003/05/soap-envelope"

    static func envelope(_ body: String, header: String = "", namespace: String = envelope11) -> String {
        let head = header.isEmpty ? "" : "<e:Header>\(header)</e:Header>"
        return "<e:Envelope xmlns:e=\"\(namespace)\">\(head)<e:Body>\(body)</e:Body></e:Envelope>"
    }

    func post(_ message: String, type: String? = "text/xml; charset=utf-8", action: String? = nil) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Host", "localhost")
        if let type { fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type)) }
        if let action { fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: action)) }
        return send(HTTPRequest(method: "POST", path: "/toy.asmx", fields: fields, body: Array(message.utf8)))
    }

    /// A call of an operation by SOAP 1.1 with everything as it should be.
    func call(_ operation: String, _ parameters: String, header: String = "") -> HTTPResponse {
        post(
            Self.envelope("<\(operation) xmlns=\"\(ToyHost.namespace)\">\(parameters)</\(operation)>", header: header),
            action: "\"\(ToyHost.namespace)\(operation)\"")
    }

    func send(_ request: HTTPRequest, pathInfo: String? = nil) -> HTTPResponse {
        let context = host.context(request)
        return switch context.observed(endpoint.answer(context, pathInfo: pathInfo)) {
        case .now(let response): response
        case .later(_, _, let work): work()
        }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The text of the first element of this local name anywhere in the answer.
    func value(of name: String) -> String? {
        guard let document = try? XMLDocument.parse(body) else { return nil }
        return Self.find(name, in: document.root)?.text
    }

    private static func find(_ name: String, in element: XMLElement) -> XMLElement? {
        if element.localName == name { return element }
        for child in element.children {
            if let found = find(name, in: child) { return found }
        }
        return nil
    }
}
