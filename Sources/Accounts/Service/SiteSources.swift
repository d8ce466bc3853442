/// The sources of the time and of random bytes for a site. Each site may have its own.
public final class SiteSources: Sendable {
    /// The source of the time.
    public let clock: any WallClock
    /// The source of random bytes.
    public let random: any RandomSource

    /// Creates sources from their parts.
    public init(clock: any WallClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }
}
