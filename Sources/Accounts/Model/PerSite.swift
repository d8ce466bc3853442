/// A value that may differ from site to site: one for all, and exceptions.
public struct PerSite<Value: Sendable>: Sendable {
    private let common: Value
    private let exceptions: [SiteID: Value]

    /// One value for all sites but those named.
    public init(_ common: Value, except exceptions: [SiteID: Value] = [:]) {
        self.common = common
        self.exceptions = exceptions
    }

    /// The value that holds for a site.
    public subscript(site: SiteID) -> Value {
        exceptions.isEmpty ? common : exceptions[site] ?? common
    }
}
