/// Bytes in hexadecimal.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Returns two lower-case digits for each byte.
    public static func text(of bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Returns lower-case digits without a leading zero in any byte: 0x0A gives one digit and 0x00 gives `0`. Some
    /// systems print their digests this way. The bytes cannot be recovered from such a text.
    public static func unpaddedText(of bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16) }.joined()
    }
}
