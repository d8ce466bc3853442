import Backstage
import HTTP
import JSON
import Masking
import Text
import XML

/// A message in the layout in which two are compared: what only looks different is equal in it.
///
/// XML has one element on each line, without prefixes; JSON has one member on each line, in the order of the names; forms and queries have one
/// field on each line. Header fields are in the order of their names, without those that differ in every call.
struct ComparedMessage {
    let lines: [String]

    /// Lays a message out. Of header fields only `fields` are compared, by their names in lower case; all of them if it is nil.
    init(_ message: MessageText, onlyFields fields: [String]? = nil) {
        let head = message.firstLine.split(separator: " ").map(String.init)
        let target = head.count > 1 ? head[1].split(separator: "?", maxSplits: 1).map(String.init) : []
        // A sample is for another address, and what the address says beyond the query is no part of the call.
        let first =
            fields == nil ? ([head.first ?? ""] + target.prefix(1) + head.dropFirst(2)).joined(separator: " ") : head.prefix(1).joined()
        var lines = message.firstLine.hasPrefix("HTTP/") ? [head.prefix(2).joined(separator: " ")] : [first]
        if target.count > 1 { lines += Self.form(target[1], isQuery: true) }
        for (name, value) in message.fields.map({ (ASCII.lowercased($0.name), $0.value) }).sorted(by: { $0 < $1 }) {
            let isCompared = fields?.contains(name) ?? !["content-length", "date"].contains(name)
            if isCompared { lines.append("\(name): \(value)") }
        }
        let body = Self.body(message)
        self.lines = lines + (body.isEmpty ? [] : [""] + body)
    }

    /// Stands for a mask while XML is parsed. The mask may be in the place of a name that the operation does not know, and is no name.
    private static let maskInNames = "\u{A015}\u{A015}\u{A015}"

    private static func body(_ message: MessageText) -> [String] {
        let type = message.fields.first { ASCII.equalsIgnoringCase($0.name, "Content-Type") }?.value ?? ""
        let bytes = Array(message.body.utf8)
        switch message.body.first(where: { !$0.isWhitespace }) {
        // The text is UTF-8 now, whatever the declaration says.
        case "<":
            let text = message.body.replacing(MaskedSecrets.mask, with: maskInNames)
            if let document = try? XMLDocument.parse(Array(text.utf8), charset: "utf-8") {
                return split(document.root.comparableLayout.replacing(maskInNames, with: MaskedSecrets.mask))
            }
        case "{", "[": if let value = try? JSON.parse(bytes, limits: .ownFile) { return split(sorted(value).pretty) }
        default:
            if MediaType(parsing: type).map({ ASCII.equalsIgnoringCase($0.essence, "application/x-www-form-urlencoded") }) == true {
                return form(message.body, isQuery: false)
            }
        }
        return message.body.isEmpty ? [] : split(message.pretty)
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func sorted(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members): .object(members.map { .init($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
        default: value
        }
    }

    private static func form(_ text: String, isQuery: Bool) -> [String] {
        guard let form = isQuery ? try? FormFields(query: text) : try? FormFields(urlEncoded: Array(text.utf8)) else { return [text] }
        return form.fields.map { "\($0.name)=\($0.value)" }.sorted()
    }

    /// Returns the lines of a sample in which a value that may be anything has become that of a call, where the rest of the line is equal.
    static func filled(_ sample: [String], from call: [String]) -> [String] {
        var rest = call
        return sample.map { line in
            let parts = line.components(around: SampleMark.any)
            guard parts.count > 1, let start = parts.first, let end = parts.last else { return line }
            let found = rest.firstIndex { $0.utf8.count >= start.utf8.count + end.utf8.count && $0.hasPrefix(start) && $0.hasSuffix(end) }
            return found.map { rest.remove(at: $0) } ?? (emptied(line, among: &rest) ?? line)
        }
    }

    /// Returns the line of a call that has an empty element where a sample has one with any text.
    private static func emptied(_ line: String, among rest: inout [String]) -> String? {
        let parts = line.components(around: ">\(SampleMark.any)</")
        guard parts.count == 2, let start = parts.first else { return nil }
        return rest.firstIndex(of: start + "/>").map { rest.remove(at: $0) }
    }
}

extension String {
    /// The parts before, between and after each occurrence of a text.
    fileprivate func components(around mark: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: mark) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
