/// What a site begins with.
public enum SiteContent: Sendable {
    /// Nothing.
    case empty
    /// What the default site began with.
    case starting
    /// The default site's part of a fixtures file without other sites.
    case fixtures(Fixtures)
    /// What the site with this name has now.
    case site(String)
    /// What the snapshot of a site with this name holds.
    case snapshot(String, ofSiteNamed: String)
}
