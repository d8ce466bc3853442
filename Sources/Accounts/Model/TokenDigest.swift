/// The digest of a token: the only part of a token that a store keeps. Its 256 bits are stored inline, so that a
/// look-up allocates nothing.
public struct TokenDigest: Hashable, Sendable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Creates a digest from its bytes. Missing bytes count as zero, and bytes beyond ``byteCount`` are ignored.
    public init(_ bytes: [UInt8]) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.prefix(Self.byteCount).enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// Creates a digest from four words. The first word contains the first eight bytes, the least significant byte
    /// first.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The 32 bytes of the digest.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// Creates a digest from 64 hexadecimal digits in lower case. Returns nil for any other text.
    init?(hexadecimal text: String) {
        let digits = text.utf8.map { $0 >= 0x61 ? $0 &- 0x61 &+ 10 : $0 &- 0x30 }
        guard digits.count == 2 * Self.byteCount, digits.allSatisfy({ $0 < 16 }) else { return nil }
        self.init(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    /// The digest in hexadecimal digits in lower case.
    var hexadecimal: String { hexadecimal(first: Self.byteCount) }

    /// Returns the first bytes of the digest in hexadecimal digits in lower case.
    func hexadecimal(first count: Int) -> String {
        String(unsafeUninitializedCapacity: 2 * count) { digits in
            for (index, byte) in bytes.prefix(count).enumerated() {
                digits[2 * index] = Self.digit(byte >> 4)
                digits[2 * index + 1] = Self.digit(byte & 15)
            }
            return 2 * count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }

    /// Compares all bits together. The time taken does not reveal where two digests differ.
    public static func == (one: TokenDigest, other: TokenDigest) -> Bool {
        (one.words.0 ^ other.words.0) | (one.words.1 ^ other.words.1) | (one.words.2 ^ other.words.2) | (one.words.3 ^ other.words.3) == 0
    }

    /// Hashes a part of the digest. A digest is as good as random, so a part of it is enough.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }

    /// A number for distributing digests over a table.
    var spread: UInt64 { words.1 }
}
