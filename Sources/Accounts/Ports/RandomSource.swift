/// Where randomness comes from: unpredictable in service, repeatable in tests.
public protocol RandomSource: Sendable {
    /// This many random bytes.
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator, fit for secrets.
public struct SystemRandomSource: RandomSource {
    /// The system's generator.
    public init() {}

    /// Bytes from the system's generator, eight for each question to it.
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
