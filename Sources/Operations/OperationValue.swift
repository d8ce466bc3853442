/// What an operation answers, before a binding writes it.
public enum OperationValue: Sendable {
    /// Nothing: a void operation.
    case void
    /// A string; null is left out of the answer.
    case string(String?)
    /// A whole number.
    case int(Int32)
    /// A truth value.
    case boolean(Bool)
    /// A moment in XML Schema's spelling.
    case dateTime(String)
    /// A value of a complex type; null is left out of the answer.
    case record(ComplexValue?)
    /// Any XML: one element, in the service's namespace where it names none; null is left out of the answer.
    case xml(XMLTree?)

    /// The value of a simple type as text; nil for null, for void and for complex types.
    public var text: String? {
        switch self {
        case .void, .record, .xml: nil
        case .string(let text): text
        case .int(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .dateTime(let text): text
        }
    }
}

/// The result of an operation: its type in the contract, and how the Swift value becomes an answer.
public struct Returns<Value>: Sendable {
    /// What is known of it.
    public let description: ResultDescription
    @usableFromInline let wrap: @Sendable (Value) -> OperationValue

    init(
        _ type: SchemaType, _ documentation: String, isSecret: Bool = false, fills: String? = nil,
        wrap: @escaping @Sendable (Value) -> OperationValue
    ) {
        description = ResultDescription(type, documentation: documentation, isSecret: isSecret, fills: fills)
        self.wrap = wrap
    }
}

extension Returns where Value == String? {
    /// A string, or nothing.
    public static func string(_ documentation: String) -> Self {
        Self(.string, documentation) { .string($0) }
    }

    /// A string that is never shown or stored: a token. `fills` names the parameter of other operations that it is the value of.
    public static func secret(_ documentation: String, fills: String? = nil) -> Self {
        Self(.string, documentation, isSecret: true, fills: fills) { .string($0) }
    }
}

extension Returns where Value == Int32 {
    /// A whole number.
    public static func int(_ documentation: String) -> Self {
        Self(.int, documentation) { .int($0) }
    }
}

extension Returns where Value == Bool {
    /// A truth value.
    public static func boolean(_ documentation: String) -> Self {
        Self(.boolean, documentation) { .boolean($0) }
    }
}

extension Returns where Value == DateTime {
    /// A moment.
    public static func dateTime(_ documentation: String) -> Self {
        Self(.dateTime, documentation) { .dateTime($0.text) }
    }
}

extension Returns where Value == ComplexValue? {
    /// A value of a complex type.
    public static func record(_ type: ComplexType, _ documentation: String) -> Self {
        Self(.complex(type), documentation) { .record($0) }
    }
}

extension Returns where Value == XMLTree? {
    /// Any XML: one element.
    public static func xml(_ documentation: String) -> Self {
        Self(.xml, documentation) { .xml($0) }
    }
}

extension Returns where Value == Void {
    /// Nothing.
    public static var nothing: Self {
        Self(.void, "") { _ in .void }
    }
}
