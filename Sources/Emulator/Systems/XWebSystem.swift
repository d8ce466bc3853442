import ASMX
import Accounts
import JSON
import Operations
public import XWeb

/// netFORUM xWEB: a SOAP page and its JSON twin.
struct XWebSystem: EmulatedSystem {
    /// The addresses of xWEB.
    enum Door: Sendable {
        /// The SOAP page.
        case soap
        /// The JSON twin. The rest of the path is the operation's name.
        case json
    }

    let name = "xweb"
    let title = xwebSystem.title
    let numberScheme = XWebScheme.recno
    let signInSchemes = [XWebScheme.programUser, XWebScheme.webLogin, XWebScheme.email]
    let standardSettings = XWebSettings()
    let sessionKind = XWebToken.program
    let tokenShape = "a GUID such as df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    let sessionHolder = XWebScheme.programUser
    let sessionHolderShape = "a calling program's, with \"user_name\""

    var doors: [(door: Door, address: Address)] {
        [
            (.soap, Self.page("netForumXML.asmx")),
            (.json, Address(prefix: "prefix", ["xweb", "JSON"], .anything("NAME"))),
            (.json, Address(prefix: nil, ["JSON"], .anything("NAME"))),
        ]
    }

    func addedDoors(_ settings: XWebSettings) -> [(door: Door, address: Address)] {
        settings.pageNames.map { (.soap, Self.page($0)) }
    }

    private static func page(_ name: String) -> Address { Address(prefix: "prefix", ["xweb", "secure"], .page(name)) }

    let personalFields = xwebPersonalFields

    var services: [Catalogue.Service] { [service(of: standardSettings.build)] }

    var unlistedServices: [Catalogue.Service] { XWebBuild.allCases.filter { $0 != standardSettings.build }.map { service(of: $0) } }

    private func service(of build: XWebBuild) -> Catalogue.Service {
        let (settings, service) = (standardSettings, xwebService(build))
        return Catalogue.Service(
            service, system: "xWEB", address: doors[0].address.path, settings.serviceSettings(.asmx), furtherSamples: XWebHost.samples)
    }

    func scheme(named name: String) -> IdentityScheme? { XWebScheme.all.first { $0.name == name } }

    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> XWebSettings {
        try XWebSettings(json: section, at: path)
    }

    private static let demo: DemoValues = {
        let person = ["recno", "cst_recno"].map { ($0, XWebScheme.recno) }
        let keys = ["cst_key", "CustomerKey", "IndividualKey"].map { ($0, XWebScheme.customerKey) }
        let addresses = ["emailToMatch", "username"].map { ($0, XWebScheme.email) }
        return DemoWorld.values(for: Self(), names: Dictionary(person + keys + addresses) { first, _ in first })
    }()

    /// Returns settings in which failures in a row slow nobody down unless that is configured.
    func inDemoWorld(_ settings: XWebSettings) -> XWebSettings {
        var settings = settings
        settings.openInDemoWorld(with: Self.demo)
        return settings
    }

    func withoutThrottle(_ settings: XWebSettings) -> XWebSettings {
        var settings = settings
        settings.throttle = false
        return settings
    }

    func readAccount(_ section: JSON, at path: JSONPath, inSiteNamed site: String) throws(JSONSchemaError) -> AccountSection {
        let fixture = try XWebFixture(json: section, at: path, inSiteNamed: site)
        return AccountSection(
            identities: fixture.identities, attributes: fixture.attributes, memberships: fixture.roles, rows: fixture.rows)
    }

    func readSite(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> SiteSection {
        let fixture = try XWebSiteFixture(json: section, at: path)
        return SiteSection(values: fixture.values, containers: fixture.roles, rows: fixture.rows)
    }

    func checkAccount(_ section: JSON, at path: JSONPath, against site: SiteSection) throws(JSONSchemaError) {
        try XWebSiteFixture.check(account: section, at: path, against: site.containers, site.values)
    }

    func token(from text: String) -> String? { GUIDText.normalized(text) }

    func start(_ environment: SystemEnvironment, _ settings: PerSite<XWebSettings>) -> SystemHandler<Door> {
        let xweb = XWebService(users: environment.users, settings: settings, profile: environment.profile)
        return { context, door, rest in
            switch door {
            case .soap: xweb.soap(context, pathInfo: rest)
            case .json: xweb.json(context, operation: rest ?? "")
            }
        }
    }
}

extension EmulatorSettings {
    /// Sets the settings of xWEB, for all sites or for the one with this name.
    public mutating func set(_ settings: XWebSettings, inSite name: String? = nil) {
        set(settings, of: XWebSystem(), inSite: name)
    }
}
