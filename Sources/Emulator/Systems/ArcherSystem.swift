import ASMX
import Accounts
public import Archer
import JSON
import Operations

/// Archer's web services: a SOAP page for each class of the vendor's API.
struct ArcherSystem: EmulatedSystem {
    let name = "archer"
    let title = archerSystem.title
    let signInSchemes = [ArcherScheme.userName]
    let standardSettings = ArcherSettings()
    let sessionKind = archerSession
    let tokenShape = "32 hexadecimal digits in capital letters"
    let sessionHolder = ArcherScheme.userID
    let sessionHolderShape = "a user's, with \"user_id\""

    var doors: [(door: ArcherServices.ServiceName, address: Address)] {
        ArcherServices.ServiceName.allCases.map { ($0, Address(prefix: "prefix", ["ws"], .page($0.rawValue + ".asmx"))) }
    }

    var services: [Catalogue.Service] {
        doors.filter { $0.door.isEmulated }.map { name, address in
            Catalogue.Service(name.service, system: "Archer", address: address.path) {
                name.service.contract(standardSettings.serviceSettings(.asmx), at: $0)
            }
        }
    }

    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> ArcherSettings {
        try ArcherSettings(json: section, at: path)
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

    var policiesOfEverySite: [String] { ArcherSite.securityParameterNames }

    func prepare(_ site: SiteID, _ users: UserService) throws(StoreError) { try ArcherSite.prepare(site, users) }

    func token(from text: String) -> String? { archerTokenFormat.fits(text) ? text : nil }

    func start(
        _ environment: SystemEnvironment, _ settings: PerSite<ArcherSettings>
    ) -> SystemHandler<ArcherServices.ServiceName> {
        let archer = ArcherServices(users: environment.users, settings: settings, profile: environment.profile)
        return { context, service, rest in archer.answer(context, service: service, pathInfo: rest) }
    }
}

extension EmulatorSettings {
    /// Sets the settings of Archer, for all sites or for the one with this name.
    public mutating func set(_ settings: ArcherSettings, inSite name: String? = nil) {
        set(settings, of: ArcherSystem(), inSite: name)
    }
}
