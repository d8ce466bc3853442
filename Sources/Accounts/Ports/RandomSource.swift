/// Where randomness comes from: unpredictable in service, repeatable in tests.
public protocol RandomSource: Sendable {
    /// This many random bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator, fit for secrets.
public struct SystemRandomSource: RandomSource {
    /// The system's generator.
    public init() {}

    /// Bytes from the system's generator.
    public func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
