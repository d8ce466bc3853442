import Accounts
import Archer
import Luminate
import TestSupport
import Testing

@testable import Emulator

@Suite("Settings from Swift")
struct EmulatorSettingsTests {
    private func instance(_ name: String) -> ArcherSettings {
        var settings = ArcherSettings()
        settings.instance = name
        return settings
    }

    @Test("apply to one site or to all, in whatever order they are set", arguments: [false, true])
    func sites(isSiteFirst: Bool) throws {
        var settings = EmulatorSettings()
        if isSiteFirst { settings.set(instance("Own"), inSite: "Acme") }
        settings.set(instance("Common"))
        if !isSiteFirst { settings.set(instance("Own"), inSite: "acme") }
        let registry = SiteRegistry(fallback: SiteID(rawValue: 1), named: ["acme": SiteID(rawValue: 2), "other": SiteID(rawValue: 3)])
        let perSite = settings.perSite(of: ArcherSystem(), in: registry)
        #expect([1, 2, 3].map { perSite[SiteID(rawValue: $0)].instance } == ["Common", "Own", "Common"])
    }

    @Test("of one system leave a site's other systems as they are for all sites")
    func systems() throws {
        var luminate = LuminateSettings()
        luminate.secretKey = "another"
        var settings = EmulatorSettings()
        settings.set(instance("Own"), inSite: "acme")
        settings.set(luminate)
        let registry = SiteRegistry(fallback: SiteID(rawValue: 1), named: ["acme": SiteID(rawValue: 2)])
        #expect(!settings.perSite(of: LuminateSystem(), in: registry)[SiteID(rawValue: 2)].signsWithPublicKey)
    }
}
