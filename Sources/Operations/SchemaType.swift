/// The type of a parameter or result, as in a service's contract.
public indirect enum SchemaType: Sendable {
    /// `xsd:string`. An absent value means null.
    case string
    /// `xsd:int`, 32 bits.
    case int
    /// `xsd:boolean`.
    case boolean
    /// `xsd:dateTime`.
    case dateTime
    /// The type `guid` of ASP.NET: a GUID.
    case guid
    /// A complex type that the service defines.
    case complex(ComplexType)
    /// Any XML (`XmlNode` in .NET).
    case xml
    /// No value: a void operation.
    case void

    /// The type's name in .NET, as in ASP.NET's error texts and stack lines.
    public var dotNetName: String {
        switch self {
        case .string: "String"
        case .int: "Int32"
        case .boolean: "Boolean"
        case .dateTime: "DateTime"
        case .guid: "Guid"
        case .complex(let type): type.name
        case .xml: "XmlNode"
        case .void: "Void"
        }
    }

    /// The name of an element that contains just one value of this type: the type's name in XML Schema or in the
    /// service's schema.
    public var elementName: String {
        switch self {
        case .string: "string"
        case .int: "int"
        case .boolean: "boolean"
        case .dateTime: "dateTime"
        case .guid: "guid"
        case .complex(let type): type.name
        case .xml: "XmlNode"
        case .void: "void"
        }
    }

    /// Whether a value is a single text.
    public var isSimple: Bool {
        switch self {
        case .string, .int, .boolean, .dateTime, .guid: true
        case .complex, .xml, .void: false
        }
    }

    /// Whether a value can be sent in a form or query string. ASP.NET cannot do that for a GUID.
    public var isFormValue: Bool {
        if case .guid = self { false } else { isSimple }
    }

    /// Whether there is no value.
    public var isVoid: Bool {
        if case .void = self { true } else { false }
    }

    /// Whether an absent value means null and not a default.
    public var isNullable: Bool {
        switch self {
        case .string, .complex, .xml: true
        case .int, .boolean, .dateTime, .guid, .void: false
        }
    }
}

/// A complex type: named elements in a fixed order.
public final class ComplexType: Sendable {
    /// The type's name in the service's schema.
    public let name: String
    /// What the type describes.
    public let documentation: String
    /// The elements of the type, in order.
    public let elements: [Element]
    /// The names of further elements of this type that the contract declares.
    public let globalElements: [String]

    /// One element of a complex type.
    public struct Element: Sendable {
        /// The element's name.
        public let name: String
        /// Its type.
        public let type: ElementType
        /// Whether the element may be omitted.
        public let isOptional: Bool
        /// Whether the element is sent only to the service and never returned, such as a password.
        public let isWriteOnly: Bool

        /// Creates an element from its parts.
        public init(_ name: String, _ type: ElementType, isOptional: Bool = true, isWriteOnly: Bool = false) {
            self.name = name
            self.type = type
            self.isOptional = isOptional
            self.isWriteOnly = isWriteOnly
        }
    }

    /// The content of an element of a complex type.
    public enum ElementType: Sendable {
        /// `xsd:string`.
        case text
        /// A simple type that the service's schema defines.
        case simple(SimpleType)
        /// Child elements.
        case complex(ComplexType)
    }

    /// Creates a type from its parts.
    public init(_ name: String, documentation: String, elements: [Element], globalElements: [String] = []) {
        self.name = name
        self.documentation = documentation
        self.elements = elements
        self.globalElements = globalElements
    }
}

/// A simple type that a service's schema defines: one of XML Schema's types, restricted.
public struct SimpleType: Hashable, Sendable {
    /// The type's name in the service's schema.
    public let name: String
    /// The type that it restricts.
    public let base: Base
    /// The greatest number of characters of a text. Nil if there is no limit.
    public let maximumLength: Int?
    /// The pattern that a text matches, in XML Schema's language. Nil if there is none.
    public let pattern: String?
    /// The least and the greatest number. Nil if the base has no further limits.
    public let range: ClosedRange<Int64>?

    /// A type of XML Schema. The raw value is its name there.
    public enum Base: String, Sendable {
        /// A type, described by its name.
        case string, integer, int, decimal, double, unsignedByte
    }

    /// Creates a type from its parts.
    public init(_ name: String, _ base: Base, maximumLength: Int? = nil, pattern: String? = nil, range: ClosedRange<Int64>? = nil) {
        self.name = name
        self.base = base
        self.maximumLength = maximumLength
        self.pattern = pattern
        self.range = range
    }
}

/// A value of a complex type.
public struct ComplexValue: Sendable {
    /// Its type.
    public let type: ComplexType
    private var texts: [String: String] = [:]
    private var records: [String: ComplexValue] = [:]

    /// Creates an empty value.
    public init(_ type: ComplexType) {
        self.type = type
    }

    /// The text of an element, or nil if it is absent.
    public subscript(text name: String) -> String? {
        get { texts.isEmpty ? nil : texts[name] }
        set {
            // Most elements of most values are absent, and removing what is not there costs as much as setting it.
            if newValue == nil, texts.isEmpty { return }
            texts[name] = newValue
        }
    }

    /// The value of an element with child elements, or nil if it is absent.
    public subscript(record name: String) -> ComplexValue? {
        get { records.isEmpty ? nil : records[name] }
        set {
            if newValue == nil, records.isEmpty { return }
            records[name] = newValue
        }
    }

    /// Whether the value is empty.
    public var isEmpty: Bool { texts.isEmpty && records.values.allSatisfy(\.isEmpty) }
}
