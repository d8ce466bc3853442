/// A document's text: valid UTF-8 without a zero byte and without a byte order mark.
struct SourceText {
    let bytes: [UInt8]
    /// Which encodings the document's own declaration may name.
    let declarable: Declarable

    /// The encodings that a declaration may name, given what is already known.
    enum Declarable {
        /// The transport named the encoding, so the declaration is ignored.
        case anything
        /// The bytes are UTF-8.
        case utf8
        /// The bytes were UTF-16.
        case utf16
    }

    /// Determines the encoding and converts the bytes to UTF-8.
    ///
    /// The charset of the Content-Type takes precedence, then a byte order mark, then the declaration (RFC 7303,
    /// section 3; XML 1.0, appendix F). UTF-16 without a charset must have a byte order mark (XML 1.0, section 4.3.3).
    /// Throws for UTF-32 and every other encoding: an old or rare decoder is attack surface.
    static func decode(_ bytes: [UInt8], charset: String?) throws(XMLError) -> SourceText {
        let mark = ByteOrderMark(bytes)
        guard let charset else {
            switch mark {
            case .utf16LittleEndian: return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(2), .little), declarable: .utf16)
            case .utf16BigEndian: return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(2), .big), declarable: .utf16)
            case .utf8, .none: return SourceText(bytes: try checkedUTF8(bytes, mark), declarable: .utf8)
            }
        }
        switch charset == "utf-8" ? charset : charset.lowercased() {
        case "utf-8", "utf8":
            return SourceText(bytes: try checkedUTF8(bytes, mark), declarable: .anything)
        case "us-ascii", "ascii":
            guard bytes.allSatisfy({ $0 < 0x80 }) else { throw XMLError(.encoding) }
            return SourceText(bytes: try checkedUTF8(bytes, mark), declarable: .anything)
        case "utf-16":
            guard let order = mark.byteOrder ?? UTF16Bytes.guessOrder(bytes) else { throw XMLError(.encoding) }
            return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(mark.byteOrder == nil ? 0 : 2), order), declarable: .anything)
        case "utf-16le":
            guard mark == .none || mark == .utf16LittleEndian else { throw XMLError(.encoding) }
            return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(mark == .none ? 0 : 2), .little), declarable: .anything)
        case "utf-16be":
            guard mark == .none || mark == .utf16BigEndian else { throw XMLError(.encoding) }
            return SourceText(bytes: try UTF16Bytes.decode(bytes.dropFirst(mark == .none ? 0 : 2), .big), declarable: .anything)
        default:
            throw XMLError(.encoding)
        }
    }

    private static func checkedUTF8(_ bytes: [UInt8], _ mark: ByteOrderMark) throws(XMLError) -> [UInt8] {
        let text = mark == .utf8 ? Array(bytes.dropFirst(3)) : bytes
        let refusal = text.withUnsafeBufferPointer(UTF8Bytes.firstRefusal(in:))
        if let refusal {
            throw text.withUnsafeBufferPointer { XMLError(refusal, in: $0) }
        }
        return text
    }
}

/// The byte order mark that a document begins with.
enum ByteOrderMark {
    case none, utf8, utf16LittleEndian, utf16BigEndian

    init(_ bytes: [UInt8]) {
        // All three marks begin with a byte above the letters. Hardly any document begins that way.
        if bytes.first.map({ $0 < 0xEF }) ?? true {
            self = .none
        } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else {
            self = .none
        }
    }

    var byteOrder: UTF16Bytes.Order? {
        switch self {
        case .utf16LittleEndian: .little
        case .utf16BigEndian: .big
        case .none, .utf8: nil
        }
    }
}
