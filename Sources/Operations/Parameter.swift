public import Accounts
import XML

/// The facts of one parameter, as in a contract.
public struct ParameterDescription: Sendable {
    /// Whether a value must be kept secret.
    public enum Secrecy: Sendable {
        /// It may be shown.
        case none
        /// It gives access, such as a token. It is never shown or stored.
        case secret
        /// It is or may contain a password. It is never shown or stored, and checking it costs a hash.
        case password
    }

    /// The name on the wire.
    public let name: String
    /// The type.
    public let type: SchemaType
    /// The type as the vendor's pages name it.
    public let typeName: String
    /// Whether the value must be kept secret.
    public let secrecy: Secrecy
    /// Whether the contract requires it.
    public let isRequired: Bool
    /// The names of the services that read it. Nil if all services with this operation do.
    public let services: Set<String>?
    /// What the parameter means.
    public let documentation: String
    /// Other names under which the value is accepted: spellings in a vendor's pages or in clients. No contract lists them.
    public private(set) var aliases: [String] = []
    /// What the value tells about a person. Nil if nothing, or if the name of the parameter is that of a field, which says so.
    public private(set) var personal: PersonalData?

    /// Returns this description with further names under which the value is accepted.
    func alsoNamed(_ names: [String]) -> ParameterDescription {
        var copy = self
        copy.aliases += names
        return copy
    }

    /// Returns this description for a value that tells something about a person.
    public func personal(_ personal: PersonalData) -> ParameterDescription {
        var copy = self
        copy.personal = personal
        return copy
    }

    /// Creates a description from its parts.
    public init(
        _ name: String, _ type: SchemaType, typeName: String? = nil, secrecy: Secrecy = .none, isRequired: Bool = false,
        services: Set<String>? = nil, _ documentation: String
    ) {
        self.name = name
        self.type = type
        self.typeName = typeName ?? type.elementName
        self.secrecy = secrecy
        self.isRequired = isRequired
        self.services = services
        self.documentation = documentation
    }

    /// Whether the value is never shown or stored, such as a password or a token.
    public var isSecret: Bool { secrecy != .none }

    /// Whether the value may contain a password.
    public var mayHoldPassword: Bool { secrecy == .password || type.holdsPassword }
}

extension SchemaType {
    /// Whether some element of the type is sent only to the service and never returned.
    fileprivate var holdsPassword: Bool {
        guard case .complex(let type) = self else { return false }
        return type.elements.contains { element in
            if case .complex(let inner) = element.type { return SchemaType.complex(inner).holdsPassword }
            return element.isWriteOnly
        }
    }
}

/// A parameter, or a group of parameters, that yields one Swift value.
public struct Parameter<Value: Sendable>: Sendable {
    /// The facts of the parameter, or of each parameter of a group, in order.
    public let descriptions: [ParameterDescription]
    /// Reads the value from all arguments of a call. The argument of this parameter, or the first of the group, is at
    /// the given index.
    @usableFromInline let read: @Sendable ([Argument], Int) throws(ConversionError) -> Value

    @usableFromInline
    init(
        _ descriptions: [ParameterDescription], read: @escaping @Sendable ([Argument], Int) throws(ConversionError) -> Value
    ) {
        self.descriptions = descriptions
        self.read = read
    }

    init(
        _ name: String, _ type: SchemaType, secrecy: ParameterDescription.Secrecy = .none, isRequired: Bool = false,
        _ documentation: String, read: @escaping @Sendable (Argument) throws(LexicalError) -> Value
    ) {
        let description = ParameterDescription(name, type, secrecy: secrecy, isRequired: isRequired, documentation)
        self.init([description]) { (arguments, index) throws(ConversionError) in
            let argument = index < arguments.count ? arguments[index] : .missing
            return try description.convert(argument, by: read)
        }
    }
}

extension Parameter {
    /// Returns this parameter with further names under which its value is accepted, as spelled in a vendor's pages or by
    /// clients. The contract has only its own name.
    public func alsoNamed(_ names: String...) -> Parameter {
        Parameter(descriptions.map { $0.alsoNamed(names) }, read: read)
    }

    /// Returns this parameter for a value that tells something about a person.
    public func personal(_ personal: PersonalData) -> Parameter {
        Parameter(descriptions.map { $0.personal(personal) }, read: read)
    }
}

extension ParameterDescription {
    /// Converts the argument to a value of this parameter.
    fileprivate func convert<Value>(
        _ argument: Argument, by read: (Argument) throws(LexicalError) -> Value
    ) throws(ConversionError) -> Value {
        if case .element(let element) = argument, type.isSimple, element.hasElementChildren {
            throw error(.notText, element)
        }
        if case .element(let element) = argument, case .complex(let complex) = type {
            do {
                try complex.checkDeclaredTypes(in: element)
            } catch {
                throw ConversionError(error, parameter: name, type: type)
            }
        }
        do {
            return try read(argument)
        } catch {
            var element: Optional = argument.element
            if case .missing = argument { element = nil }
            // Messages may quote the text, and nobody may read a secret.
            let message = isSecret ? "The value is not a valid \(type.dotNetName)." : error.message
            throw self.error(LexicalError(message: message, exceptionType: error.exceptionType), element)
        }
    }

