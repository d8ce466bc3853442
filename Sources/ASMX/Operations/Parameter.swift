import XML

/// What a contract says of one parameter.
public struct ParameterDescription: Sendable {
    /// The name on the wire.
    public let name: String
    /// The type.
    public let type: SchemaType
    /// Whether the value must never be shown or stored: passwords, tokens.
    public let isSecret: Bool
    /// Whether the contract asks for the element (`minOccurs="1"`, nillable).
    public let isRequired: Bool
    /// What it is.
    public let documentation: String
}

/// A parameter whose value arrives as a Swift type.
public struct Parameter<Value: Sendable>: Sendable {
    /// What the contract says of it.
    public let description: ParameterDescription
    private let read: @Sendable (Argument) throws(LexicalError) -> Value

    init(
        _ name: String, _ type: SchemaType, isSecret: Bool, isRequired: Bool, _ documentation: String,
        read: @escaping @Sendable (Argument) throws(LexicalError) -> Value
    ) {
        description = ParameterDescription(
            name: name, type: type, isSecret: isSecret, isRequired: isRequired, documentation: documentation)
        self.read = read
    }

    /// The argument as a value of this parameter.
    @usableFromInline
    func convert(_ argument: Argument) throws(ConversionError) -> Value {
        if case .element(let element) = argument, description.type.isSimple, element.hasElementChildren {
            throw error(.notText, element)
        }
        do {
            return try read(argument)
        } catch {
            var element: Optional = argument.element
            if case .missing = argument { element = nil }
            // Messages may quote the text, which of a secret nobody is to read.
            let message = description.isSecret ? "The value is not a valid \(description.type.dotNetName)." : error.message
            throw self.error(LexicalError(message: message, exceptionType: error.exceptionType), element)
        }
    }

    private func error(_ error: LexicalError, _ element: XMLElement?) -> ConversionError {
        ConversionError(
            message: error.message, exceptionType: error.exceptionType, parameter: description.name, type: description.type,
            element: element)
    }
}

extension Argument {
    fileprivate var element: XMLElement? {
        guard case .element(let element) = self else { return nil }
        return element
    }
}

extension Parameter where Value == String? {
    /// A string; nil when it was not sent or is null.
    public static func string(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, isSecret: false, isRequired: isRequired, documentation) { argument in argument.text }
    }

    /// A string that is never shown or stored.
    public static func secret(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, isSecret: true, isRequired: isRequired, documentation) { argument in argument.text }
    }
}

extension Parameter where Value == String {
    /// A GUID in the 8-4-4-4-12 form; the one of zeros when it was not sent, as .NET has it.
    public static func guid(_ name: String, _ documentation: String) -> Self {
        Self(name, .guid, isSecret: false, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return GUIDText.zero }
            return try LexicalForm.guid(argument.text ?? "")
        }
    }
}

extension Parameter where Value == ComplexValue? {
    /// A value of a complex type; nil when it was not sent or is null. Elements are found by name in any order, unknown ones are passed over.
    public static func record(_ name: String, _ type: ComplexType, _ documentation: String) -> Self {
        Self(name, .complex(type), isSecret: false, isRequired: false, documentation) { (argument) throws(LexicalError) in
            switch argument {
            case .missing, .null: return nil
            case .element(let element): return try ComplexValue(XMLTree(element), as: type)
            case .tree(let tree):
                // In JSON a value is answered inside its type's name, so it may come back so.
                if tree.children.count == 1, let inner = tree.child(type.name) { return try ComplexValue(inner, as: type) }
                return try ComplexValue(tree, as: type)
            case .text: throw .unusable("There is an error in the document: an object of the type \(type.name) is needed.")
            }
        }
    }
}

extension Parameter where Value == XMLTree? {
    /// Any XML, inside an element named like the parameter; nil when it was not sent or is null. Text is read as an XML document. One that is
    /// secret may hold a password, and is never shown or stored.
    public static func xml(_ name: String, _ documentation: String, isSecret: Bool = false) -> Self {
        Self(name, .xml, isSecret: isSecret, isRequired: false, documentation) { (argument) throws(LexicalError) in
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
    /// A whole number of 32 bits; 0 when it was not sent, as .NET has it.
    public static func int(_ name: String, _ documentation: String) -> Self {
        Self(name, .int, isSecret: false, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return 0 }
            return try LexicalForm.int(argument.text ?? "")
        }
    }
}

extension Parameter where Value == Bool {
    /// A truth value; false when it was not sent, as .NET has it.
    public static func boolean(_ name: String, _ documentation: String) -> Self {
        Self(name, .boolean, isSecret: false, isRequired: true, documentation) { (argument) throws(LexicalError) in
            if case .missing = argument { return false }
            return try LexicalForm.boolean(argument.text ?? "")
        }
    }
}
