import Accounts
import Calls
import JSON
public import Luminate
import Operations

/// Luminate Online's constituent servlets.
struct LuminateSystem: EmulatedSystem {
    let name = "luminate"
    let title = luminateSystem.title
    let numberScheme = LuminateScheme.consID
    let signInSchemes = [LuminateScheme.userName]
    let standardSettings = LuminateSettings()
    let sessionKind = LuminateToken.singleSignOn
    let tokenShape = "65 to 90 letters, digits, '-', '_' and '.'"
    let sessionHolder = LuminateScheme.consID
    let sessionHolderShape = "a constituent's, with \"cons_id\""

    /// What answers at an address.
    enum Door: Sendable, CustomStringConvertible {
        /// A servlet that is emulated.
        case servlet(Luminate.Servlet)
        /// The older name of the client servlet, for getLoginUrl alone.
        case connect
        /// A page that belongs to a browser's session.
        case page(Luminate.Page)
        /// The pages about the methods, which are ours.
        case methods
        /// Another servlet of the vendor's, which is refused.
        case otherServlet

        var description: String {
            switch self {
            case .servlet(let servlet): "\(servlet)"
            case .connect: "connect"
            case .page(let page): "\(page)"
            case .methods: "methods"
            case .otherServlet: "other"
            }
        }
    }

    var doors: [(door: Door, address: Address)] {
        Luminate.Servlet.allCases.map { (.servlet($0), Self.address(.servlet($0.rawValue))) }
            + [(.connect, Self.address(.servlet("CRConnectAPI")))]
            + Luminate.Page.allCases.map { (.page($0), Self.address(.servlet($0.rawValue))) }
            + [(.methods, Self.address(.help(MethodPages.name)))]
            + [(.otherServlet, Self.address(.servlets(["CR", "SR"], shown: "CR…API, SR…API")))]
    }

    private static func address(_ last: Address.Last) -> Address { Address(prefix: "org", [["site", "admin"]], last) }

    let personalFields = luminatePersonalFields

    var services: [Catalogue.Service] {
        Luminate.Servlet.allCases.map { servlet in
            Catalogue.Service(servlet, system: "Luminate Online", address: Self.address(.servlet(servlet.rawValue)).path)
        }
    }

    func publicNeeds(_ settings: LuminateSettings) -> [(name: String, value: String)] {
        settings.publishedKey.map { [("API key", $0)] } ?? []
    }

    func scheme(named name: String) -> IdentityScheme? { LuminateScheme.scheme(named: name) }

    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> LuminateSettings {
        try LuminateSettings(json: section, at: path)
    }

    private static let demo: DemoValues = {
        let isCaller = { (account: NewAccount) in account.attributes[LuminateAttribute.apiAdministrator] != nil }
        let caller = DemoWorld.accessible.accounts.first { isCaller($0.record) }
        let login: [String: String?] = [
            "login_name": caller?.record.identities.first { $0.scheme == LuminateScheme.userName }?.value,
            "login_password": caller?.password.map(DemoWorld.text),
        ]
        let names = [
            LuminateScheme.consID, LuminateScheme.memberID, LuminateScheme.primaryEmail, LuminateScheme.userName,
        ]
        return DemoWorld.values(
            for: Self(), names: Dictionary(names.map { (String($0.name.drop { $0 != "." }.dropFirst()), $0) }) { first, _ in first },
            others: login.compactMapValues { $0 }, leavingOut: isCaller)
    }()

    /// Returns settings in which redirects may lead anywhere unless hosts are configured.
    func inDemoWorld(_ settings: LuminateSettings) -> LuminateSettings {
        var settings = settings
        settings.openInDemoWorld(with: Self.demo)
        return settings
    }

    func cautions(about settings: LuminateSettings) -> [Caution] {
        var cautions: [Caution] = []
        if settings.signsWithPublicKey {
            cautions.append(
                Caution(
                    "Luminate signs redirects with the demo world's key, which anybody can read",
                    advice: "set \"secret_key\" under \"luminate\" in the configuration file"))
        }
        if settings.admitsAllNetworks {
            cautions.append(
                Caution(
                    "Luminate's server API answers callers in any network",
                    advice: "list yours in \"allowed_networks\" under \"luminate\" in the configuration file"))
        }
        return cautions
    }

    func withoutThrottle(_ settings: LuminateSettings) -> LuminateSettings {
        var settings = settings
        settings.slowsGuessing = false
        return settings
    }

    func readAccount(_ section: JSON, at path: JSONPath, inSiteNamed site: String) throws(JSONSchemaError) -> AccountSection {
        let fixture = try LuminateFixture(json: section, at: path)
        return AccountSection(identities: fixture.identities, attributes: fixture.attributes, memberships: fixture.memberships)
    }

    func readSite(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> SiteSection {
        let fixture = try LuminateSiteFixture(json: section, at: path)
        return SiteSection(values: fixture.values, containers: fixture.containers)
    }

    func checkAccount(_ section: JSON, at path: JSONPath, against site: SiteSection) throws(JSONSchemaError) {
        try LuminateSiteFixture.check(account: section, at: path, against: site.containers)
    }

    func token(from text: String) -> String? { LuminateToken.isLikeSingleSignOn(text) ? text : nil }

    func start(_ environment: SystemEnvironment, _ settings: PerSite<LuminateSettings>) -> SystemHandler<Door> {
        let luminate = Luminate(users: environment.users, settings: settings)
        return { context, door, rest in
            switch door {
            case .servlet(let servlet): return luminate.answer(context, servlet: servlet)
            case .connect: return luminate.answer(context, servlet: .client, onlyMethod: "getLoginUrl")
            case .page(let page): return luminate.answer(context, page: page)
            case .methods:
                context.page = .helpPage
                return .now(MethodPages.response(to: context.request, settings[context.site]))
            case .otherServlet: return luminate.refuse(context, servletNamed: rest ?? "")
            }
        }
    }
}

extension LuminateSettings {
    /// The key of the API, if it is that of the demo world, which is published with the program. Another one is not shown to strangers.
    var publishedKey: String? { apiKey == LuminateSettings().apiKey ? apiKey : nil }
}

extension EmulatorSettings {
    /// Sets the settings of Luminate Online, for all sites or for the one with this name.
    public mutating func set(_ settings: LuminateSettings, inSite name: String? = nil) {
        set(settings, of: LuminateSystem(), inSite: name)
    }
}
