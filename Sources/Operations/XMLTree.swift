import SOAP
public import XML

/// An element of any XML as a plain value: what a caller sends for a parameter that any XML may stand in, and what an operation answers as such.
public struct XMLTree: Hashable, Sendable {
    /// One attribute, its name as it is written.
    public struct Attribute: Hashable, Sendable {
        /// The name with its prefix.
        public let name: String
        /// The value.
        public let value: String

        /// An attribute made of its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The name without a prefix.
    public var name: String
    /// The namespace's name; nil where it is the one around, as in an answer, or none is known, as in JSON.
    public var namespace: String?
    /// The attributes in order; of what a caller sent, those in no namespace.
    public var attributes: [Attribute]
    /// The elements directly inside, in order.
    public var children: [XMLTree]
    /// The text directly inside, joined.
    public var text: String
    /// Whether it says that it stands for null (`xsi:nil`).
    public var isNil: Bool

    /// An element made of its parts.
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

    /// An element with text.
    public init(_ name: String, _ text: String) {
        self.init(name: name, text: text)
    }

    /// An element that was parsed. As deep as the document, which ``XMLLimits/depth`` bounds.
    public init(_ element: XMLElement) {
        self.init(
            name: element.localName, namespace: element.namespace,
            attributes: element.attributes.filter { $0.name.namespace.isEmpty }.map { Attribute($0.name.local, $0.value) },
            children: element.children.map { XMLTree($0) }, text: element.text, isNil: element.isNil)
    }

    /// The first element directly inside that has this name; letter case counts.
    public func child(_ name: String) -> XMLTree? {
        children.first { $0.name == name }
    }
}

extension ComplexValue {
    /// The elements of a tree as a value of a complex type. Elements count that are in the tree's own namespace, in any order; of two with one
    /// name the first does. One that stands for null counts as absent. Nothing but the shape is checked, as .NET's serializer checks nothing
    /// else.
    init(_ tree: XMLTree, as type: ComplexType) throws(LexicalError) {
        self.init(type)
        for element in type.elements {
            let found = tree.children.first { $0.name == element.name && $0.namespace == tree.namespace }
            guard let found, !found.isNil else { continue }
            if case .complex(let inner) = element.type {
                self[record: element.name] = try ComplexValue(found, as: inner)
            } else {
                guard found.children.isEmpty else { throw .notText }
                self[text: element.name] = found.text
            }
        }
    }
}
