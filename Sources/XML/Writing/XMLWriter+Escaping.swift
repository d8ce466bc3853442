/// The kind of place a text is written to. It decides what must be escaped.
enum EscapingContext {
    case text, attribute

    /// The bytes below 64 that cannot be copied, one bit each: control characters and `&`, `<`, `>`; in attributes also
    /// `"`, tab and line feed.
    var special: UInt64 {
        switch self {
        case .text: 0xFFFF_F9FF | 1 << 0x26 | 1 << 0x3C | 1 << 0x3E
        case .attribute: 0xFFFF_FFFF | 1 << 0x22 | 1 << 0x26 | 1 << 0x3C | 1 << 0x3E
        }
    }
}

extension XMLWriter {
    mutating func appendEscaped(_ text: String, for context: EscapingContext) {
        var text = text
        text.withUTF8 { appendEscaped($0, for: context) }
    }

    /// Appends valid UTF-8. Copies each stretch that needs no escape at once.
    mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, for context: EscapingContext) {
        let special = context.special
        var copied = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 64 {
                guard special >> UInt64(byte) & 1 == 1 else {
                    index += 1
                    continue
                }
                append(UnsafeBufferPointer(rebasing: text[copied..<index]))
                append(Self.reference(for: byte))
                index += 1
                copied = index
            } else if byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE {
                // U+FFFE and U+FFFF: the only scalars above the control characters that are not XML characters.
                append(UnsafeBufferPointer(rebasing: text[copied..<index]))
                append("\u{FFFD}")
                index += 3
                copied = index
            } else {
                index += 1
            }
        }
        append(UnsafeBufferPointer(rebasing: text[copied..<text.count]))
    }

    private static func reference(for byte: UInt8) -> StaticString {
        switch byte {
        case 0x26: "&amp;"
        case 0x3C: "&lt;"
        case 0x3E: "&gt;"
        case 0x22: "&quot;"
        case 0x09: "&#x9;"
        case 0x0A: "&#xA;"
        case 0x0D: "&#xD;"
        default: "\u{FFFD}"
        }
    }

    /// Appends a qualified name and returns its length in bytes. Characters that a name cannot have become `_`.
    mutating func appendName(_ name: String) -> Int {
        var name = name
        let length = name.withUTF8 { bytes in
            guard Self.isPlainName(bytes) else { return 0 }
            append(bytes)
            return bytes.count
        }
        guard length == 0 else { return length }
        var repaired = Self.repairedName(name)
        return repaired.withUTF8 { bytes in
            append(bytes)
            return bytes.count
        }
    }

    /// Returns whether bytes are a qualified name of ASCII letters, digits, `_`, `-` and `.`, as nearly all names are.
    private static func isPlainName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var mayStart = true
        var colons = 0
        for byte in bytes {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x5F:
                mayStart = false
            case 0x30...0x39, 0x2D, 0x2E:
                if mayStart { return false }
            case 0x3A:
                if mayStart || colons > 0 { return false }
                colons = 1
                mayStart = true
            default:
                return false
            }
        }
        return !mayStart
    }

    private static func repairedName(_ name: String) -> String {
        var repaired = ""
        var mayStart = true
        var colons = 0
        for scalar in name.unicodeScalars {
            if scalar == ":", !mayStart, colons == 0 {
                colons = 1
                mayStart = true
                repaired.unicodeScalars.append(scalar)
                continue
            }
            let fits = scalar != ":" && (mayStart ? XMLCharacters.startsName(scalar) : XMLCharacters.continuesName(scalar))
            repaired.unicodeScalars.append(fits ? scalar : "_")
            mayStart = false
        }
        return mayStart ? repaired + "_" : repaired
    }

    /// Returns whether XML 1.0 can carry a text unchanged: it has no control characters except tab, line feed and
    /// carriage return, and neither U+FFFE nor U+FFFF (production 2, `Char`). Check this before you store a text that
    /// must come back unchanged.
    public static func isXMLText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(XMLCharacters.isCharacter)
    }
}
