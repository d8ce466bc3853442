/// A header field's value that cannot break a message: it holds no CR, LF or NUL, whatever it was made from.
///
/// The check is in the type, so that nothing echoed into a header can split a response (RFC 9110, section 5.5).
public struct HTTPFieldValue: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The value's text.
    public let text: String

    /// Refuses a value that holds CR, LF or NUL.
    public init?(_ text: String) {
        guard !text.utf8.contains(where: Self.isForbidden) else { return nil }
        self.text = text
    }

    /// Puts a blank in the place of every CR, LF and NUL.
    public init(replacingControlsIn text: String) {
        if text.utf8.contains(where: Self.isForbidden) {
            self.text = String(decoding: text.utf8.map { Self.isForbidden($0) ? 0x20 : $0 }, as: UTF8.self)
        } else {
            self.text = text
        }
    }

    /// A decimal number.
    public init(_ number: Int) {
        text = String(number)
    }

    /// A value written in the program. Takes a String, not a StaticString: a literal's String points at the program's own text, so that
    /// nothing is allocated and decoded.
    public init(stringLiteral value: String) {
        self.init(replacingControlsIn: value)
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        byte == 0x0D || byte == 0x0A || byte == 0
    }
}
