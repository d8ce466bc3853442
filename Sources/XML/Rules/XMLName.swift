/// An expanded name: a local name and the namespace it belongs to (Namespaces in XML 1.0, section 2.1).
///
/// Create each known name once and compare elements with ``XMLElement/isNamed(_:)``, which compares bytes and creates
/// no String.
public struct XMLName: Hashable, Sendable {
    /// The namespace name, empty for none.
    public let namespace: String
    /// The part after the colon.
    public let local: String

    /// Creates an expanded name without checking it. A name that no element can have matches none.
    public init(_ local: String, in namespace: String) {
        self.namespace = namespace
        self.local = local
    }

    /// Returns whether a text is a name without a colon (Namespaces in XML 1.0, section 3, `NCName`), as local names
    /// and prefixes are.
    public static func isNCName(_ text: String) -> Bool {
        var scalars = text.unicodeScalars.makeIterator()
        guard let first = scalars.next(), first != ":", XMLCharacters.startsName(first) else { return false }
        while let scalar = scalars.next() {
            guard scalar != ":", XMLCharacters.continuesName(scalar) else { return false }
        }
        return true
    }
}

extension XMLName: CustomStringConvertible {
    /// The name in Clark notation: `{namespace}local`, or the local name alone.
    public var description: String {
        namespace.isEmpty ? local : "{\(namespace)}\(local)"
    }
}
