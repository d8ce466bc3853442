import Accounts
public import JSON
import Synchronization

/// The settings that a site has in place of those of the configuration.
extension SiteKeeper {
    /// Changes the settings that a site has of its own. Calls that begin afterwards meet the new ones. A reset puts back those with which
    /// the site was made.
    ///
    /// - Parameters:
    ///   - changes: The settings to change, by system and name. Null removes one, so that the one of the configuration applies.
    ///   - name: The name of the site.
    public func changeSettings(_ changes: JSON, ofSiteNamed name: String) throws(SiteError) {
        try changing.withLock { _ throws(SiteError) in
            guard let site = sites.site(named: name) else { throw .unknown(name) }
            try merge(changes, intoSettingsOf: site)
            sites.changeSettings(of: site, named: name)
        }
    }

    /// Stores the settings that a site has with changes. Stores nothing if it cannot have them.
    func merge(_ changes: JSON, intoSettingsOf site: SiteID) throws(SiteError) {
        let present = try Self.storing { () throws(StoreError) in try SiteBeginning(of: site, in: users.store).settings }
        let settings = (present ?? .object([])).merged(with: changes)
        try Self.check(settings)
        let text = settings.members?.isEmpty == true ? nil : String(decoding: settings.bytes, as: UTF8.self)
        try Self.storing { () throws(StoreError) in try users.setValue(text, named: SiteBeginning.settingsName, in: site) }
    }

    /// Throws if no site can have these settings.
    static func check(_ settings: JSON) throws(SiteError) {
        do throws(JSONSchemaError) {
            _ = try SiteBeginning(settings: JSON.object([]).merged(with: settings))
        } catch {
            throw .badSettings(error)
        }
    }
}

extension SiteRegistry {
    /// Returns the settings that a site has in place of those of the configuration, by system and name.
    public func ownSettings(ofSiteNamed name: String) -> JSON {
        site(named: name).flatMap { beginning(with: $0).settings } ?? .object([])
    }
}
