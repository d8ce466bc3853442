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
            throw ConversionError(
                message:
                    "Unexpected node type Element. ReadElementString method can only be called on elements with simple or empty content.",
                parameter: description.name, type: description.type, element: element)
        }
        do {
            return try read(argument)
        } catch {
            var element: Optional = argument.element
            if case .missing = argument { element = nil }
            // Messages may quote the text, which of a secret nobody is to read.
            let message = description.isSecret ? "The value is not a valid \(description.type.dotNetName)." : error.message
            throw ConversionError(message: message, parameter: description.name, type: description.type, element: element)
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
    /// A string; nil when it was not sent or is null.
    public static func string(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, isSecret: false, isRequired: isRequired, documentation) { argument in argument.text }
    }

    /// A string that is never shown or stored.
    public static func secret(_ name: String, _ documentation: String, isRequired: Bool = false) -> Self {
        Self(name, .string, isSecret: true, isRequired: isRequired, documentation) { argument in argument.text }
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
