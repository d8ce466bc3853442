import SOAP
public import XML

/// An element of any XML as a plain value. It is what a caller sends for a parameter of any XML, and what an operation
/// answers as XML.
public struct XMLTree: Hashable, Sendable {
    /// One attribute, with its name as written.
    public struct Attribute: Hashable, Sendable {
        /// The name with its prefix.
        public let name: String
        /// The value.
        public let value: String

        /// Creates an attribute from its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The name without a prefix.
    public var name: String
    /// The namespace name. Nil means the surrounding namespace, as in an answer, or an unknown one, as in JSON.
    public var namespace: String?
    /// The attributes in order. Of an element that a caller sent, only those in no namespace.
    public var attributes: [Attribute]
    /// The elements directly inside, in order.
    public var children: [XMLTree]
    /// The text directly inside, joined.
    public var text: String
    /// Whether the element is marked as null (`xsi:nil`).
    public var isNil: Bool

    /// Creates an element from its parts.
    public init(
        name: String, namespace: String? = nil, attributes: [Attribute] = [], children: [XMLTree] = [], text: String = "",
        isNil: Bool = false
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.children = children
        self.text = text
        self.isNil = isNil
    }

    /// Creates an element with text.
    public init(_ name: String, _ text: String) {
        self.init(name: name, text: text)
    }

    /// Creates a copy of a parsed element. Recursive; the depth is that of the document, which `XMLLimits.depth`
    /// bounds.
    public init(_ element: XMLElement) {
        self.init(
            name: element.localName, namespace: element.namespace,
            attributes: element.attributes.filter { $0.name.namespace.isEmpty }.map { Attribute($0.name.local, $0.value) },
            children: element.children.map { XMLTree($0) }, text: element.text, isNil: element.isNil)
    }

    /// Returns the first child element with this name, or nil. Letter case is significant.
    public func child(_ name: String) -> XMLTree? {
        children.first { $0.name == name }
    }
}

extension ComplexValue {
    /// Creates a value of a complex type from the elements of a tree. Only elements in the tree's own namespace count,
    /// in any order. Of two with one name, the first counts. An element marked as null counts as absent. As in .NET's
    /// serializer, nothing but the structure is checked.
    init(_ tree: XMLTree, as type: ComplexType) throws(LexicalError) {
        self.init(type)
        // The types of some vendors have hundreds of elements, and a caller may send many more.
        let children = Dictionary(tree.children.lazy.filter { $0.namespace == tree.namespace }.map { ($0.name, $0) }) { first, _ in first }
        for element in type.elements {
            guard let found = children[element.name], !found.isNil else { continue }
            if case .complex(let inner) = element.type {
                self[record: element.name] = try ComplexValue(found, as: inner)
            } else {
                guard found.children.isEmpty else { throw .notText }
                self[text: element.name] = found.text
            }
        }
    }
}
