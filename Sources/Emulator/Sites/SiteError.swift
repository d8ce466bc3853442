public import JSON

/// Why a site cannot be created or removed. Nothing has changed in that case.
public enum SiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No site can have this name, for this reason.
    case badName(String)
    /// There is a site with this name.
    case exists(String)
    /// There is no site with this name.
    case unknown(String)
    /// There are as many sites as there can be: this number.
    case tooManySites(Int)
    /// The default site cannot be removed.
    case isDefault
    /// The fixtures are for several sites.
    case severalSites
    /// It is not known what the site with this name was made from: it was in the store when the server started.
    case noOrigin(String)
    /// No snapshot can have the name.
    case badSnapshotName
    /// There is no snapshot with this name.
    case noSnapshot(String)
    /// The site has as many snapshots as it can have, or the server has.
    case tooManySnapshots
    /// The site has too many accounts for a snapshot.
    case tooLargeForSnapshot
    /// Parts of a snapshot exclude each other, for this reason.
    case contradiction(String)
    /// A site cannot have one of the settings. The path is from the settings.
    case badSettings(JSONSchemaError)
    /// The store or the fixtures are not usable, for this reason.
    case store(String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .badName(let reason): reason
        case .exists(let name): "there is a site \"\(name)\" already"
        case .unknown(let name): "there is no site \"\(name)\""
        case .tooManySites(let limit):
            "there can be \(limit) sites; delete one first, or give those of tests a \"ttl\" so that they go by themselves"
        case .isDefault: "the default site cannot be removed"
        case .severalSites: "the fixtures are for several sites; those for one have no member \"sites\""
        case .noOrigin(let name): "the site \"\(name)\" was in the store at the start, so it has no fixtures to go back to"
        case .badSnapshotName: "a snapshot's name \(SiteName.segmentRule)"
        case .noSnapshot(let name): "there is no snapshot \"\(name)\""
        case .tooManySnapshots:
            """
            there can be \(SiteKeeper.Snapshot.greatestNumberPerSite) snapshots of a site and \(SiteKeeper.Snapshot.greatestNumber) \
            altogether; delete one first
            """
        case .tooLargeForSnapshot: "a site of more than \(SiteKeeper.Snapshot.greatestAccounts) accounts cannot be copied"
        case .contradiction(let reason): "the snapshot contradicts itself: \(reason)"
        case .badSettings(let error): error.description
        case .store(let reason): reason
        }
    }
}
