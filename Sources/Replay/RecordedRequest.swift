import HTTP
import HTTPClient
import Text

/// A recorded request.
struct RecordedRequest {
    private let method: String
    private let target: Template
    private let fields: [(name: String, value: Template)]
    private let body: Template

    init(_ file: MessageFile) throws(ReplayError) {
        let words = file.startLine.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[1].hasPrefix("/"), words[2].hasPrefix("HTTP/1.") else {
            throw ReplayError("a request begins with METHOD /path HTTP/1.1, not with \(quoted(file.startLine))")
        }
        method = String(words[0])
        target = Template(words[1])
        body = Template(file.body)
        var fields: [(name: String, value: Template)] = []
        for (name, value) in file.fields {
            // The client writes Host for the server that it calls.
            if ASCII.equalsIgnoringCase(name, "Host") { continue }
            if ASCII.equalsIgnoringCase(name, "Content-Length") {
                guard value == "length" || value == String(file.body.count) else {
                    throw ReplayError(
                        "Content-Length is \(value), but the body has \(file.body.count) bytes; write \"length\" to have it counted")
                }
                continue
            }
            fields.append((name, Template(value)))
        }
        self.fields = fields
    }

    /// Returns the request for the server at `base`, which has no slash at its end, with the captured values filled in.
    func filled(with captures: Captures, base: String) throws(ReplayError) -> HTTPClientRequest {
        func text(_ template: Template, _ spelling: Template.Spelling = .plain) throws(ReplayError) -> String {
            String(decoding: try template.filled(with: captures, spelled: spelling), as: UTF8.self)
        }
        var request = HTTPClientRequest(url: base + (try text(target, .percent)), method: method)
        for (name, value) in fields { request.fields.append((name, try text(value))) }
        request.body = try body.filled(with: captures, spelled: spelling)
        return request
    }

    /// How values are spelled in the body, by its type.
    private var spelling: Template.Spelling {
        let type = fields.first { ASCII.equalsIgnoringCase($0.name, "Content-Type") }
        guard case .literal(let bytes) = type?.value.parts.first else { return .plain }
        let essence = MediaType(parsing: String(decoding: bytes, as: UTF8.self))?.essence ?? ""
        if essence.hasSuffix("xml") { return .xml }
        if essence.hasSuffix("json") { return .json }
        return essence == "application/x-www-form-urlencoded" ? .percent : .plain
    }
}
