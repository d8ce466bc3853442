/// A separate set of accounts. Every row of a store belongs to a site, and no site can see another's data.
public struct SiteID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// Creates the key of a site.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}
