import HTTP
import Text

/// The parts of a request line's target (RFC 9112, section 3.2).
struct RequestTarget {
    /// The path, still percent-encoded.
    var path = ""
    /// The query, still percent-encoded. Nil if there is no question mark.
    var query: String?
    /// The host and port of a target in absolute form. They take precedence over the Host field (RFC 9112, section
    /// 3.2.2).
    var authority: String?
    /// The place of the target in the server's buffer, for comparison with the places of the head's other parts.
    var address: UInt = 0
    /// The length of the target in bytes.
    var length = 0
    /// Whether it has one of the supported forms. The authority form of CONNECT is not supported.
    var isWellFormed = false

    static let none = RequestTarget()

    private init() {}

    /// Creates the parts of a target. Bytes below `!` and DEL make it malformed. Other bytes that RFC 3986 does not
    /// allow are kept, because old clients send them. If they are not UTF-8, they are percent-encoded.
    init(_ bytes: UnsafeRawBufferPointer) {
        address = UInt(bitPattern: bytes.baseAddress)
        length = bytes.count
        guard let first = bytes.first, !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return }
        var rest = bytes[...]
        if first != 0x2F {
            if bytes.count == 1, first == 0x2A {
                path = "*"
                isWellFormed = true
                return
            }
            guard let scheme = Self.schemeLength(bytes) else { return }
            rest = rest.dropFirst(scheme)
            let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F }
            guard Authority.isWellFormed(UnsafeRawBufferPointer(rebasing: authority)) else { return }
            self.authority = String(decoding: authority, as: UTF8.self)
            rest = rest.dropFirst(authority.count)
        }
        let path = rest.prefix { $0 != 0x3F }
        self.path = path.isEmpty ? "/" : Self.text(path)
        if path.count < rest.count { query = Self.text(rest.dropFirst(path.count + 1)) }
        isWellFormed = true
    }

    /// Returns a part of the target as text. If it is not UTF-8, its bytes beyond ASCII are percent-encoded, so that
    /// two different parts stay different.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        (try? NotUTF8.text(of: bytes)) ?? PercentEncoding.encodeBeyondASCII(bytes)
    }

    /// Returns the length of `http://` or `https://` at the beginning.
    private static func schemeLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        for scheme in ["http://", "https://"] as [StaticString] {
            let matches = scheme.withUTF8Buffer { scheme in
                bytes.count >= scheme.count && zip(bytes, scheme).allSatisfy { ASCII.lowercased($0) == $1 }
            }
            if matches { return scheme.utf8CodeUnitCount }
        }
        return nil
    }
}
