/// Where the time and the randomness of a site come from. Each site may have its own.
public final class SiteSources: Sendable {
    /// Where the time comes from.
    public let clock: any WallClock
    /// Where randomness comes from.
    public let random: any RandomSource

    /// Sources made of their parts.
    public init(clock: any WallClock, random: any RandomSource) {
        self.clock = clock
        self.random = random
    }
}
