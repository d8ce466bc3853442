/// Rules for ASCII characters: letter case, and the character classes of RFC 9110.
public enum ASCII {
    /// Returns the lower-case form of a letter A to Z, and every other byte unchanged.
    @inlinable
    public static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }

    /// Returns whether two texts are equal if the case of the letters A to Z is ignored. All other characters are
    /// compared exactly.
    @inlinable
    public static func equalsIgnoringCase(_ one: some StringProtocol, _ other: some StringProtocol) -> Bool {
        one.utf8.elementsEqual(other.utf8) { lowercased($0) == lowercased($1) }
    }

    /// Returns whether bytes equal a name if the case of the letters A to Z is ignored. The name must be in lower case.
    @inlinable
    public static func equalsIgnoringCase(_ bytes: some Collection<UInt8>, lowercased name: StaticString) -> Bool {
        name.withUTF8Buffer { name in bytes.count == name.count && bytes.elementsEqual(name) { lowercased($0) == $1 } }
    }

    /// Returns whether all bytes are ASCII. Looks at eight bytes at a time.
    public static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var (index, bits) = (0, 0 as UInt64)
        while index + 8 <= raw.count {
            bits |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < raw.count {
            bits |= UInt64(raw[index])
            index += 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    /// Returns whether a text contains an ASCII character. The views' own `contains` take up to 4,000 instructions for a short text.
    public static func contains(_ character: UInt8, in text: String) -> Bool {
        var text = text
        return text.withUTF8 { $0.contains(character) }
    }

    /// Returns a text with another one in the place of each occurrence of an ASCII character. `replacing` of the library looks for whole
    /// characters, and a quotation mark with a combining mark behind it is another character than a quotation mark. A shell, a
    /// spreadsheet or a parser that reads bytes still sees the quotation mark.
    public static func replacing(_ character: UInt8, with replacement: String, in text: String) -> String {
        guard contains(character, in: text) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == character { bytes += Array(replacement.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the text with the letters A to Z in lower case.
    @inlinable
    public static func lowercased(_ text: some StringProtocol) -> String { lowercased(String(text)) }

    /// Returns the text with the letters A to Z in lower case.
    public static func lowercased(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes -> String? in
            guard bytes.contains(where: { $0 >= 0x41 && $0 <= 0x5A }) else { return nil }
            return String(decoding: bytes.map(lowercased), as: UTF8.self)
        } ?? text
    }

    /// Returns whether a byte is allowed in a token (RFC 9110, section 5.6.2).
    @inlinable
    public static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    /// Returns the value of a hexadecimal digit, or nil for any other byte.
    public static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Returns whether a byte is a space or a tab.
    @inlinable
    public static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Returns the text without spaces and tabs at its ends.
    public static func trimmed(_ text: Substring) -> Substring { Substring(trimmed(text.utf8)) }

    /// Returns the bytes without spaces and tabs at their ends.
    @inlinable
    public static func trimmed<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
