import ASMX
import Accounts
public import Archer
import JSON
import Operations

/// Archer's web services: a SOAP page for each class of the vendor's API, and the REST API.
struct ArcherSystem: EmulatedSystem {
    /// The addresses of Archer.
    enum Door: Sendable {
        /// A SOAP page.
        case soap(ArcherServices.ServiceName)
        /// The REST API. The rest of the path is the resource.
        case rest
        /// An API that is not emulated.
        case refused(String)
    }

    let name = "archer"
    let title = archerSystem.title
    let numberScheme = ArcherScheme.userID
    let signInSchemes = [ArcherScheme.userName]
    let standardSettings = ArcherSettings()
    let sessionKind = archerSession
    let tokenShape = "32 hexadecimal digits in capital letters"
    let sessionHolder = ArcherScheme.userID
    let sessionHolderShape = "a user's, with \"user_id\""

    var doors: [(door: Door, address: Address)] {
        pages.filter { $0.0.isEmulated }.map { (.soap($0), $1) } + [
            (.rest, Address(prefix: "prefix", [["api", "platformapi"], ["core"]], .below("RESOURCE")))
        ]
    }

    var refusedDoors: [(door: Door, address: Address)] {
        [
            (.refused("contentapi"), Address(prefix: "prefix", ["contentapi"], .below("RESOURCE"))),
            (.refused("api/V2/internal"), Address(prefix: "prefix", ["api", "V2", "internal"], .below("RESOURCE"))),
        ] + pages.filter { !$0.0.isEmulated }.map { (.soap($0), $1) }
    }

    private var pages: [(ArcherServices.ServiceName, Address)] {
        ArcherServices.ServiceName.allCases.map { ($0, Address(prefix: "prefix", ["ws"], .page($0.rawValue + ".asmx"))) }
    }

    let personalFields = archerPersonalFields

    var services: [Catalogue.Service] {
        soapServices.filter { $0.isEmulated }.map { $0.service } + [
            Catalogue.Service(restResources, of: archerREST, system: "Archer", address: "/api/core")
        ]
    }

    var unlistedServices: [Catalogue.Service] { soapServices.filter { !$0.isEmulated }.map { $0.service } }

    private var soapServices: [(isEmulated: Bool, service: Catalogue.Service)] {
        pages.map { name, address in
            let settings = standardSettings.serviceSettings(.asmx)
            return (name.isEmulated, Catalogue.Service(name.service, system: "Archer", address: address.path, settings))
        }
    }

    func publicNeeds(_ settings: ArcherSettings) -> [(name: String, value: String)] { [("instance", settings.instance)] }

    func scheme(named name: String) -> IdentityScheme? { ArcherScheme.all.first { $0.name == name } }

    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> ArcherSettings {
        try ArcherSettings(json: section, at: path)
    }

    private static let demo = DemoWorld.values(
        for: Self(), names: ["userId": ArcherScheme.userID, "userName": ArcherScheme.userName, "username": ArcherScheme.userName],
        others: ["instanceName": ArcherSettings().instance])

    func inDemoWorld(_ settings: ArcherSettings) -> ArcherSettings {
        var settings = settings
        settings.demo = Self.demo
        return settings
    }

    func withoutThrottle(_ settings: ArcherSettings) -> ArcherSettings {
        var settings = settings
        settings.throttle = false
        return settings
    }

    func readAccount(_ section: JSON, at path: JSONPath, inSiteNamed site: String) throws(JSONSchemaError) -> AccountSection {
        let fixture = try ArcherFixture(json: section, at: path)
        return AccountSection(
            identities: fixture.identities, attributes: fixture.attributes, memberships: fixture.roles, policy: fixture.securityParameter,
            isPolicyImplied: !fixture.namesSecurityParameter)
    }

    func readSite(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> SiteSection {
        let fixture = try ArcherSiteFixture(json: section, at: path)
        return SiteSection(containers: fixture.containers, nestings: fixture.nestings, policies: fixture.policies)
    }

    func checkAccount(_ section: JSON, at path: JSONPath, against site: SiteSection) throws(JSONSchemaError) {
        try ArcherSiteFixture.checkNames(ofAccount: section, at: path, against: site.containers)
    }

    var policiesOfEverySite: [(name: String, rules: AccountPolicy)] { ArcherSite.securityParameters }

    func prepare(_ site: SiteID, _ users: UserService) throws(StoreError) { try ArcherSite.prepare(site, users) }

    func token(from text: String) -> String? { archerTokenFormat.fits(text) ? text : nil }

    func start(_ environment: SystemEnvironment, _ settings: PerSite<ArcherSettings>) -> SystemHandler<Door> {
        let rights = ArcherRightsTable()
        let archer = ArcherServices(users: environment.users, settings: settings, profile: environment.profile, rights: rights)
        let rest = ArcherREST(users: environment.users, settings: settings, rights: rights)
        return { context, door, open in
            switch door {
            case .soap(let service): archer.answer(context, service: service, pathInfo: open)
            case .rest: rest.answer(context, path: open ?? "")
            case .refused(let name): rest.refuse(context, api: name)
            }
        }
    }
}

extension EmulatorSettings {
    /// Sets the settings of Archer, for all sites or for the one with this name.
    public mutating func set(_ settings: ArcherSettings, inSite name: String? = nil) {
        set(settings, of: ArcherSystem(), inSite: name)
    }
}
