/// The format of a token. With a count of 16 bytes or more, each format has at least 128 random bits, except those
/// meant for people to type.
public enum TokenFormat: Sendable {
    /// A random GUID in lower case: RFC 4122, version 4, with 122 random bits.
    case guid
    /// Random bytes in hexadecimal, in upper case.
    case upperHex(bytes: Int)
    /// Random bytes in hexadecimal, in lower case.
    case lowerHex(bytes: Int)
    /// Random bytes in the URL-safe base64 alphabet, without padding: RFC 4648, section 5.
    case base64URL(bytes: Int)
    /// Random decimal digits, all equally likely.
    case decimalDigits(count: Int)
    /// The result of a function that gets a source of random bytes.
    case custom(@Sendable (any RandomSource) -> String)

    /// Generates a token.
    public func mint(from source: any RandomSource, for purpose: RandomPurpose = .keys) -> String {
        let random = RandomSourceForPurpose(source: source, purpose: purpose)
        return switch self {
        case .guid: Self.guid(of: random.bytes(16))
        case .upperHex(let count): Self.hex(random.bytes(count), digits: Self.upperDigits)
        case .lowerHex(let count): Self.hex(random.bytes(count), digits: Self.lowerDigits)
        case .base64URL(let count): Self.base64URL(random.bytes(count))
        case .decimalDigits(let count): Self.decimalDigits(count, from: random)
        case .custom(let mint): mint(random)
        }
    }

    /// Returns whether a text could be a token of this format. For a ``custom(_:)`` format every text could.
    public func fits(_ token: String) -> Bool {
        switch self {
        case .guid: Self.isGUID(token)
        case .upperHex(let count): Self.consists(token, of: Self.upperDigits, count: count * 2)
        case .lowerHex(let count): Self.consists(token, of: Self.lowerDigits, count: count * 2)
        case .base64URL(let count): Self.consists(token, of: Self.base64Digits, count: (count * 4 + 2) / 3)
        case .decimalDigits(let count): Self.consists(token, of: Self.upperDigits.prefix(10), count: count)
        case .custom: true
        }
    }

    private static func consists(_ token: some StringProtocol, of alphabet: some Collection<UInt8>, count: Int) -> Bool {
        token.utf8.count == count && token.utf8.allSatisfy { alphabet.contains($0) }
    }

    /// Returns whether a text is a GUID of any version. Tokens that were generated elsewhere are accepted too.
    private static func isGUID(_ token: String) -> Bool {
        let groups = token.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { consists($0, of: lowerDigits, count: $0.utf8.count) }
    }

    /// More digits than any system prints.
    private static let maximumDigits = 1024
    private static let upperDigits = Array("0123456789ABCDEF".utf8)
    private static let lowerDigits = Array("0123456789abcdef".utf8)
    private static let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func hex(_ bytes: some Sequence<UInt8>, digits: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func guid(of bytes: [UInt8]) -> String {
        let marked = bytes.enumerated().map { index, byte in
            switch index {
            case 6: byte & 0x0F | 0x40  // the version
            case 8: byte & 0x3F | 0x80  // the variant
            default: byte
            }
        }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16]
        return groups.map { hex(marked[$0.clamped(to: marked.indices)], digits: lowerDigits) }.joined(separator: "-")
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(base64Digits[Int(bits >> count & 63)])
            }
            bits &= 1 << count - 1
        }
        if count > 0 { text.append(base64Digits[Int(bits << (6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decimalDigits(_ count: Int, from random: any RandomSource) -> String {
        // Four bytes for each digit: some digits are more likely than others by less than one part in 400 million.
        let bytes = random.bytes(max(0, min(count, maximumDigits)) * 4)
        let digits = stride(from: 0, to: bytes.count, by: 4).map { start in
            UInt8(ascii: "0") + UInt8(bytes[start...].prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } % 10)
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
