import HTTP
import Text

/// An answer as it was recorded, to compare others with.
///
/// Status and every field that the recording lists must be the same; fields that it does not list are not looked at, nor are those that
/// belong to the connection. XML bodies compare by what they mean, JSON by structure, others byte for byte.
struct RecordedResponse {
    private let status: Int
    private let fields: [(name: String, value: Template)]
    private let body: [UInt8]

    /// Fields that say how a body was sent, not what was sent.
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

    /// What an answer has otherwise, each in words; empty when it is as recorded. `captures` takes what the recording keeps of it.
    func differences(from answer: HTTPResponse, _ captures: inout Captures) -> [String] {
        var differences: [String] = []
        if answer.status != status { differences.append("status: expected \(status), got \(answer.status)") }
        for (name, value) in fields {
            let given = answer.fields.all.filter { ASCII.equalsIgnoringCase($0.name, name) }.map(\.value)
            if let difference = Self.difference(of: value, from: given, &captures) { differences.append("\(name): \(difference)") }
        }
        return differences + bodyDifferences(from: answer, &captures).map { "body" + $0 }
    }

    /// One of the values that came under a field's name must fit.
    private static func difference(of value: Template, from given: [String], _ captures: inout Captures) -> String? {
        var first: String?
        for text in given {
            guard let difference = value.difference(from: Array(text.utf8), &captures) else { return nil }
            first = first ?? difference
        }
        return first ?? "expected, but the answer has no such field"
    }

    private func bodyDifferences(from answer: HTTPResponse, _ captures: inout Captures) -> [String] {
        switch BodyForm(body, contentType: answer.fields.first("Content-Type")) {
        case .xml: XMLComparison.differences(expected: body, actual: answer.body, &captures)
        case .json: JSONComparison.differences(expected: body, actual: answer.body, &captures)
        case .text: Template(body).difference(from: answer.body, &captures).map { [": " + $0] } ?? []
        }
    }
}

/// How a recorded body is compared.
enum BodyForm {
    case xml
    case json
    case text

    /// The recorded body decides, together with the type of the answer: Luminate sends JSON as text/plain, and a page that begins with `<` is
    /// XML only where its type says so. So is one that begins with a placeholder, `{{any}}`, JSON.
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
