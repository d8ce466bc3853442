import Accounts
public import JSON

/// How the emulated systems are set up, in all sites and in single ones.
///
/// In a configuration file: `{"xweb": {…}, "archer": {…}, "luminate": {…}, "sites": {"acme": {"xweb": {…}}}}`. What a site says of a
/// setting counts there; what it does not mention is as in all sites.
public struct EmulatorSettings: Sendable {
    /// The settings of the systems that have a section, by the system's name.
    typealias Systems = [String: any Sendable]

    private var common: Systems = [:]
    /// Settings of single sites, by name.
    private var sites: [(name: String, systems: Systems)] = []
    private var isDemoWorld = false

    /// The vendors' defaults everywhere.
    public init() {}

    /// Takes the systems' members, and `sites`, from a configuration file.
    public init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let sections = Self.takeSections(&reader)
        common = try Self.systems(sections)
        sites = try reader.table("sites") { name, json, path throws(JSONSchemaError) in
            if name.lowercased() != SiteRegistry.defaultName, let refusal = SiteName.refusal(of: name) {
                throw JSONSchemaError(path, refusal)
            }
            let own = try json.readObject(at: path) { reader throws(JSONSchemaError) in Self.takeSections(&reader) }
            return (name, try Self.systems(sections, overriddenBy: own))
        }
    }

    /// The names of the sites that have settings of their own, as they are written.
    public var siteNames: [String] { sites.map(\.name) }

    /// Returns the settings as they hold in the demo world, where a system may be more open than elsewhere.
    public func inDemoWorld() -> EmulatorSettings {
        var settings = self
        settings.isDemoWorld = true
        return settings
    }

    /// Returns the settings of one system, by site. A site that is not in the registry is left out.
    func perSite<System: EmulatedSystem>(of system: System, in registry: SiteRegistry) -> PerSite<System.Settings> {
        let exceptions = sites.compactMap { site in
            registry.site(named: site.name).map { ($0, settings(of: system, in: site.systems)) }
        }
        return PerSite(settings(of: system, in: common), except: Dictionary(exceptions) { _, last in last })
    }

    /// Returns what there is to know of one system's settings in one site.
    func cautions<System: EmulatedSystem>(of system: System, in registry: SiteRegistry, _ site: SiteID) -> [Caution] {
        system.cautions(about: perSite(of: system, in: registry)[site])
    }

    private func settings<System: EmulatedSystem>(of system: System, in systems: Systems) -> System.Settings {
        let settings = systems[system.name] as? System.Settings ?? system.standardSettings
        return isDemoWorld ? system.inDemoWorld(settings) : settings
    }

    /// A system's section and where it stands.
    private struct Section {
        let system: any EmulatedSystem
        let json: JSON
        let path: JSONPath
    }

    private static func takeSections(_ reader: inout JSONObjectReader) -> [Section] {
        var sections: [Section] = []
        for system in emulatedSystems {
            guard let json = reader.value(system.name) else { continue }
            sections.append(Section(system: system, json: json, path: reader.path.member(system.name)))
        }
        return sections
    }

    private static func systems(_ common: [Section], overriddenBy own: [Section] = []) throws(JSONSchemaError) -> Systems {
        var systems: Systems = [:]
        for system in emulatedSystems {
            let base = common.first { $0.system.name == system.name }
            let exception = own.first { $0.system.name == system.name }
            guard let section = exception ?? base else { continue }
            systems[system.name] = try read(merge(exception?.json, over: base?.json), of: system, at: section.path)
        }
        return systems
    }

    private static func read(
        _ section: JSON, of system: some EmulatedSystem, at path: JSONPath
    ) throws(JSONSchemaError) -> any Sendable {
        try system.readSettings(section, at: path)
    }

    /// A section with the members of another put over its own.
    private static func merge(_ exception: JSON?, over base: JSON?) -> JSON {
        guard let exception else { return base ?? .null }
        guard let members = exception.members, let baseMembers = base?.members else { return exception }
        return .object(baseMembers.filter { member in !members.contains { $0.name == member.name } } + members)
    }
}
