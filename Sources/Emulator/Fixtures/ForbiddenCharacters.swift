import JSON
import XML

/// Characters that XML 1.0 cannot carry, even escaped (section 2.2): most control characters, U+FFFE and U+FFFF. If one
/// were stored, every answer with it would be malformed.
enum ForbiddenCharacters {
    /// Returns the path to the first string or member name with such a character, or nil if there is none.
    static func find(in json: JSON) -> JSONPath? {
        steps(in: json).map { JSONPath($0.reversed()) }
    }

    /// Throws an error for the first such path. While all errors are being collected, notes one for each.
    static func refuse(in json: JSON) throws(JSONSchemaError) {
        guard find(in: json) != nil else { return }
        try refuse(in: json, at: .root)
    }

    private static func refuse(in json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        let error = JSONSchemaError(path, "has a control character, which XML cannot carry; remove it")
        switch json {
        case .string(let text): if !XMLWriter.isXMLText(text) { try JSONFindings.report(error) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { try refuse(in: element, at: path.element(index)) }
        case .object(let members):
            if !members.allSatisfy({ XMLWriter.isXMLText($0.name) }) { try JSONFindings.report(error) }
            for member in members { try refuse(in: member.value, at: path.member(member.name)) }
        case .null, .bool, .number: break
        }
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
