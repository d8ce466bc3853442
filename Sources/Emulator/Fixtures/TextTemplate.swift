import JSON

/// What begins a placeholder in a text.
let placeholderOpening = "{{"

/// A text with placeholders, such as `{{first}}.{{last}}@example.org`.
struct TextTemplate<Placeholder: Sendable>: Sendable {
    private enum Part: Sendable {
        case fixed(String)
        case placeholder(Placeholder)
    }

    private let parts: [Part]

    /// Parses a text. Returns nil if it has no placeholder. `read` gets what is between the braces of each.
    init?(
        _ text: String, at path: JSONPath, _ read: (Substring) throws(JSONSchemaError) -> Placeholder
    ) throws(JSONSchemaError) {
        guard text.contains(placeholderOpening) else { return nil }
        var parts: [Part] = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: placeholderOpening) {
            if start.lowerBound > rest.startIndex { parts.append(.fixed(String(rest[..<start.lowerBound]))) }
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
                throw JSONSchemaError(path, "a placeholder that begins with {{ must end with }}")
            }
            parts.append(.placeholder(try read(rest[start.upperBound..<end.lowerBound])))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { parts.append(.fixed(String(rest))) }
        self.parts = parts
    }

    /// The placeholder, if the text is nothing else.
    var only: Placeholder? {
        guard parts.count == 1, case .placeholder(let only) = parts[0] else { return nil }
        return only
    }

    /// The placeholders in order.
    var placeholders: [Placeholder] {
        parts.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
    }

    /// Returns the text with each placeholder replaced.
    func text<Failure: Error>(_ replacement: (Placeholder) throws(Failure) -> String) throws(Failure) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .fixed(let fixed): text += fixed
            case .placeholder(let placeholder): text += try replacement(placeholder)
            }
        }
        return text
    }
}
