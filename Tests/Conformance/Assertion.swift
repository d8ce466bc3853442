import HTTP
import Operations
import SOAP
import XML

/// One thing an answer must be: a line of a case's `asmx`, `w3c` or `both` section.
enum Assertion: Sendable {
    case status(Int)
    /// The Content-Type field, letter for letter; nil when there must be none.
    case contentType(String?)
    case field(name: String, value: String)
    case emptyBody
    case text(String)
    case textContains(String)
    case textLacks(String)
    /// An envelope of this version.
    case soap(SOAPVersion)
    /// The result in the answer of the operation that ran; nil when its response element is empty.
    case result(String?)
    /// The fault's code, a local name in the envelope's namespace.
    case fault(String)
    case reason(String)
    case reasonContains(String)
    case reasonLacks(String)
    /// The fault's subcode as `{namespace}name`; nil when there must be none.
    case subcode(String?)
    case detail(FaultReading.Detail)
    /// Whether the answer has a Header.
    case noHeader
    /// The whole document, with placeholders.
    case xml([UInt8])
    /// The operations whose code ran, in order.
    case ran([String])
    /// Words in the reason the host is told of a refusal.
    case refusalContains(String)

    /// Reads a line; nil when it says nothing known.
    init?(key: String, value: String) {
        switch (key, value) {
        case ("status", _):
            guard let status = Int(value) else { return nil }
            self = .status(status)
        case ("content-type", _): self = .contentType(value == "none" ? nil : value)
        case ("body", "empty"): self = .emptyBody
        case ("text", _): self = .text(value)
        case ("text contains", _): self = .textContains(value)
        case ("text lacks", _): self = .textLacks(value)
        case ("soap", _):
            guard let version = SOAPVersion(number: value) else { return nil }
            self = .soap(version)
        case ("result", _): self = .result(value == "none" ? nil : value == "empty" ? "" : value)
        case ("fault", _): self = .fault(value)
        case ("reason", _): self = .reason(value)
        case ("reason contains", _): self = .reasonContains(value)
        case ("reason lacks", _): self = .reasonLacks(value)
        case ("subcode", _): self = .subcode(value == "none" ? nil : value)
        case ("detail", _):
            guard let detail = FaultReading.Detail(rawValue: value) else { return nil }
            self = .detail(detail)
        case ("header", "none"): self = .noHeader
        case ("ran", _): self = .ran(value == "nothing" ? [] : value.split(separator: " ").map(String.init))
        case ("refusal contains", _): self = .refusalContains(value)
        default:
            guard key.hasPrefix("field ") else { return nil }
            self = .field(name: String(key.dropFirst(6)), value: value)
        }
    }
}

extension CaseReader.Section {
    /// The section's lines as assertions. `xml:` stands last, the document under it.
    func assertions() throws(CaseFile.Malformed) -> [Assertion] {
        var assertions: [Assertion] = []
        var index = lines.startIndex
        while index < lines.endIndex {
            let line = lines[index]
            if line == "xml:" {
                assertions.append(.xml(Array(lines[(index + 1)...].joined(separator: "\n").utf8)))
                break
            }
            if !line.isEmpty {
                guard let (key, value) = keyed(line), let assertion = Assertion(key: key, value: value) else {
                    throw malformed("`\(line)` is no assertion", at: index)
                }
                assertions.append(assertion)
            }
            index += 1
        }
        let saysStatus = assertions.contains { if case .status = $0 { true } else { false } }
        let saysRun = assertions.contains { if case .ran = $0 { true } else { false } }
        guard saysStatus, saysRun else { throw malformed("an answer says at least `status` and `ran`") }
        return assertions
    }
}

extension [Assertion] {
    /// Whether the request is turned away: nothing ran and the status says so.
    var isRefusal: Bool {
        var status = 200
        var ranNothing = false
        for assertion in self {
            switch assertion {
            case .status(let value): status = value
            case .ran(let operations): ranNothing = operations.isEmpty
            default: break
            }
        }
        return status >= 400 && ranNothing
    }
}
