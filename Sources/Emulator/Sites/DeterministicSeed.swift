public import Accounts

/// What everything random in the sites follows from, so that the same calls get the same answers. It is for tests only, as it makes
/// tokens guessable.
public struct DeterministicSeed: Sendable {
    /// The seed as it was given.
    public let text: String

    /// When the clocks of all sites begin, stopped: 2030-01-01T00:00:00Z.
    public static let start = Timestamp(milliseconds: 1_893_456_000_000)

    /// Creates a seed from a text.
    public init(_ text: String) {
        self.text = text
    }

    /// Returns the sources with which a site begins.
    func sources(ofSiteNamed name: String) -> SiteSources {
        SiteSources(clock: ManualClock(at: Self.start), random: SeededRandomSource(seed: text, siteNamed: name))
    }

    /// Returns a service that loads fixtures at the moment when the sites begin. No site is named so.
    package func loading(_ users: UserService) -> UserService {
        users.at(Self.start, by: sources(ofSiteNamed: ""))
    }
}
