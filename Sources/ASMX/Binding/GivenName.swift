import Operations

/// Names of operations as callers give them, in the form in which answers and the log may repeat them.
///
/// A `?` that was mistyped as `&` makes parameters part of the name, a password among them. So what is no name is repeated only as far as
/// it looks like one, and never at any length.
public enum GivenName {
    /// How many characters are repeated at most; no operation's name is as long.
    public static let maximumLength = 128

    /// The name where it is an identifier of at most ``maximumLength`` characters: letters of ASCII, digits, underscores. Else its beginning as
    /// far as it looks like one, and an ellipsis.
    public static func shown(_ name: String) -> String {
        beginning(of: name, maximumLength, isIdentifierByte)
    }

    /// An action, which is a URI, for the log: as far as it looks like the path of one. What stands behind `?`, `&` or `=` stays out.
    static func shown(action: String) -> String {
        beginning(of: action, 2 * maximumLength) { byte in
            switch byte {
            // - . / and :
            case 0x2D, 0x2E, 0x2F, 0x3A: true
            default: isIdentifierByte(byte)
            }
        }
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }

    private static func beginning(of text: String, _ limit: Int, _ belongs: (UInt8) -> Bool) -> String {
        let beginning = text.utf8.prefix(limit).prefix(while: belongs)
        return beginning.endIndex == text.utf8.endIndex ? text : String(Substring(beginning)) + "\u{2026}"
    }
}
