import HTTP
import Text

/// A recorded answer, with which other answers are compared.
///
/// The status and every field in the recording must be the same. Other fields are ignored, and so are fields that
/// concern only the connection. XML bodies are compared by meaning, JSON by structure, and others byte by byte.
struct RecordedResponse {
    private let status: Int
    private let fields: [(name: String, value: Template)]
    private let body: [UInt8]

    /// Fields that describe how a body was sent and not what it contains.
    private static let framing = ["content-length", "transfer-encoding", "connection", "keep-alive"]

    init(_ file: MessageFile) throws(ReplayError) {
        let words = file.startLine.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw ReplayError("a response begins with HTTP/1.1 STATUS REASON, not with \(quoted(file.startLine))")
        }
        self.status = status
        fields = file.fields.filter { !Self.framing.contains(ASCII.lowercased($0.name)) }.map { ($0.name, Template($0.value)) }
        body = file.body
    }

    /// Creates the recording of an answer, with which another answer is compared in the same way as with another recording.
    init(_ answer: HTTPResponse, comparing other: RecordedResponse) {
        status = answer.status
        fields = other.fields.compactMap { field in
            answer.fields.all.first { ASCII.equalsIgnoringCase($0.name, field.name) }.map { (field.name, Template(literally: $0.value)) }
        }
        body = answer.body
    }

    /// Returns the differences between an answer and the recording. Empty if there are none. `captures` receives the values that the
    /// recording captures.
    func differences(from answer: HTTPResponse, _ captures: inout Captures) -> [Difference] {
        var differences: [Difference] = []
        if answer.status != status { differences.append(Difference("status", recorded: String(status), found: String(answer.status))) }
        for (name, value) in fields {
            let given = answer.fields.all.filter { ASCII.equalsIgnoringCase($0.name, name) }.map(\.value)
            guard let difference = Self.difference(of: value, from: given, &captures) else { continue }
            // The type says how the body is to be read.
            differences.append(Difference(name, difference, ASCII.equalsIgnoringCase(name, "Content-Type") ? .error : .warning))
        }
        return differences + bodyDifferences(from: answer, &captures).map { $0.inBody() }
    }

    /// Returns nil if one of the values sent under a field's name matches, or else the difference.
    private static func difference(of value: Template, from given: [String], _ captures: inout Captures) -> Mismatch? {
        var first: Mismatch?
        for text in given {
            guard let difference = value.difference(from: Array(text.utf8), &captures) else { return nil }
            first = first ?? difference
        }
        return first ?? Mismatch("expected, but the answer has no such field", recorded: value.written, found: Difference.missing)
    }

    private func bodyDifferences(from answer: HTTPResponse, _ captures: inout Captures) -> [Difference] {
        switch BodyForm(body, contentType: answer.fields.first("Content-Type")) {
        case .xml: XMLComparison.differences(expected: body, actual: answer.body, &captures)
        case .json: JSONComparison.differences(expected: body, actual: answer.body, &captures)
        case .text: Template(body).difference(from: answer.body, &captures).map { [Difference("", $0)] } ?? []
        }
    }
}

/// The way in which a recorded body is compared.
enum BodyForm {
    case xml
    case json
    case text

    /// Chooses the form by the recorded body and the type of the answer. Luminate sends JSON as text/plain. A page that
    /// begins with `<` is XML only if its type says so. A body that begins with a placeholder, `{{any}}`, is JSON only
    /// if its type says so.
    init(_ body: [UInt8], contentType: String?) {
        let type = contentType.flatMap { MediaType(parsing: $0) }?.essence ?? ""
        switch body.first {
        case UInt8(ascii: "<") where type.hasSuffix("/xml") || type.hasSuffix("+xml"): self = .xml
        case UInt8(ascii: "{") where body.dropFirst().first == UInt8(ascii: "{") && type != "application/json": self = .text
        case UInt8(ascii: "{"), UInt8(ascii: "["): self = JSONComparison.isReadable(body) ? .json : .text
        case .some where type == "application/json": self = JSONComparison.isReadable(body) ? .json : .text
        default: self = .text
        }
    }
}
