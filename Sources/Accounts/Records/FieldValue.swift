/// The kind of values that a field of a record has.
public enum FieldKind: Hashable, Sendable {
    /// Any text.
    case text
    /// A whole number.
    case number
    /// True or false.
    case flag
    /// A moment. A day without a time of day is the moment at which it begins in UTC.
    case date
    /// Several texts in an order.
    case list
}

/// A value of a field of a record.
///
/// A store keeps values as texts: numbers in decimal digits, flags as `true` and `false`, dates as milliseconds since
/// 1970, and lists with one element in a line.
public enum FieldValue: Hashable, Sendable {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// True or false.
    case flag(Bool)
    /// A moment.
    case date(Timestamp)
    /// Several texts in an order.
    case list([String])

    /// The value's kind.
    public var kind: FieldKind {
        switch self {
        case .text: .text
        case .number: .number
        case .flag: .flag
        case .date: .date
        case .list: .list
        }
    }

    /// Reads a value of a kind from the text in which it is kept. Flags may also be `1`, `0`, `yes` and `no`, in any
    /// letter case. Returns nil if the text is no value of the kind.
    public init?(stored text: String, _ kind: FieldKind) {
        switch kind {
        case .text: self = .text(text)
        case .number:
            guard let number = Int64(text) else { return nil }
            self = .number(number)
        case .flag:
            switch text.lowercased() {
            case "true", "1", "yes": self = .flag(true)
            case "false", "0", "no": self = .flag(false)
            default: return nil
            }
        case .date:
            guard let milliseconds = Int64(text) else { return nil }
            self = .date(Timestamp(milliseconds: milliseconds))
        case .list: self = .list(Self.elements(of: text))
        }
    }

    /// The text in which the value is kept. Nil for a list without elements, which is kept as no value.
    public var stored: String? {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .date(let moment): String(moment.milliseconds)
        case .list(let elements): elements.isEmpty ? nil : elements.map(Self.line).joined(separator: "\n")
        }
    }

    /// The texts in which the value is kept if each is an identity: one, or the elements of a list.
    var storedIdentities: [String] {
        if case .list(let elements) = self { elements } else { stored.map { [$0] } ?? [] }
    }

    /// Returns an element of a list as one line: with `\n` in the place of a line feed and `\\` in that of a backslash.
    private static func line(_ element: String) -> String {
        String(
            String.UnicodeScalarView(
                element.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
                    switch scalar {
                    case "\\": ["\\", "\\"]
                    case "\n": ["\\", "n"]
                    default: [scalar]
                    }
                }))
    }

    private static func elements(of text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var element = String.UnicodeScalarView()
            var isEscaped = false
            for scalar in line {
                if isEscaped {
                    element.append(scalar == "n" ? "\n" : scalar)
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else {
                    element.append(scalar)
                }
            }
            return String(element)
        }
    }
}
