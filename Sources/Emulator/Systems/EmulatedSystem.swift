import ASMX
package import Accounts
import Calls
import HTTP
import JSON

/// One vendor's system: everything that the emulator needs to read its fixtures and settings, to route requests to it,
/// and to list its operations. To add a system, conform a type and add a value of it to ``emulatedSystems``.
protocol EmulatedSystem: Sendable {
    /// The settings of the system in a site.
    associatedtype Settings: Sendable
    /// The addresses of the system.
    associatedtype Door: Sendable

    /// The name of the system's section in fixtures and configuration files.
    var name: String { get }
    /// The addresses, in the order of the documentation.
    var doors: [(door: Door, address: Address)] { get }
    /// Returns the further addresses that settings give the system.
    func addedDoors(_ settings: Settings) -> [(door: Door, address: Address)]
    /// The addresses of the vendor's at which calls are refused because nothing there is emulated.
    var refusedDoors: [(door: Door, address: Address)] { get }
    /// The name of the system as people write it.
    var title: String { get }
    /// The schemes of the names with which people and programs sign in, for the page about the demo world.
    var signInSchemes: [IdentityScheme] { get }
    /// The scheme of the numbers by which calls name people.
    var numberScheme: IdentityScheme { get }
    /// Returns what calls must give besides the names of accounts, as far as everybody may know it, with what it is.
    func publicNeeds(_ settings: Settings) -> [(name: String, value: String)]
    /// Returns the scheme of identities with this name in a store, or nil if it is none of the system's.
    func scheme(named name: String) -> IdentityScheme?
    /// The services for the catalogue.
    var services: [Catalogue.Service] { get }
    /// What the fields of its records tell about people, by name.
    var personalFields: [String: PersonalData] { get }
    /// Further services that calls can name: those that refuse every call, and those of other builds.
    var unlistedServices: [Catalogue.Service] { get }

    /// The settings of a site that configures nothing.
    var standardSettings: Settings { get }
    /// Reads the system's section of a configuration.
    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> Settings

    /// Returns the settings for the demo world, whose accounts and passwords are public.
    func inDemoWorld(_ settings: Settings) -> Settings

    /// Returns the settings for a site where failures in a row slow nobody down.
    func withoutThrottle(_ settings: Settings) -> Settings

    /// Returns what an operator with people's real data should know about the settings.
    func cautions(about settings: Settings) -> [Caution]

    /// Reads the system's section of an account in a fixtures file. `site` is the name of the account's site.
    func readAccount(_ section: JSON, at path: JSONPath, inSiteNamed site: String) throws(JSONSchemaError) -> AccountSection
    /// Reads the system's section of a site, with its values and containers such as roles.
    func readSite(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> SiteSection
    /// The rule sets that every site has.
    var policiesOfEverySite: [(name: String, rules: AccountPolicy)] { get }
    /// Stores what every site has from the beginning. It does nothing for a site that has it.
    func prepare(_ site: SiteID, _ users: UserService) throws(StoreError)
    /// Throws if an account's section names something that its site does not have. `site` is what the file has for
    /// the site, of all systems.
    func checkAccount(_ section: JSON, at path: JSONPath, against site: SiteSection) throws(JSONSchemaError)
    /// The kind of token that a fixture can contain.
    var sessionKind: SessionKind { get }
    /// The format of such a token in words: "32 hexadecimal digits".
    var tokenShape: String { get }
    /// The scheme of the identity that makes an account one whose tokens are of ``sessionKind``.
    var sessionHolder: IdentityScheme { get }
    /// Such an account in words: "a calling program's, with \"user_name\"".
    var sessionHolderShape: String { get }
    /// Returns a token in the form in which the system looks it up, or nil for a text that cannot be one.
    func token(from text: String) -> String?

    /// Returns the handler for requests at the system's addresses.
    func start(_ environment: SystemEnvironment, _ settings: PerSite<Settings>) -> SystemHandler<Door>
}

extension EmulatedSystem {
    /// Returns an empty list.
    func addedDoors(_ settings: Settings) -> [(door: Door, address: Address)] { [] }

    /// Returns an empty list.
    func publicNeeds(_ settings: Settings) -> [(name: String, value: String)] { [] }

    /// There are none.
    var refusedDoors: [(door: Door, address: Address)] { [] }

    /// There are none.
    var unlistedServices: [Catalogue.Service] { [] }

    /// Returns the settings unchanged.
    func inDemoWorld(_ settings: Settings) -> Settings { settings }

    /// Returns an empty list.
    func cautions(about settings: Settings) -> [Caution] { [] }

    /// None.
    var policiesOfEverySite: [(name: String, rules: AccountPolicy)] { [] }

    /// Does nothing.
    func prepare(_ site: SiteID, _ users: UserService) throws(StoreError) {}

    /// Does nothing.
    func checkAccount(_ section: JSON, at path: JSONPath, against site: SiteSection) throws(JSONSchemaError) {}

    /// Throws: the system has nothing for a site.
    func readSite(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> SiteSection {
        throw JSONSchemaError(path, "this system keeps nothing for a site; only accounts have such a section")
    }
}

/// The content of a system's section for an account.
struct AccountSection {
    /// The identities by which the system finds the account.
    var identities: [Identity]
    /// Further attributes.
    var attributes: [String: String]
    /// The containers the account is in; they are made where the site does not have them.
    var memberships: [NewContainer] = []
    /// The name of the account's rule set, if the account's own member `policy` does not name one.
    var policy: String?
    /// Whether the rule set follows from other members, and not from one that names it. It then applies only if the account
    /// belongs to no other system.
    var isPolicyImplied = false
    /// Rows that belong to the account. They name no account, because it has no key yet.
    var rows: [Row] = []
}

/// What a system keeps for a site and for no account.
struct SiteSection {
    /// Values by name.
    var values: [(name: String, value: String)] = []
    /// Roles, groups and the like.
    var containers: [NewContainer] = []
    /// Which of them are in which.
    var nestings: [(child: NewContainer, parent: NewContainer)] = []
    /// Rule sets.
    var policies: [(name: String, rules: AccountPolicy, fields: [String: String])] = []
    /// Rows that belong to no account.
    var rows: [Row] = []
}

/// What every system needs to run.
struct SystemEnvironment: Sendable {
    let users: UserService
    let profile: Profile
}

/// Answers a call at one of a system's addresses. `rest` is the part of the path after a page's name, or the name that
/// an address leaves open.
typealias SystemHandler<Door> = @Sendable (_ context: CallContext, _ door: Door, _ rest: String?) -> HTTPAnswer

/// The emulated systems. This is the only list of them.
let emulatedSystems: [any EmulatedSystem] = [XWebSystem(), ArcherSystem(), LuminateSystem()]

/// Returns the scheme of identities with this name in a store.
package func knownScheme(named name: String) -> IdentityScheme? {
    emulatedSystems.lazy.compactMap { $0.scheme(named: name) }.first
}

/// Returns the system whose section in fixtures and configuration files has this name, or nil.
func emulatedSystem(named name: String) -> (any EmulatedSystem)? {
    emulatedSystems.first { $0.name == name }
}
