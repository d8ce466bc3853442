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
    /// The type in the contract.
    public let type: SchemaType
    /// What it means.
    public let documentation: String
    /// Whether it is never shown or stored.
    public let isSecret: Bool
    /// The parameter of other operations that it is the value of.
    public let fills: String?
    @usableFromInline let wrap: @Sendable (Value) -> OperationValue

    init(
        _ type: SchemaType, _ documentation: String, isSecret: Bool = false, fills: String? = nil,
        wrap: @escaping @Sendable (Value) -> OperationValue
    ) {
        self.type = type
        self.documentation = documentation
        self.isSecret = isSecret
        self.fills = fills
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

/// A moment as .NET writes a local time on a server whose zone is UTC: seven digits of a second's fraction without trailing zeros, and the
/// offset `+00:00`.
public struct DateTime: Sendable, Hashable {
    /// The moment in XML Schema's spelling.
    public let text: String

    /// A moment given in milliseconds since 1970, UTC. One outside the years 1 to 9999, .NET's own range, counts as the nearest inside.
    public init(millisecondsSince1970 moment: Int64) {
        let milliseconds = min(max(moment, -62_135_596_800_000), 253_402_300_799_999)
        let day = Self.floorDivide(milliseconds, 86_400_000)
        let inDay = milliseconds - day * 86_400_000
        let (year, month, dayOfMonth) = Self.civil(day)
        let fraction = inDay % 1000
        var text = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))T"
        text += "\(Self.padded(inDay / 3_600_000, 2)):\(Self.padded(inDay / 60_000 % 60, 2)):\(Self.padded(inDay / 1000 % 60, 2))"
        if fraction > 0 {
            var digits = Substring("." + Self.padded(fraction, 3))
            while digits.last == "0" { digits = digits.dropLast() }
            text += digits
        }
        self.text = text + "+00:00"
    }

    /// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar; eras of 400 years are counted from March so that the
    /// leap day comes last.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
