/// An expanded name: a local name and the namespace it belongs to (Namespaces in XML 1.0, section 2.1).
///
/// Make one per known name, once, and compare elements with it by ``XMLElement/isNamed(_:)``, which compares bytes and makes no String.
public struct XMLName: Hashable, Sendable {
    /// The namespace's name, empty for none.
    public let namespace: String
    /// The part after the colon.
    public let local: String

    /// An expanded name. Nothing is checked: a name no element can have simply matches none.
    public init(_ local: String, in namespace: String) {
        self.namespace = namespace
        self.local = local
    }

    /// Whether a text is a name without a colon (Namespaces in XML 1.0, section 3, `NCName`): what a local name or a prefix may be.
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
    /// The name in Clark's notation: `{namespace}local`, or the local name alone.
    public var description: String {
        namespace.isEmpty ? local : "{\(namespace)}\(local)"
    }
}
