import Glibc
import Text

/// A host and perhaps a port, as a Host field or an address holds them (RFC 9110, section 7.2; RFC 3986, section 3.2).
///
/// Of what the grammar allows, only what hosts are called is taken: names of letters, digits, `-`, `.`, `_` and `~`, and addresses. Percent-encoded
/// bytes and the punctuation of `sub-delims` name no host, but can mean something to whoever reads the address later.
public struct Authority: Hashable, Sendable {
    /// The longest host that is taken: what DNS allows, with a dot at the end (RFC 1035, section 2.3.4).
    public static let maximumHostLength = 254

    /// A name or an address as written; an address of version 6 stands in its brackets.
    public let host: String
    /// Nil where none is given.
    public let port: UInt16?

    /// Refuses what is no host and port, user information included.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let length = text.withUTF8({ Self.hostLength(UnsafeRawBufferPointer($0)) }) else { return nil }
        host = String(decoding: text.utf8.prefix(length), as: UTF8.self)
        port = UInt16(String(decoding: text.utf8.dropFirst(length + 1), as: UTF8.self))
    }

    /// Whether only this machine itself is called so: 127.0.0.0/8, ::1, localhost and the names below it (RFC 6761, section 6.3).
    public var isLoopback: Bool {
        if host == "[::1]" { return true }
        let name = ASCII.lowercased(host.hasSuffix(".") ? String(host.dropLast()) : host)
        return name == "localhost" || name.hasSuffix(".localhost") || Self.isLoopbackAddress(name)
    }

    /// Whether a text is an address in 127.0.0.0/8, or ::1 without brackets: what no name service is asked about.
    public static func isLoopbackAddress(_ text: String) -> Bool {
        if text == "::1" { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether bytes are one.
    public static func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hostLength(bytes) != nil
    }

    /// `uri-host [ ":" port ]`: the length of the host, nil when the bytes are anything else.
    private static func hostLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let first = bytes.first else { return nil }
        let length = first == UInt8(ascii: "[") ? addressLength(bytes) : bytes.prefix(while: isNameByte).count
        guard length > 0, length <= maximumHostLength, isPort(bytes.dropFirst(length)) else { return nil }
        return length
    }

    /// `IP-literal`, an IPv6 address in brackets; 0 when it is none. Addresses of later versions, which nobody knows yet, are none.
    private static func addressLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        // The longest text of an address has 45 characters. Those that a zone needs are not among them, nor is NUL, at which the system's
        // reader would stop.
        let text = bytes.dropFirst().prefix(while: isAddressByte)
        guard text.count <= 45, text.endIndex < bytes.endIndex, bytes[text.endIndex] == UInt8(ascii: "]") else { return 0 }
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(decoding: text, as: UTF8.self), &address) == 1 else { return 0 }
        return text.count + 2
    }

    /// Nothing, or a colon and a number, which may be missing.
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

    /// A hexadecimal digit, a colon, or the dot of an IPv4 address at the end.
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
