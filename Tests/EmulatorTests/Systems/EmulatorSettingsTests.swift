import Accounts
import Archer
import JSON
import Luminate
import TestSupport
import Testing
import XWeb

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

    @Test(
        "switch off waits for guessers in all systems, of all sites or of one",
        arguments: [
            (#"{"throttle": false}"#, [false, false]), (#"{"sites": {"acme": {"throttle": false}}}"#, [true, false]),
            (#"{"throttle": false, "sites": {"acme": {"throttle": true}}}"#, [false, true]),
            (#"{"xweb": {"Timeout": 5}, "sites": {"acme": {"throttle": false, "luminate": {"api_key": "acme"}}}}"#, [true, false]),
        ])
    func throttle(text: String, isSlow: [Bool]) throws {
        let settings = try JSON.parse(Array(text.utf8)).readObject { reader throws(JSONSchemaError) in try EmulatorSettings(&reader) }
        let registry = SiteRegistry(fallback: SiteID(rawValue: 1), named: ["acme": SiteID(rawValue: 2)])
        let sites = [1, 2].map { SiteID(rawValue: $0) }
        let archer = settings.perSite(of: ArcherSystem(), in: registry)
        let luminate = settings.perSite(of: LuminateSystem(), in: registry)
        let xweb = settings.perSite(of: XWebSystem(), in: registry)
        #expect(sites.map { archer[$0].throttle } == isSlow)
        #expect(sites.map { luminate[$0].slowsGuessing } == isSlow)
        #expect(sites.map { xweb[$0].throttle ?? true } == isSlow)
    }

    @Test("that a site begins with switch off its waits, whatever the configuration says", arguments: [#"{}"#, #"{"throttle": false}"#])
    func throttleOfBeginning(configured: String) throws {
        let settings = try JSON.parse(Array(configured.utf8)).readObject { reader throws(JSONSchemaError) in try EmulatorSettings(&reader) }
        for throttle in [true, false] {
            let beginning = try SiteBeginning(settings: .object([.init("throttle", .bool(throttle))]))
            let registry = SiteRegistry(fallback: SiteID(rawValue: 1), named: ["acme": SiteID(rawValue: 2)]) {
                site, _ in site == SiteID(rawValue: 2) ? beginning : SiteBeginning()
            }
            #expect(settings.perSite(of: ArcherSystem(), in: registry)[SiteID(rawValue: 2)].throttle == throttle)
        }
    }

    @Test("that concern all systems are checked in a site too")
    func sharedIsChecked() {
        #expect(throws: JSONSchemaError.self) { try SiteBeginning(settings: .object([.init("throttle", .string("no"))])) }
    }
}
