import XML

/// Compares a document with one that may hold placeholders, in texts and attribute values: `{{any}}` for anything, `{{qname:{n}local}}` for a
/// qualified name of that meaning, whatever its prefix.
enum XMLPattern {
    /// The first place where the two say different things, in words; nil when they say the same. Prefixes do not count, nor does white space
    /// beside elements.
    static func difference(expected: XMLElement, found: XMLElement, at path: String = "") -> String? {
        let place = "\(path)/\(expected.localName)"
        guard expected.name == found.name else { return "\(place): expected \(expected.name), found \(found.name)" }
        guard expected.attributes.count == found.attributes.count else {
            return "\(place): \(expected.attributes.count) attributes expected, \(found.attributes.count) found"
        }
        for (name, value) in expected.attributes {
            guard let other = found.attribute(name.local, in: name.namespace) else { return "\(place): no attribute \(name)" }
            if !matches(value, other, at: found) { return "\(place): attribute \(name) is \(other)" }
        }
        if !expected.hasElementChildren, !found.hasElementChildren {
            guard !matches(expected.text, found.text, at: found) else { return nil }
            return "\(place): expected \"\(expected.text)\", found \"\(found.text)\""
        }
        let children = Array(expected.children)
        let others = Array(found.children)
        for (child, other) in zip(children, others) {
            if let difference = difference(expected: child, found: other, at: place) { return difference }
        }
        guard children.count == others.count else { return "\(place): \(children.count) children expected, \(others.count) found" }
        return found.hasNonBlankText ? "\(place): text beside elements" : nil
    }

    private static func matches(_ pattern: String, _ text: String, at element: XMLElement) -> Bool {
        if pattern == "{{any}}" { return true }
        guard pattern.hasPrefix("{{qname:"), pattern.hasSuffix("}}") else { return pattern == text }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let namespace = element.namespace(forPrefix: parts[0]) else { return false }
        return "{\(namespace)}\(parts[1])" == pattern.dropFirst(8).dropLast(2)
    }
}
