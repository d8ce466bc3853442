/// A source of random bytes: unpredictable in service, repeatable in tests.
public protocol RandomSource: Sendable {
    /// Returns this many random bytes.
    func bytes(_ count: Int) -> [UInt8]
    /// Returns this many random bytes for a purpose. A repeatable source has a sequence for each, so that one more value for one
    /// purpose changes none for another.
    func bytes(_ count: Int, for purpose: RandomPurpose) -> [UInt8]
}

extension RandomSource {
    /// Returns bytes as for any purpose.
    public func bytes(_ count: Int, for purpose: RandomPurpose) -> [UInt8] { bytes(count) }
}

/// What random bytes are for.
public enum RandomPurpose: String, Sendable, CaseIterable {
    /// Tokens of sessions.
    case tokens
    /// Keys of records.
    case keys
    /// What is made for a single answer.
    case nonces
}

/// A source whose bytes are all for one purpose.
struct RandomSourceForPurpose: RandomSource {
    let source: any RandomSource
    let purpose: RandomPurpose

    func bytes(_ count: Int) -> [UInt8] { source.bytes(count, for: purpose) }
}

/// The operating system's random generator, which is fit for secrets.
public struct SystemRandomSource: RandomSource {
    /// Creates the source.
    public init() {}

    /// Returns bytes from the system's generator, eight for each call to it.
    public func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(0, count))
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
        }
        return bytes
    }
}
