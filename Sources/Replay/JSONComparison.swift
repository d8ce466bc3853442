import JSON

/// Compares JSON by structure: members in any order, numbers by spelling, strings as templates.
enum JSONComparison {
    /// Marks a string of the recording that replaces a placeholder outside of quotation marks. No recorded string
    /// contains this character, because JSON does not allow it unescaped.
    private static let bareMark = "\u{1}"

    static func isReadable(_ recorded: [UInt8]) -> Bool { (try? parse(recorded)) != nil }

    static func differences(expected: [UInt8], actual: [UInt8], _ captures: inout Captures) -> [Difference] {
        do throws(JSONError) {
            let expected = try parse(expected)
            do throws(JSONError) {
                return differences(expected, try JSON.parse(actual, limits: .ownFile), at: .root, &captures)
            } catch {
                return [Difference("", "expected JSON, but the answer is not JSON (\(error)): \(quoted(actual[...]))")]
            }
        } catch {
            return [Difference("", "the recording is not JSON: \(error)")]
        }
    }

    /// Parses a recorded text, in which placeholders may replace whole values: `{"id": {{int}}}`.
    private static func parse(_ recorded: [UInt8]) throws(JSONError) -> JSON {
        var text: [UInt8] = []
        var inString = false
        var rest = recorded[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "{"), !inString, rest.first == UInt8(ascii: "{"),
                let end = rest.firstIndex(of: UInt8(ascii: "}")), rest[end...].dropFirst().first == UInt8(ascii: "}")
            {
                text += Array("\"\\u0001{".utf8) + rest[..<end] + Array("}}\"".utf8)
                rest = rest[end...].dropFirst(2)
                continue
            }
            text.append(byte)
            if byte == UInt8(ascii: "\"") { inString.toggle() }
            if byte == UInt8(ascii: "\\"), inString, let escaped = rest.popFirst() { text.append(escaped) }
        }
        return try JSON.parse(text, limits: .ownFile)
    }

    private static func differences(_ expected: JSON, _ actual: JSON, at path: JSONPath, _ captures: inout Captures) -> [Difference] {
        let place = path.description
        switch (expected, actual) {
        case (.string(let recorded), _) where recorded.hasPrefix(bareMark):
            guard let scalar = spelling(of: actual) else {
                return [Difference(place, recorded: String(recorded.dropFirst()), found: actual.kind)]
            }
            return difference(of: Template(recorded.dropFirst()), from: scalar, at: place, &captures)
        case (.string(let recorded), .string(let text)): return difference(of: Template(recorded), from: text, at: place, &captures)
        case (.object(let members), .object(let others)):
            return members.flatMap { member in
                let path = path.member(member.name)
                guard let value = actual[member.name] else {
                    return [
                        Difference(
                            path.description, "expected, but the answer has no such member", recorded: shown(member.value),
                            found: Difference.missing)
                    ]
                }
                return differences(member.value, value, at: path, &captures)
            }
                + others.filter { expected[$0.name] == nil }.map { member in
                    Difference(
                        path.member(member.name).description, "not expected", .info, recorded: Difference.missing,
                        found: shown(member.value))
                }
        case (.array(let elements), .array(let others)):
            let isSame = elements.count == others.count
            var found = isSame ? [] : [Difference(place, recorded: "\(elements.count) elements", found: "\(others.count)")]
            for (index, (element, other)) in zip(elements, others).enumerated() {
                found += differences(element, other, at: path.element(index), &captures)
            }
            return found
        case _ where expected == actual: return []
        default: return [Difference(place, recorded: shown(expected), found: shown(actual))]
        }
    }

    private static func difference(
        of template: Template, from text: String, at place: String, _ captures: inout Captures
    ) -> [Difference] {
        template.difference(from: Array(text.utf8), &captures).map { [.value(place, $0)] } ?? []
    }

    private static func spelling(of value: JSON) -> String? {
        switch value {
        case .number(let spelling): spelling
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .string, .array, .object: nil
        }
    }

    private static func shown(_ value: JSON) -> String {
        switch value {
        case .array, .object: value.kind
        default: String(decoding: value.bytes, as: UTF8.self)
        }
    }
}
