/// One separate world of accounts. Every row of a store belongs to a site, and nothing of one site is seen from another.
public struct SiteID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// A site known by its key.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}
