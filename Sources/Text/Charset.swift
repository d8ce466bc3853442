/// An encoding that messages may arrive in.
///
/// Only encodings that are simple to decode are here: UTF-8, UTF-16, and those with one byte for each character. Encodings
/// that switch between sets of characters, such as UTF-7 and ISO-2022, and those with two bytes for some characters are not.
public enum Charset: Hashable, Sendable {
    /// UTF-8.
    case utf8
    /// UTF-8, limited to bytes below 0x80.
    case ascii
    /// UTF-16 in the order that its byte order mark says.
    case utf16
    /// UTF-16 with the low byte of a unit first.
    case utf16LittleEndian
    /// UTF-16 with the high byte of a unit first.
    case utf16BigEndian
    /// One byte for each character, the same as ASCII below 0x80.
    case singleByte(SingleByteCharset)

    /// Creates the encoding with a name from the IANA registry, in any letter case, or with another common name.
    /// Returns nil if there is none.
    public init?(named name: String) {
        switch name == "utf-8" ? name : ASCII.lowercased(name) {
        case "utf-8", "utf8": self = .utf8
        case "us-ascii", "ascii": self = .ascii
        case "utf-16": self = .utf16
        case "utf-16le": self = .utf16LittleEndian
        case "utf-16be": self = .utf16BigEndian
        case let other:
            guard let charset = SingleByteCharset(lowercasedName: other) else { return nil }
            self = .singleByte(charset)
        }
    }
}