    private func error(_ error: LexicalError, _ element: XMLElement?) -> ConversionError {
        ConversionError(
            message: error.message, exceptionType: error.exceptionType, parameter: name, type: type,
            position: element?.endPosition)
    }
}

extension ComplexType {
    /// Throws if the element of a value, or of a part that is a complex type itself, says that it is of another type.
    fileprivate func checkDeclaredTypes(in element: XMLElement) throws(DeclaredTypeError) {
        try element.checkDeclaredType(is: name)
        let parts = elements.compactMap { part in if case .complex(let inner) = part.type { (part.name, inner) } else { nil } }
        guard !parts.isEmpty else { return }
        let children = Dictionary(
            element.children.lazy.filter { $0.namespace == element.namespace }.map { ($0.localName, $0) },
            uniquingKeysWith: { first, _ in first })
        for (name, inner) in parts {
            if let child = children[name] { try inner.checkDeclaredTypes(in: child) }
        }
    }
}

extension Argument {
    fileprivate var element: XMLElement? {
        guard case .element(let element) = self else { return nil }
        return element
    }
}

extension Parameter where Value == String? {
    /// Returns a string parameter. Its value is nil if it was not sent or is null.
    public static func string(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, isRequired: isRequired, documentation) { argument in argument.text }
    }
}

extension Parameter where Value == Secret? {
    /// Returns a parameter with a text that gives access, such as a token. Its value is nil if it was not sent or is
    /// null.
    public static func secret(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, secrecy: .secret, isRequired: isRequired, documentation) { argument in argument.text.map { Secret($0) } }
    }
}

extension Parameter where Value == Password {
    /// Returns a password parameter. Its value is an empty password if it was not sent or is null.
    public static func password(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, secrecy: .password, isRequired: isRequired, documentation) { argument in Password(argument.text ?? "") }
    }
}

extension Parameter where Value == String {
    /// Returns a GUID parameter in the 8-4-4-4-12 form. Its value is the GUID of zeros if it was not sent, as in .NET.
    public static func guid(_ name: String, _ documentation: String) -> Self {
        Self(name, .guid, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return GUIDText.zero }
            return try LexicalForm.guid(argument.text ?? "")
        }
    }
}

extension Parameter where Value == ComplexValue? {
    /// Returns a parameter of a complex type. Its value is nil if it was not sent or is null. Elements are found by
    /// name in any order, and unknown ones are ignored.
    public static func record(_ name: String, _ type: ComplexType, _ documentation: String) -> Self {
        Self(name, .complex(type), isRequired: false, documentation) { (argument) throws(LexicalError) in
            switch argument {
            case .missing, .null: return nil
            case .element(let element): return try ComplexValue(XMLTree(element), as: type)
            case .tree(let tree):
                // A JSON answer wraps a value in an object with the type's name, so a caller may send it back like
                // that.
                if tree.children.count == 1, let inner = tree.child(type.name) { return try ComplexValue(inner, as: type) }
                return try ComplexValue(tree, as: type)
            case .text: throw .unusable("There is an error in the document: an object of the type \(type.name) is needed.")
            }
        }
    }
}

extension Parameter where Value == XMLTree? {
    /// Returns a parameter for any XML, inside an element with the parameter's name. Its value is nil if it was not
    /// sent or is null. Text is parsed as an XML document. If it may contain a password, it is never shown or stored.
    public static func xml(_ name: String, _ documentation: String, mayHoldPassword: Bool = false) -> Self {
        Self(name, .xml, secrecy: mayHoldPassword ? .password : .none, documentation) { (argument) throws(LexicalError) in
            switch argument {
            case .missing, .null:
                return nil
            case .element(let element):
                return XMLTree(element)
            case .tree(let tree):
                return tree
            case .text(let text):
                guard let document = try? XMLDocument.parse(Array(text.utf8), charset: "utf-8") else {
                    throw .unusable("The text is no XML document.")
                }
                return XMLTree(name: name, children: [XMLTree(document.root)])
            }
        }
    }
}

extension Parameter where Value == Int32 {
    /// Returns a parameter for a whole number of 32 bits. Its value is 0 if it was not sent, as in .NET.
    public static func int(_ name: String, _ documentation: String) -> Self {
        Self(name, .int, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return 0 }
            return try LexicalForm.int(argument.text ?? "")
        }
    }
}

extension Parameter where Value == Bool {
    /// Returns a boolean parameter. Its value is false if it was not sent, as in .NET.
    public static func boolean(_ name: String, _ documentation: String) -> Self {
        Self(name, .boolean, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return false }
            return try LexicalForm.boolean(argument.text ?? "")
        }
    }
}
