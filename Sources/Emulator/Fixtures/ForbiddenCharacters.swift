import JSON
import XML

/// Characters that XML 1.0 cannot carry, even escaped (section 2.2): most control characters, U+FFFE and U+FFFF. If one
/// were stored, every answer with it would be malformed.
enum ForbiddenCharacters {
    /// Returns the path to the first string or member name with such a character, or nil if there is none.
    static func find(in json: JSON) -> JSONPath? {
        steps(in: json).map { JSONPath($0.reversed()) }
    }

    /// Returns the steps of that path, the last one first. They are collected while the recursion returns, so that a
    /// valid file needs no path.
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
