/// What ends by itself in a site, and when.
public protocol EndingStore: Sendable {
    /// Returns the moments after `start`, up to and with `end`, at which something of a kind ends, in order; at most `limit`.
    func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending]
    /// Returns how many accounts, sessions and events were made after a moment, and passwords set.
    func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int
}

/// Things that end by themselves.
public enum EndingKind: Hashable, Sendable {
    /// Sessions, unless they are used again. Times of use that were given to ``SessionStore/touch(_:)`` count from the next
    /// commit on.
    case sessions
    /// Locks by failures of the subjects whose keys begin with a text.
    case locks(ofSubjectsFrom: String)
    /// Passwords of the accounts with a rule set, which live so long. Those of system accounts are left out; see
    /// ``Account/isSystemAccount``.
    case passwords(under: PolicyID, lifetime: Duration)
}

/// A moment at which something ends.
public struct Ending: Hashable, Sendable {
    /// The moment.
    public let at: Timestamp
    /// How many end then.
    public let count: Int

    /// Creates a moment from its parts.
    public init(at: Timestamp, count: Int) {
        self.at = at
        self.count = count
    }
}
