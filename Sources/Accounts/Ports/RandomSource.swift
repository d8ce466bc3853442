/// A source of random bytes: unpredictable in service, repeatable in tests.
public protocol RandomSource: Sendable {
    /// Returns this many random bytes.
    func bytes(_ count: Int) -> [UInt8]
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
