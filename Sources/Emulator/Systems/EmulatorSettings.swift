import Accounts
import Archer
public import JSON
import Luminate
import XWeb

/// How the emulated systems are set up, in all sites and in single ones.
///
/// In a configuration file: `{"xweb": {…}, "archer": {…}, "luminate": {…}, "sites": {"acme": {"xweb": {…}}}}`. What a site says of a
/// setting counts there; what it does not mention is as in all sites.
public struct EmulatorSettings: Sendable {
    /// One site's settings of all systems.
    struct Systems: Sendable {
        var xweb = XWebSettings()
        var archer = ArcherSettings()
        var luminate = LuminateSettings()
    }

    private(set) var common = Systems()
    /// Settings of single sites, by name.
    private(set) var sites: [(name: String, systems: Systems)] = []

    /// The vendors' defaults everywhere.
    public init() {}

    /// Takes the systems' members, and `sites`, from a configuration file.
    public init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let sections = Self.takeSections(&reader)
        common = try Self.systems(sections)
        sites = try reader.table("sites") { name, json, path throws(JSONSchemaError) in
            if name.lowercased() != Sites.defaultName, let refusal = Sites.refusal(ofName: name) { throw JSONSchemaError(path, refusal) }
            let own = try json.readObject(at: path) { reader throws(JSONSchemaError) in Self.takeSections(&reader) }
            return (name, try Self.systems(sections, overriddenBy: own))
        }
    }

    /// A system's section and where it stands.
    private struct Section {
        let system: EmulatedSystem
        let json: JSON
        let path: JSONPath
    }

    private static func takeSections(_ reader: inout JSONObjectReader) -> [Section] {
        var sections: [Section] = []
        for system in EmulatedSystem.allCases {
            guard let json = reader.value(system.rawValue) else { continue }
            sections.append(Section(system: system, json: json, path: reader.path.member(system.rawValue)))
        }
        return sections
    }

    private static func systems(_ common: [Section], overriddenBy own: [Section] = []) throws(JSONSchemaError) -> Systems {
        var systems = Systems()
        for system in EmulatedSystem.allCases {
            let base = common.first { $0.system == system }
            let exception = own.first { $0.system == system }
            guard let section = exception ?? base else { continue }
            let json = merge(exception?.json, over: base?.json)
            switch system {
            case .xweb: systems.xweb = try XWebSettings(json: json, at: section.path)
            case .archer: systems.archer = try ArcherSettings(json: json, at: section.path)
            case .luminate: systems.luminate = try LuminateSettings(json: json, at: section.path)
            }
        }
        return systems
    }

    /// A section with the members of another put over its own.
    private static func merge(_ exception: JSON?, over base: JSON?) -> JSON {
        guard let exception else { return base ?? .null }
        guard let members = exception.members, let baseMembers = base?.members else { return exception }
        return .object(baseMembers.filter { member in !members.contains { $0.name == member.name } } + members)
    }

    /// The names of the sites that have settings of their own, as they are written.
    public var siteNames: [String] { sites.map(\.name) }

    /// The settings of one system, by site.
    func perSite<Settings: Sendable>(in world: Sites, _ pick: (Systems) -> Settings) -> PerSite<Settings> {
        let exceptions = sites.compactMap { site in world.site(named: site.name).map { ($0, pick(site.systems)) } }
        return PerSite(pick(common), except: Dictionary(exceptions) { _, last in last })
    }
}
