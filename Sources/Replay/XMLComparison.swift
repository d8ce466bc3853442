import XML

/// Compares XML by meaning: expanded names, attributes in any order, text as templates. Prefixes, namespace
/// declarations and white space beside child elements are ignored.
enum XMLComparison {
    static func differences(expected: [UInt8], actual: [UInt8], _ captures: inout Captures) -> [Difference] {
        do throws(XMLError) {
            let expected = try XMLDocument.parse(expected)
            do throws(XMLError) {
                return differences(expected.root, try XMLDocument.parse(actual).root, at: "", &captures)
            } catch {
                return [Difference("", "expected XML, but the answer is not XML (\(error)): \(quoted(actual[...]))")]
            }
        } catch {
            return [Difference("", "the recording is not XML: \(error)")]
        }
    }

    /// Recursive. The depth is that of the recording, which the parser has limited.
    private static func differences(
        _ expected: XMLElement, _ actual: XMLElement, at parent: String, _ captures: inout Captures
    ) -> [Difference] {
        let path = "\(parent)/\(expected.localName)"
        guard expected.name == actual.name else { return [Difference(path, recorded: "element \(expected.name)", found: "\(actual.name)")] }
        var found = attributeDifferences(expected, actual, at: path, &captures)
        if let difference = Template(text(of: expected)).difference(from: Array(text(of: actual).utf8), &captures) {
            found.append(.value(path, difference))
        }
        return found + childDifferences(Array(expected.children)[...], Array(actual.children)[...], at: path, &captures)
    }

    /// Compares children in order. An element that only one side has is passed over, so that it does not shift all that follow.
    private static func childDifferences(
        _ expected: ArraySlice<XMLElement>, _ actual: ArraySlice<XMLElement>, at path: String, _ captures: inout Captures
    ) -> [Difference] {
        var (rest, others) = (expected, actual)
        var found: [Difference] = []
        while let child = rest.first, let other = others.first {
            let comesLater = others.contains { $0.name == child.name }
            let wasExpected = rest.contains { $0.name == other.name }
            if child.name != other.name, comesLater, !wasExpected {
                found.append(added(other, at: path))
            } else if child.name != other.name, wasExpected, !comesLater {
                found.append(missing(child, at: path))
                rest = rest.dropFirst()
                continue
            } else {
                found += differences(child, other, at: path, &captures)
                rest = rest.dropFirst()
            }
            others = others.dropFirst()
        }
        return found + rest.map { missing($0, at: path) } + others.map { added($0, at: path) }
    }

    private static func missing(_ child: XMLElement, at path: String) -> Difference {
        Difference(
            path, "expected an element \(child.name), which is missing", recorded: "element \(child.name)", found: Difference.missing)
    }

    private static func added(_ child: XMLElement, at path: String) -> Difference {
        Difference(
            path, "got an element \(child.name), which is not expected", .info, recorded: Difference.missing,
            found: "element \(child.name)")
    }

    private static func attributeDifferences(
        _ expected: XMLElement, _ actual: XMLElement, at path: String, _ captures: inout Captures
    ) -> [Difference] {
        var found: [Difference] = []
        for (name, value) in expected.attributes {
            let place = "\(path)/@\(name.local)"
            guard let given = actual.attribute(name.local, in: name.namespace) else {
                found.append(
                    Difference(
                        place, "expected, but the answer has no such attribute", recorded: quoted(value), found: Difference.missing))
                continue
            }
            if let difference = Template(value).difference(from: Array(given.utf8), &captures) {
                found.append(Difference(place, difference))
            }
        }
        for (name, value) in actual.attributes where expected.attribute(name.local, in: name.namespace) == nil {
            found.append(
                Difference(
                    "\(path)/@\(name.local)", "got this attribute, which is not expected", .info, recorded: Difference.missing,
                    found: quoted(value)))
        }
        return found
    }

    /// Returns the text directly inside. Empty if it is only white space beside child elements.
    private static func text(of element: XMLElement) -> String {
        element.hasElementChildren && !element.hasNonBlankText ? "" : element.text
    }
}
