import JSON
import XML

/// Characters that XML 1.0 cannot carry, not even escaped (section 2.2): most control characters, U+FFFE and U+FFFF. A stored one would make
/// every answer that holds it malformed.
enum ForbiddenCharacters {
    /// The place of the first string or member's name that holds one; nil when none does.
    static func find(in json: JSON) -> JSONPath? {
        steps(in: json).map { JSONPath($0.reversed()) }
    }

    /// The steps to it, last one first: they are collected on the way out, so that a file in order costs no path.
    private static func steps(in json: JSON) -> [JSONPath.Step]? {
        switch json {
        case .string(let text): return XMLWriter.isXMLText(text) ? nil : []
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let steps = steps(in: element) { return steps + [.element(index)] }
            }
            return nil
        case .object(let members):
            for member in members {
                guard XMLWriter.isXMLText(member.name) else { return [] }
                if let steps = steps(in: member.value) { return steps + [.member(member.name)] }
            }
            return nil
        case .null, .bool, .number: return nil
        }
    }
}
