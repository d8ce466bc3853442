import ASMX
import HTTP
import Operations
import SOAP
import Text
import XML

/// What came of a request: the answer, what ran, and what the host was told.
struct Observation {
    let response: HTTPResponse
    let ran: [String]
    let refusals: [String]
    /// Whether the request was a HEAD, whose answer has no body.
    let isHead: Bool

    private let document: XMLDocument?
    private let version: SOAPVersion?
    private let body: XMLElement?

    init(_ response: HTTPResponse, ran: [String], refusals: [String], isHead: Bool) {
        self.response = response
        self.ran = ran
        self.refusals = refusals
        self.isHead = isHead
        document = try? XMLDocument.parse(response.body)
        version = document.flatMap { SOAPVersion(envelope: $0.root) }
        let namespace = version?.namespace ?? ""
        body = document?.root.child(XMLName("Body", in: namespace))
    }

    private var text: String { String(decoding: response.body, as: UTF8.self) }

    private var fault: FaultReading? {
        guard let version, let body else { return nil }
        return FaultReading(body: body, version: version)
    }

    /// What is wrong by an assertion, in words; nil when it holds.
    func complaint(_ assertion: Assertion) -> String? {
        switch assertion {
        case .status(let status): return unless(response.status == status, "status \(response.status) instead of \(status)")
        case .contentType(let type):
            let found = response.fields.first("Content-Type")
            return unless(found == type, "Content-Type \(found ?? "none") instead of \(type ?? "none")")
        case .field(let name, let value):
            let found = response.fields.all.filter { ASCII.equalsIgnoringCase($0.name, name) }.map(\.value)
            return unless(found == [value], "the field \(name) is \(found)")
        case .emptyBody: return unless(response.body.isEmpty, "the body is not empty: \(text)")
        case .text(let expected): return unless(text == expected, "the text is \(text)")
        case .textContains(let part): return unless(text.contains(part), "the text lacks \(part): \(text)")
        case .textLacks(let part): return unless(!text.contains(part), "the text has \(part): \(text)")
        case .soap(let expected): return unless(version == expected, "no envelope of SOAP \(expected): \(text)")
        case .result(let expected): return complaintOfResult(expected)
        case .xml(let bytes): return complaintOfDocument(bytes)
        case .noHeader:
            let header = version.flatMap { document?.root.child(XMLName("Header", in: $0.namespace)) }
            return unless(document != nil && header == nil, "there is a Header: \(text)")
        case .ran(let operations): return unless(ran == operations, "ran \(ran) instead of \(operations)")
        case .refusalContains(let part):
            return unless(refusals.contains { $0.contains(part) }, "the host was told \(refusals), not \(part)")
        case .fault, .reason, .reasonContains, .reasonLacks, .subcode, .detail:
            guard let fault else { return "no fault: \(text)" }
            return complaint(assertion, of: fault)
        }
    }

    private func complaint(_ assertion: Assertion, of fault: FaultReading) -> String? {
        switch assertion {
        case .fault(let code): unless(fault.code == code, "fault code \(fault.code) instead of \(code)")
        case .reason(let reason): unless(fault.reason == reason, "the reason is \(fault.reason)")
        case .reasonContains(let part): unless(fault.reason.contains(part), "the reason lacks \(part): \(fault.reason)")
        case .reasonLacks(let part): unless(!fault.reason.contains(part), "the reason has \(part): \(fault.reason)")
        case .subcode(let code): unless(fault.subcode == code, "the subcode is \(fault.subcode ?? "none")")
        case .detail(let detail): unless(fault.detail == detail, "the detail is \(fault.detail)")
        default: nil
        }
    }

    private func complaintOfResult(_ expected: String?) -> String? {
        guard let operation = ran.last, let response = body?.child(XMLName(operation + "Response", in: StageHost.namespace)) else {
            return "no answer of an operation: \(text)"
        }
        let result = response.firstChild
        if let result, !result.isNamed(XMLName(operation + "Result", in: StageHost.namespace)) { return "the result is a \(result.name)" }
        return unless(result?.text == expected, "the result is \(result?.text ?? "none")")
    }

    private func complaintOfDocument(_ bytes: [UInt8]) -> String? {
        guard let document else { return "no XML: \(text)" }
        guard let expected = try? XMLDocument.parse(bytes) else { return "the expected document is no XML" }
        return XMLPattern.difference(expected: expected.root, found: document.root)
    }

    /// What is wrong with the answer by rules that hold for every answer, whatever the case is about.
    func complaintsOfForm() -> [String] {
        var complaints: [String] = []
        func require(_ condition: Bool, _ complaint: String) {
            if !condition { complaints.append(complaint) }
        }
        let type = response.fields.first("Content-Type").flatMap(MediaType.init(parsing:))
        if let type, type.essence.hasSuffix("xml"), !isHead, !response.body.isEmpty {
            require(document != nil, "the answer is no XML that can be read: \(text)")
            require(text.hasPrefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "the answer has no XML declaration")
        }
        if let version {
            let expected = version == .v1_1 ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8"
            require(
                response.fields.first("Content-Type") == expected, "a message of SOAP \(version) is sent as \(type?.essence ?? "nothing")")
            let cacheControl = response.status == 200 ? "private, max-age=0" : "private"
            require(response.fields.first("Cache-Control") == cacheControl, "a message may be cached otherwise than ASP.NET's")
            require(document?.root.prefix == "soap", "the envelope's prefix is not soap")
            require(!text.contains(">\n"), "a message has several lines")
            let declared = document?.root.namespaceDeclarations.map(\.prefix)
            require(declared == ["soap", "xsi", "xsd"], "the envelope declares other prefixes")
            complaints += fault?.faults ?? []
            require(fault == nil || response.status >= 400, "a fault with status \(response.status)")
        }
        // A refusal is always told, so that the journal can say why; a fault of the service's own tells it itself.
        if response.status >= 400, ran.isEmpty { require(refusals.contains { !$0.isEmpty }, "the host is told of no refusal") }
        let shown = text + response.fields.all.map(\.value).joined() + refusals.joined()
        require(!shown.contains(StageHost.secret), "a secret is shown")
        return complaints
    }

    private func unless(_ condition: Bool, _ complaint: String) -> String? {
        condition ? nil : complaint
    }
}
