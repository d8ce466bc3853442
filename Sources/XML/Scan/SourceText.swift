import Text

/// A document's text: valid UTF-8 without a zero byte and without a byte order mark.
struct SourceText {
    let bytes: [UInt8]
    /// Which encodings the document's own declaration may name.
    let declarable: Declarable

    /// The encodings that a declaration may name, given what is already known.
    enum Declarable {
        /// The encoding is certain, so the declaration is ignored.
        case anything
        /// The bytes are UTF-8.
        case utf8
        /// The bytes were UTF-16.
        case utf16
    }

    /// Determines the encoding and converts the bytes to UTF-8.
    ///
    /// A byte order mark takes precedence, then the charset of the Content-Type, then the declaration (RFC 7303, section 3;
    /// .NET's readers do the same). Without any of them the bytes must be UTF-8: UTF-16 without a charset must have a byte
    /// order mark (XML 1.0, section 4.3.3). Throws for every encoding that ``Charset`` does not have: an old or rare decoder
    /// is attack surface.
    static func decode(_ bytes: [UInt8], charset: String?, declared: XMLDeclaredEncoding) throws(XMLError) -> SourceText {
        let isDecided = charset != nil || declared == .ignored
        let mark = ByteOrderMark(bytes)
        switch mark {
        case .utf8: return SourceText(bytes: try checked(Array(bytes.dropFirst(3))), declarable: isDecided ? .anything : .utf8)
        case .utf16(let order):
            return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(2), order), declarable: isDecided ? .anything : .utf16)
        case .none: break
        }
        guard let charset else {
            if declared == .counts, let charset = declaredCharset(of: bytes) {
                return SourceText(bytes: try decode(bytes, charset), declarable: .anything)
            }
            return SourceText(bytes: try checked(bytes), declarable: isDecided ? .anything : .utf8)
        }
        return SourceText(bytes: try decode(bytes, Charset(named: charset)), declarable: .anything)
    }

    /// Returns the text of bytes without a byte order mark. Throws if the charset is nil, which means that it is not
    /// supported.
    private static func decode(_ bytes: [UInt8], _ charset: Charset?) throws(XMLError) -> [UInt8] {
        switch charset {
        case .utf8: return try checked(bytes)
        case .ascii:
            guard bytes.allSatisfy({ $0 < 0x80 }) else { throw XMLError(.encoding) }
            return try checked(bytes)
        case .utf16:
            guard let order = UTF16Bytes.guessOrder(bytes) else { throw XMLError(.encoding) }
            return try UTF16Bytes.decode(bytes[...], order)
        case .utf16LittleEndian: return try UTF16Bytes.decode(bytes[...], .little)
        case .utf16BigEndian: return try UTF16Bytes.decode(bytes[...], .big)
        case .singleByte(let charset):
            let text: [UInt8]
            do {
                text = try charset.utf8(of: bytes[...])
            } catch {
                throw error.before.withUnsafeBufferPointer { XMLError(Refusal(.encoding, at: $0.count), in: $0) }
            }
            return try checked(text)
        case nil: throw XMLError(.encoding)
        }
    }

    /// Returns the charset that a document without a byte order mark declares, if it has one byte for each character.
    /// The scan handles all other encodings, and refuses those that contradict UTF-8.
    private static func declaredCharset(of bytes: [UInt8]) -> Charset? {
        guard let name = PreScan.declaredEncoding(of: bytes), case .singleByte(let charset) = Charset(named: name) else { return nil }
        return .singleByte(charset)
    }

    private static func checked(_ text: [UInt8]) throws(XMLError) -> [UInt8] {
        let refusal = text.withUnsafeBufferPointer(UTF8Bytes.firstRefusal(in:))
        if let refusal {
            throw text.withUnsafeBufferPointer { XMLError(refusal, in: $0) }
        }
        return text
    }
}

/// The byte order mark that a document begins with.
enum ByteOrderMark {
    case none
    case utf8
    case utf16(UTF16Bytes.Order)

    init(_ bytes: [UInt8]) {
        // All three marks begin with a byte above the letters. Hardly any document begins that way.
        if bytes.first.map({ $0 < 0xEF }) ?? true {
            self = .none
        } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self = .utf16(.little)
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16(.big)
        } else {
            self = .none
        }
    }
}
