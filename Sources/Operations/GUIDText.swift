import XML

/// Reads and writes GUIDs as text.
public enum GUIDText {
    /// The GUID of zeros, which means "none".
    public static let zero = "00000000-0000-0000-0000-000000000000"

    /// Returns a GUID in the 8-4-4-4-12 form in lower case, or nil if the text is not a GUID. The text may have hyphens
    /// or not, and braces or parentheses around it. It may also be written like a structure of C, in .NET's format X:
    /// `{0x1f6a7c52,0x93be,0x4d0f,{0x8a,0x55,0x2e,0x9c,0x47,0xd1,0xb8,0x03}}`.
    public static func normalized(_ text: String) -> String? {
        var bytes = Array(XMLText.trimmed(text).utf8)[...]
        if bytes.contains(UInt8(ascii: ",")) {
            guard let digits = digits(ofStructure: bytes) else { return nil }
            bytes = digits[...]
        } else if bytes.count > 1, ["{}", "()"].contains(where: { $0.utf8.first == bytes.first && $0.utf8.last == bytes.last }) {
            bytes = bytes.dropFirst().dropLast()
        }
        var result: [UInt8] = []
        result.reserveCapacity(36)
        var digits = 0
        var mayBreak = false
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                guard mayBreak else { return nil }
                mayBreak = false
                continue
            }
            if isBreak(after: digits) { result.append(UInt8(ascii: "-")) }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): result.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): result.append(byte | 0x20)
            default: return nil
            }
            digits += 1
            guard digits <= 32 else { return nil }
            mayBreak = isBreak(after: digits)
        }
        return digits == 32 ? String(decoding: result, as: UTF8.self) : nil
    }

    /// Returns whether a hyphen follows this many digits.
    private static func isBreak(after digits: Int) -> Bool { digits == 8 || digits == 12 || digits == 16 || digits == 20 }

    /// Returns the 32 digits of a GUID that is written like a structure, or nil. White space is ignored. A number may have
    /// fewer digits than it has room for.
    private static func digits(ofStructure text: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = text.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }[...]
        func take(_ literal: String) -> Bool {
            guard rest.starts(with: literal.utf8) else { return false }
            rest = rest.dropFirst(literal.utf8.count)
            return true
        }
        var digits: [UInt8] = []
        for (number, width) in ([8, 4, 4] + Array(repeating: 2, count: 8)).enumerated() {
            guard take(number == 0 ? "{0x" : number == 3 ? ",{0x" : ",0x") else { return nil }
            let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "-") }
            guard (1...width).contains(value.count) else { return nil }
            digits += Array(repeating: UInt8(ascii: "0"), count: width - value.count) + value
            rest = rest[value.endIndex...]
        }
        return take("}}") && rest.isEmpty ? digits : nil
    }
}
