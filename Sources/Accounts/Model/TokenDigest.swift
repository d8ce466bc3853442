/// The digest of a token: all of a token that a store keeps. 256 bits, held in place so that a look-up allocates nothing.
public struct TokenDigest: Hashable, Sendable {
    /// How many bytes a digest has.
    public static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// A digest made of its bytes. Bytes that are missing count as zero, those beyond ``byteCount`` do not count.
    public init(_ bytes: [UInt8]) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.prefix(Self.byteCount).enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// A digest made of four words, the first eight bytes in the first word, least significant byte first.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// All bits at once: how long it takes says nothing of where two digests differ.
    public static func == (one: TokenDigest, other: TokenDigest) -> Bool {
        (one.words.0 ^ other.words.0) | (one.words.1 ^ other.words.1) | (one.words.2 ^ other.words.2) | (one.words.3 ^ other.words.3) == 0
    }

    /// A digest is as good as random, so a part of it tells digests apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }

    /// A number to share digests out by.
    var spread: UInt64 { words.1 }
}
