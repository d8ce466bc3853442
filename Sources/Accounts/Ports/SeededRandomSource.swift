import Synchronization

/// A source of bytes that follow from a seed, the name of a site and the purpose. It is for tests only: whoever knows the seed knows
/// all tokens.
public final class SeededRandomSource: RandomSource {
    private let seed: String
    private let site: String
    private let sequences = Mutex<[RandomPurpose: SeededSequence]>([:])

    /// Creates a source at its beginning. Letter case in the site's name is ignored.
    public init(seed: String, siteNamed site: String) {
        self.seed = seed
        self.site = site.lowercased()
    }

    /// Creates a source that goes on at ``positions`` of another.
    public init(seed: String, siteNamed site: String, positions: [RandomPurpose: UInt64]) {
        self.seed = seed
        self.site = site.lowercased()
        sequences.withLock { $0 = positions.mapValues { SeededSequence(from: $0) } }
    }

    /// Where the sequences are. Those of which nothing was taken are omitted.
    public var positions: [RandomPurpose: UInt64] { sequences.withLock { $0.mapValues(\.position) } }

    /// Returns the next bytes of the sequence for keys.
    public func bytes(_ count: Int) -> [UInt8] { bytes(count, for: .keys) }

    /// Returns the next bytes of the sequence for a purpose.
    public func bytes(_ count: Int, for purpose: RandomPurpose) -> [UInt8] {
        sequences.withLock { sequences in
            var sequence = sequences[purpose] ?? SeededSequence(from: beginning(of: purpose))
            var bytes: [UInt8] = []
            while bytes.count < count {
                let number = sequence.nextBits()
                for shift in stride(from: 0, to: 64, by: 8) where bytes.count < count {
                    bytes.append(UInt8(truncatingIfNeeded: number >> shift))
                }
            }
            sequences[purpose] = sequence
            return bytes
        }
    }

    private func beginning(of purpose: RandomPurpose) -> UInt64 {
        // With their lengths, no two different pairs of texts are written alike.
        SeededSequence.seed(from: "\(seed.utf8.count):\(seed)\(site.utf8.count):\(site)\(purpose.rawValue)")
    }
}

/// A sequence of numbers that depends only on its beginning: SplitMix64.
public struct SeededSequence: Sendable {
    private var state: UInt64

    /// Where the sequence is. One that begins there goes on as this one does.
    public var position: UInt64 { state }

    /// Creates a sequence from where it begins.
    public init(from seed: UInt64) {
        state = seed
    }

    /// Returns the next number.
    public mutating func nextBits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Returns the next number, at least 0 and below 1.
    public mutating func next() -> Double {
        Double(nextBits() >> 11) * 0x1p-53
    }

    /// Returns a seed for a text, the same in every process.
    public static func seed(from text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
