import ASMX
import Accounts
import Calls
import HTTP
import JSON

/// One vendor's system: everything the emulator must know of it to read its fixtures and settings, to route requests to it, and to list what
/// it does. To add a system, conform a type and add a value of it to ``emulatedSystems``.
protocol EmulatedSystem: Sendable {
    /// How the system is set up in a site.
    associatedtype Settings: Sendable
    /// The addresses at which the system answers, told apart.
    associatedtype Door: Sendable

    /// The name of the system's section in fixtures and configuration files.
    var name: String { get }
    /// The addresses, in the order in which the documentation lists them.
    var doors: [(door: Door, address: Address)] { get }
    /// The services for the catalogue.
    var services: [Catalogue.Service] { get }

    /// The settings of a site that says nothing of the system.
    var standardSettings: Settings { get }
    /// Reads the system's section of a configuration.
    func readSettings(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> Settings

    /// Returns the settings as they hold in the demo world, whose accounts and passwords are public.
    func inDemoWorld(_ settings: Settings) -> Settings

    /// Returns what an operator who keeps people's real data should know of the settings.
    func cautions(about settings: Settings) -> [Caution]

    /// Reads what the system knows of an account from the account's section in a fixtures file.
    func readAccount(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> AccountSection
    /// Reads what the system keeps for a site and for no account: roles and the like.
    func readSiteValues(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> [(name: String, value: String)]
    /// Refuses what an account's section names of the site and the site, of which all values are given, does not have.
    func checkAccount(_ section: JSON, at path: JSONPath, against values: [(name: String, value: String)]) throws(JSONSchemaError)
    /// The kind of token that a fixture can bring.
    var sessionKind: SessionKind { get }
    /// How such a token looks, in words: "32 hexadecimal digits".
    var tokenShape: String { get }
    /// Returns a token as the system looks it up, or nil for a text that no call could show as one.
    func token(from text: String) -> String?

    /// Returns what answers requests at the system's doors.
    func start(_ environment: SystemEnvironment, _ settings: PerSite<Settings>) -> SystemHandler<Door>
}

extension EmulatedSystem {
    /// The same settings.
    func inDemoWorld(_ settings: Settings) -> Settings { settings }

    /// Nothing.
    func cautions(about settings: Settings) -> [Caution] { [] }

    /// Refuses nothing.
    func checkAccount(_ section: JSON, at path: JSONPath, against values: [(name: String, value: String)]) throws(JSONSchemaError) {}

    /// Refuses the section: the system keeps nothing for a site.
    func readSiteValues(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> [(name: String, value: String)] {
        throw JSONSchemaError(path, "this system keeps nothing for a site; only accounts have such a section")
    }
}

/// What a system knows of an account.
struct AccountSection {
    /// The keys by which the system finds the account.
    var identities: [Identity]
    /// What else it keeps.
    var attributes: [String: String]
}

/// What every system needs to run.
struct SystemEnvironment: Sendable {
    let users: UserService
    let profile: Profile
}

/// Answers a call at a door. `rest` is what the path has behind a page's name, or the name that an address leaves open.
typealias SystemHandler<Door> = @Sendable (_ context: CallContext, _ door: Door, _ rest: String?) -> HTTPAnswer

/// The emulated systems. This is the only list of them.
let emulatedSystems: [any EmulatedSystem] = [XWebSystem(), ArcherSystem(), LuminateSystem()]

/// Returns the system whose section in fixtures and configuration files has this name, or nil.
func emulatedSystem(named name: String) -> (any EmulatedSystem)? {
    emulatedSystems.first { $0.name == name }
}
