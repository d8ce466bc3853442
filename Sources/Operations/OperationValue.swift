public import Accounts

/// The result of an operation, before a binding writes it.
public enum OperationValue: Sendable {
    /// No result: a void operation.
    case void
    /// A string. Null is omitted from the answer.
    case string(String?)
    /// A whole number.
    case int(Int32)
    /// A boolean.
    case boolean(Bool)
    /// A moment in the format of XML Schema.
    case dateTime(String)
    /// A value of a complex type. Null is omitted from the answer.
    case record(ComplexValue?)
    /// Any XML: one element. If it names no namespace, it is in the service's. Null is omitted from the answer.
    case xml(XMLTree?)

    /// The value of a simple type as text. Nil for null, for void and for complex types.
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

/// The result of an operation: its type in the contract, and how its Swift value becomes an answer.
public struct Returns<Value>: Sendable {
    /// The facts of the result.
    public let description: ResultDescription
    @usableFromInline let wrap: @Sendable (Value) -> OperationValue

    init(
        _ type: SchemaType, _ documentation: String, isSecret: Bool = false, fills: String? = nil,
        wrap: @escaping @Sendable (Value) -> OperationValue
    ) {
        description = ResultDescription(type, documentation: documentation, isSecret: isSecret, fills: fills)
        self.wrap = wrap
    }

    private init(_ description: ResultDescription, _ wrap: @escaping @Sendable (Value) -> OperationValue) {
        self.description = description
        self.wrap = wrap
    }

    /// Returns this result for a value that tells something about a person.
    public func personal(_ personal: PersonalData) -> Self { Self(description.personal(personal, members: [:]), wrap) }

    /// Returns this result with members that tell something about people, by their names.
    public func personal(members: [String: PersonalData]) -> Self { Self(description.personal(nil, members: members), wrap) }
}

extension Returns where Value == String? {
    /// Returns the description of a string that may be null.
    public static func string(_ documentation: String) -> Self {
        Self(.string, documentation) { .string($0) }
    }

    /// Returns the description of a string that is never shown or stored, such as a token. `fills` is the name under
    /// which other operations take it as a parameter.
    public static func secret(_ documentation: String, fills: String? = nil) -> Self {
        Self(.string, documentation, isSecret: true, fills: fills) { .string($0) }
    }
}

extension Returns where Value == Int32 {
    /// Returns the description of a whole number.
    public static func int(_ documentation: String) -> Self {
        Self(.int, documentation) { .int($0) }
    }
}

extension Returns where Value == Bool {
    /// Returns the description of a boolean.
    public static func boolean(_ documentation: String) -> Self {
        Self(.boolean, documentation) { .boolean($0) }
    }
}

extension Returns where Value == DateTime {
    /// Returns the description of a moment.
    public static func dateTime(_ documentation: String) -> Self {
        Self(.dateTime, documentation) { .dateTime($0.text) }
    }
}

extension Returns where Value == ComplexValue? {
    /// Returns the description of a value of a complex type.
    public static func record(_ type: ComplexType, _ documentation: String) -> Self {
        Self(.complex(type), documentation) { .record($0) }
    }
}

extension Returns where Value == XMLTree? {
    /// Returns the description of any XML: one element.
    public static func xml(_ documentation: String) -> Self {
        Self(.xml, documentation) { .xml($0) }
    }
}

extension Returns where Value == Void {
    /// The description of no result.
    public static var nothing: Self {
        Self(.void, "") { _ in .void }
    }
}
