import Glibc
import Text

/// A host and an optional port, as in a Host field or an address (RFC 9110, section 7.2; RFC 3986, section 3.2).
///
/// It accepts only a part of what the grammar allows: names of letters, digits, `-`, `.`, `_` and `~`, and addresses.
/// No real host name has percent-encoded bytes or the punctuation of `sub-delims`, but these can mean something to code
/// that reads the address later.
public struct Authority: Hashable, Sendable {
    /// The longest accepted host, in bytes: what DNS allows, with a dot at the end (RFC 1035, section 2.3.4).
    public static let maximumHostLength = 254

    /// A name or an address as written. An IPv6 address is in brackets.
    public let host: String
    /// The port, or nil if none is given.
    public let port: UInt16?

    /// Creates an authority from a text. Nil if the text is anything but a host and an optional port, for example if it
    /// has user information.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let length = text.withUTF8({ Self.hostLength(UnsafeRawBufferPointer($0)) }) else { return nil }
        host = String(decoding: text.utf8.prefix(length), as: UTF8.self)
        port = UInt16(String(decoding: text.utf8.dropFirst(length + 1), as: UTF8.self))
    }

    /// Whether the host always names the local machine: 127.0.0.0/8, ::1, localhost and the names below it (RFC 6761,
    /// section 6.3).
    public var isLoopback: Bool {
        if host == "[::1]" { return true }
        let name = ASCII.lowercased(host.hasSuffix(".") ? String(host.dropLast()) : host)
        return name == "localhost" || name.hasSuffix(".localhost") || Self.isLoopbackAddress(name)
    }

    /// Returns whether a text is an address in 127.0.0.0/8, or ::1 without brackets. Such an address needs no name
    /// service.
    public static func isLoopbackAddress(_ text: String) -> Bool {
        if text == "::1" { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Returns whether the bytes are an authority.
    public static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hostLength(bytes) != nil
    }

    /// `uri-host [ ":" port ]`. Returns the length of the host, or nil if the bytes are anything else.
    private static func hostLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let first = bytes.first else { return nil }
        let length = first == UInt8(ascii: "[") ? addressLength(bytes) : bytes.prefix(while: isNameByte).count
        guard length > 0, length <= maximumHostLength, isPort(bytes.dropFirst(length)) else { return nil }
        return length
    }

    /// `IP-literal`. Returns the length of an IPv6 address in brackets, or 0 if there is none. Addresses of later
    /// versions do not exist yet and are not accepted.
    private static func addressLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        // The longest text of an address has 45 characters. The accepted bytes exclude those of a zone, and NUL, at
        // which the system's parser would stop.
        let text = bytes.dropFirst().prefix(while: isAddressByte)
        guard text.count <= 45, text.endIndex < bytes.endIndex, bytes[text.endIndex] == UInt8(ascii: "]") else { return 0 }
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(decoding: text, as: UTF8.self), &address) == 1 else { return 0 }
        return text.count + 2
    }

    /// Returns whether the bytes are empty, or a colon and a number, which may be missing.
    private static func isPort(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let colon = bytes.first else { return true }
        let digits = bytes.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.count <= 5 else { return false }
        var port = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return false }
            port = port * 10 + Int(digit - 0x30)
        }
        return port <= UInt16.max
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Returns whether a byte is a hexadecimal digit, a colon, or the dot of an embedded IPv4 address.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
