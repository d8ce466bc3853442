/// Bytes in hexadecimal.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Returns two lower-case digits for each byte.
    public static func text(of bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Returns the bytes of which ``text(of:)`` made a text, in lower or upper case. Nil for any other text.
    public static func bytes(of text: String) -> [UInt8]? {
        let values = text.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        let digits = values.compactMap(\.self)
        guard digits.count == values.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Returns lower-case digits without a leading zero in any byte: 0x0A gives one digit and 0x00 gives `0`. Some
    /// systems print their digests this way. The bytes cannot be recovered from such a text.
    public static func unpaddedText(of bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16) }.joined()
    }
}
