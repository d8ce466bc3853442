/// The value of a header field. It contains no CR, LF or NUL, whatever it was made from.
///
/// The type enforces this, so that no value echoed into a header can split a response (RFC 9110, section 5.5).
public struct HTTPFieldValue: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The value's text.
    public let text: String

    /// Creates a value. Nil if the text contains CR, LF or NUL.
    public init?(_ text: String) {
        guard !text.utf8.contains(where: Self.isForbidden) else { return nil }
        self.text = text
    }

    /// Creates a value in which a space replaces every CR, LF and NUL.
    public init(replacingControlsIn text: String) {
        var text = text
        let isClean = text.withUTF8 { bytes in !bytes.contains(where: Self.isForbidden) }
        self.text = isClean ? text : String(decoding: text.utf8.map { Self.isForbidden($0) ? 0x20 : $0 }, as: UTF8.self)
    }

    /// Creates the value of a decimal number.
    public init(_ number: Int) {
        text = String(number)
    }

    /// Creates a value from a literal. It takes a String instead of a StaticString because a literal's String points
    /// into the program's own text, so nothing is allocated or decoded.
    public init(stringLiteral value: String) {
        self.init(replacingControlsIn: value)
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        byte == 0x0D || byte == 0x0A || byte == 0
    }
}
