import XML

/// Reads and writes GUIDs as text.
public enum GUIDText {
    /// The GUID of zeros, which means "none".
    public static let zero = "00000000-0000-0000-0000-000000000000"

    /// Returns a GUID in the 8-4-4-4-12 form in lower case, or nil if the text is not a GUID. The text may have hyphens
    /// and braces or not.
    public static func normalized(_ text: String) -> String? {
        var bytes = Array(XMLText.trimmed(text).utf8)[...]
        if bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 1 { bytes = bytes.dropFirst().dropLast() }
        var result: [UInt8] = []
        var digits = 0
        var mayBreak = false
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                guard mayBreak else { return nil }
                mayBreak = false
                continue
            }
            if [8, 12, 16, 20].contains(digits) { result.append(UInt8(ascii: "-")) }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): result.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): result.append(byte | 0x20)
            default: return nil
            }
            digits += 1
            guard digits <= 32 else { return nil }
            mayBreak = [8, 12, 16, 20].contains(digits)
        }
        return digits == 32 ? String(decoding: result, as: UTF8.self) : nil
    }
}
