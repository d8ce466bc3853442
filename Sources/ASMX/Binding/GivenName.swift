import Operations

/// Caller-supplied operation names, cut to what may be answered or logged.
///
/// A `?` mistyped as `&` makes parameters part of the name, perhaps including a password. So a text that is not a name
/// is repeated only as far as it looks like one, and only up to a limited length.
public enum GivenName {
    /// The greatest number of characters to repeat. No operation's name is that long.
    public static let maximumLength = 128

    /// Returns the name if it is an identifier of at most ``maximumLength`` characters: ASCII letters, digits and
    /// underscores. Otherwise returns the part at its beginning that looks like one, and an ellipsis.
    public static func shown(_ name: String) -> String {
        beginning(of: name, maximumLength, isIdentifierByte)
    }

    /// Returns an unknown name in the form for the log: only its length. What a caller sends in place of a name may be
    /// a password.
    public static func logged(_ name: String) -> String {
        "an unknown name of \(name.utf8.count) bytes"
    }

    /// Returns an HTTP method in the form for the log.
    public static func logged(method: String) -> String {
        let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"]
        return known.contains(method) ? method : logged(method)
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
