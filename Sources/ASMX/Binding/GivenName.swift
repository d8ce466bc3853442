import Operations

/// Names of operations as callers give them, in the form in which answers may repeat them, and as the log has them.
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

    /// An unknown name as the log has it: by its length alone. What a caller sends in the place of a name may be a password.
    public static func logged(_ name: String) -> String {
        "an unknown name of \(name.utf8.count) bytes"
    }

    /// A method of HTTP as the log has it.
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
