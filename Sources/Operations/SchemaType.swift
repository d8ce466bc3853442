/// The type of a parameter or of a result, as a service's contract names it.
public indirect enum SchemaType: Sendable {
    /// `xsd:string`; absent means null.
    case string
    /// `xsd:int`, 32 bits.
    case int
    /// `xsd:boolean`.
    case boolean
    /// `xsd:dateTime`.
    case dateTime
    /// `guid` of ASP.NET's own types: a GUID.
    case guid
    /// A complex type of the service's own.
    case complex(ComplexType)
    /// Any XML (`XmlNode` in .NET).
    case xml
    /// No value at all: a void operation.
    case void

    /// The type's name in .NET, which ASP.NET's error texts and stack lines print.
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

    /// The name of an element that holds a value of this type alone: the type's name in XML Schema or in the service's own.
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

    /// Whether a value is one piece of text.
    public var isSimple: Bool {
        switch self {
        case .string, .int, .boolean, .dateTime, .guid: true
        case .complex, .xml, .void: false
        }
    }

    /// Whether a value can come in a form or a query string. ASP.NET has no way there for a GUID.
    public var isFormValue: Bool {
        if case .guid = self { false } else { isSimple }
    }

    /// Whether there is no value.
    public var isVoid: Bool {
        if case .void = self { true } else { false }
    }

    /// Whether an absent value stands for null instead of for a default.
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
    /// What it describes.
    public let documentation: String
    /// Its elements in order.
    public let elements: [Element]
    /// The names of elements that the contract declares of it besides.
    public let globalElements: [String]

    /// One element of a complex type.
    public struct Element: Sendable {
        /// The element's name.
        public let name: String
        /// Its type.
        public let type: ElementType
        /// Whether it may be left out.
        public let isOptional: Bool
        /// Whether it is sent to the service only, and never comes back: a password.
        public let isWriteOnly: Bool

        /// An element made of its parts.
        public init(_ name: String, _ type: ElementType, isOptional: Bool = true, isWriteOnly: Bool = false) {
            self.name = name
            self.type = type
            self.isOptional = isOptional
            self.isWriteOnly = isWriteOnly
        }
    }

    /// What an element of a complex type holds.
    public enum ElementType: Sendable {
        /// Text, of at most so many characters.
        case text(maximumLength: Int?)
        /// A key: a GUID.
        case key
        /// A record number: an integer of 64 bits.
        case recordNumber
        /// Elements of its own.
        case complex(ComplexType)
    }

    /// A type made of its parts.
    public init(_ name: String, documentation: String, elements: [Element], globalElements: [String] = []) {
        self.name = name
        self.documentation = documentation
        self.elements = elements
        self.globalElements = globalElements
    }
}

/// A value of a complex type.
public struct ComplexValue: Sendable {
    /// Its type.
    public let type: ComplexType
    private var texts: [String: String] = [:]
    private var records: [String: ComplexValue] = [:]

    /// A value with nothing in it.
    public init(_ type: ComplexType) {
        self.type = type
    }

    /// The text of an element; nil when it is absent.
    public subscript(text name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue }
    }

    /// The value of an element with elements of its own; nil when it is absent.
    public subscript(record name: String) -> ComplexValue? {
        get { records[name] }
        set { records[name] = newValue }
    }

    /// Whether nothing is in it.
    public var isEmpty: Bool { texts.isEmpty && records.values.allSatisfy(\.isEmpty) }
}
