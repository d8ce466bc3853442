/// A JSON value. Members keep their order, numbers their spelling.
public indirect enum JSON: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number as it is spelled.
    case number(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object with its members in order.
    case object([Member])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSON

        /// A member made of its parts.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// A whole number.
    public static func number(_ value: some BinaryInteger) -> JSON {
        .number(String(value))
    }

    /// The value of an object's first member of this name; nil when there is none or this is no object.
    public subscript(name: String) -> JSON? {
        members?.first { $0.name == name }?.value
    }

    /// The text of a string.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a number that is spelled as a whole one and fits: `1e3` and `1.0` are not taken for integers.
    public var int: Int? {
        guard case .number(let spelling) = self else { return nil }
        return Int(spelling)
    }

    /// The value of `true` and `false`.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array.
    public var elements: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object, in order.
    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// What kind of value this is, as a message names it: `a string`, `an object`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
