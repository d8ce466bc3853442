import HTTP
import Text

/// The target of a request line, taken apart (RFC 9112, section 3.2).
struct RequestTarget {
    /// Still percent-encoded.
    var path = ""
    /// Still percent-encoded; nil without a question mark.
    var query: String?
    /// Host and port of an absolute-form target, which count more than the Host field (RFC 9112, section 3.2.2).
    var authority: String?
    /// Where the target lies in the server's buffer, to compare with where the head's other parts lie.
    var address: UInt = 0
    /// Its length in bytes.
    var length = 0
    /// Whether it has one of the forms that are served. A CONNECT's authority-form has not.
    var isWellFormed = false

    static let none = RequestTarget()

    private init() {}

    /// Takes a target apart. Bytes below `!` and DEL make it malformed; others that RFC 3986 does not allow are passed on as they are, since
    /// clients of old send them, but percent-encoded where they are not UTF-8.
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

    /// A part of the target. Where it is not UTF-8 its bytes beyond ASCII are percent-encoded, so that two different ones stay different.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(validating: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self) ?? PercentEncoding.encodeBeyondASCII(bytes)
    }

    /// The length of `http://` or `https://` at the start.
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
