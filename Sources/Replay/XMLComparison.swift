import XML

/// Compares XML by meaning: expanded names, attributes in any order, text as templates. Prefixes, namespace
/// declarations and white space beside child elements are ignored.
enum XMLComparison {
    static func differences(expected: [UInt8], actual: [UInt8], _ captures: inout Captures) -> [String] {
        do throws(XMLError) {
            let expected = try XMLDocument.parse(expected)
            do throws(XMLError) {
                return differences(expected.root, try XMLDocument.parse(actual).root, at: "", &captures)
            } catch {
                return [": expected XML, but the answer is not XML (\(error)): \(quoted(actual[...]))"]
            }
        } catch {
            return [": the recording is not XML: \(error)"]
        }
    }

    /// Recursive. The depth is that of the recording, which the parser has limited.
    private static func differences(_ expected: XMLElement, _ actual: XMLElement, at parent: String, _ captures: inout Captures) -> [String]
    {
        let path = "\(parent)/\(expected.localName)"
        guard expected.name == actual.name else { return [" \(path): expected element \(expected.name), got \(actual.name)"] }
        var found = attributeDifferences(expected, actual, &captures).map { " \(path)\($0)" }
        if let difference = Template(text(of: expected)).difference(from: Array(text(of: actual).utf8), &captures) {
            found.append(" \(path): \(difference)")
        }
        let children = Array(expected.children), others = Array(actual.children)
        for (child, other) in zip(children, others) { found += differences(child, other, at: path, &captures) }
        for child in children.dropFirst(others.count) { found.append(" \(path): expected an element \(child.name), which is missing") }
        for other in others.dropFirst(children.count) { found.append(" \(path): got an element \(other.name), which is not expected") }
        return found
    }

    private static func attributeDifferences(_ expected: XMLElement, _ actual: XMLElement, _ captures: inout Captures) -> [String] {
        var found: [String] = []
        for (name, value) in expected.attributes {
            guard let given = actual.attribute(name.local, in: name.namespace) else {
                found.append("/@\(name.local): expected, but the answer has no such attribute")
                continue
            }
            if let difference = Template(value).difference(from: Array(given.utf8), &captures) {
                found.append("/@\(name.local): \(difference)")
            }
        }
        for (name, _) in actual.attributes where expected.attribute(name.local, in: name.namespace) == nil {
            found.append("/@\(name.local): got this attribute, which is not expected")
        }
        return found
    }

    /// Returns the text directly inside. Empty if it is only white space beside child elements.
    private static func text(of element: XMLElement) -> String {
        element.hasElementChildren && !element.hasNonBlankText ? "" : element.text
    }
}
