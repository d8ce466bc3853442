import Accounts
public import JSON
import Synchronization

/// The settings of the emulated systems, for all sites and for single ones.
///
/// In a configuration file: `{"xweb": {…}, "archer": {…}, "luminate": {…}, "sites": {"acme": {"xweb": {…}}}}`. The
/// settings in a site's section apply to that site. Settings that it does not mention are those of all sites.
///
/// With `"throttle": false` beside the systems' names, failures in a row slow nobody down, in any system.
public struct EmulatorSettings: Sendable {
    /// The settings of the systems that have a section, by system name.
    typealias Systems = [String: any Sendable]

    private var common: Systems = [:]
    /// The settings of single sites, by name.
    private var sites: [Exception] = []
    /// The sections of the configuration for all sites, by system name.
    private var sections: [String: JSON] = [:]
    /// Whether failures in a row slow down further tries, unless a system says otherwise.
    private var slowsGuessing = true

    /// What differs in a site.
    private struct Exception: Sendable {
        let name: String
        var systems: Systems = [:]
        /// The sections of the configuration, by system name.
        var sections: [String: JSON] = [:]
        /// Whether failures in a row slow down further tries.
        var slowsGuessing = true
    }

    /// Whether these are the settings for the demo world.
    private(set) var isDemoWorld = false

    /// Creates settings with the vendors' defaults for all sites.
    public init() {}

    /// Reads the systems' members and `sites` from a configuration file.
    public init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let sections = try Self.takeSections(&reader)
        common = try Self.systems(sections)
        sites = try reader.table("sites") { name, json, path throws(JSONSchemaError) in
            if name.lowercased() != SiteRegistry.defaultName, let refusal = SiteName.refusal(of: name) {
                throw JSONSchemaError(path, refusal)
            }
            let own = try json.readObject(at: path) { reader throws(JSONSchemaError) in try Self.takeSections(&reader) }
            return Exception(
                name: name, systems: try Self.systems(sections, overriddenBy: own), sections: Self.json(own.systems),
                slowsGuessing: own.throttle ?? sections.throttle ?? true)
        }
        self.sections = Self.json(sections.systems)
        slowsGuessing = sections.throttle ?? true
    }

    /// The names of the sites with their own settings, as written.
    public var siteNames: [String] { sites.map(\.name) }

    /// Returns whether a name, such as `archer.instance`, is that of a setting of systems for all sites.
    public static func isSetting(_ name: String) -> Bool {
        name == throttleName || emulatedSystems.contains { name.hasPrefix("\($0.name).") }
    }

    private static let throttleName = "throttle"

    /// Returns these settings for the demo world, where a system may be more open than elsewhere.
    public func inDemoWorld() -> EmulatorSettings {
        var settings = self
        settings.isDemoWorld = true
        return settings
    }

    /// Returns the settings of one system by site. Those that a site begins with come before those of the configuration. Sites that are
    /// not in the registry are omitted.
    func perSite<System: EmulatedSystem>(of system: System, in registry: SiteRegistry) -> PerSite<System.Settings> {
        let perSite = PerSite(settings(of: system, in: common))
        let ended = Mutex(Array(repeating: SiteID?.none, count: Self.endedKept))
        registry.followSettings { site, name, beginning in
            perSite.set(settings(of: system, inSiteNamed: name, beginning), for: site)
        }
        registry.followEnds { site in
            let forgotten = ended.withLock { ended -> SiteID? in
                ended.append(site)
                return ended.removeFirst()
            }
            if let forgotten { perSite.set(nil, for: forgotten) }
        }
        return perSite
    }

    /// For how many sites that were replaced or removed the settings are kept, for calls that began before. They write nothing any more.
    private static var endedKept: Int { 64 }

    /// Returns the settings of one system in a site. Nil if they are those of all sites.
    private func settings<System: EmulatedSystem>(
        of system: System, inSiteNamed name: String, _ beginning: SiteBeginning
    ) -> System.Settings? {
        let own = sites.last { $0.name.lowercased() == name }
        guard let section = beginning.settings?[system.name], section != .null else {
            return own.map { settings(of: system, in: $0.systems.merging(common) { own, _ in own }) }
        }
        let configured = Self.merge(own?.sections[system.name], over: sections[system.name] ?? .object([]))
        let merged = Self.merge(section, over: configured)
        // Both are usable. Should they exclude each other, those of the site are.
        let read = (try? system.readSettings(merged, at: .root)) ?? (try? system.readSettings(section, at: .root))
        let isSlow = own?.slowsGuessing ?? slowsGuessing
        return read.map { isDemoWorld ? system.inDemoWorld($0) : $0 }.map { isSlow ? $0 : system.withoutThrottle($0) }
    }

    /// Returns a function for the cautions about one system's settings in a site.
    func cautions<System: EmulatedSystem>(of system: System, in registry: SiteRegistry) -> (SiteID) -> [Caution] {
        let settings = perSite(of: system, in: registry)
        return { system.cautions(about: settings[$0]) }
    }

    /// Sets the settings of one system, for all sites or for the one with this name. All settings of the system are replaced.
    mutating func set<System: EmulatedSystem>(_ settings: System.Settings, of system: System, inSite name: String?) {
        guard let name else {
            common[system.name] = settings
            return
        }
        let index = sites.firstIndex { $0.name.lowercased() == name.lowercased() }
        if index == nil { sites.append(Exception(name: name)) }
        sites[index ?? sites.endIndex - 1].systems[system.name] = settings
    }

    private static func json(_ sections: [Section]) -> [String: JSON] {
        Dictionary(sections.map { ($0.system.name, $0.json) }) { first, _ in first }
    }

    private func settings<System: EmulatedSystem>(of system: System, in systems: Systems) -> System.Settings {
        let settings = systems[system.name] as? System.Settings ?? system.standardSettings
        return isDemoWorld ? system.inDemoWorld(settings) : settings
    }

    /// The section of a system, with its place.
    private struct Section {
        let system: any EmulatedSystem
        let json: JSON
        let path: JSONPath
    }

    /// The sections of all sites, or of one.
    private struct Sections {
        var systems: [Section] = []
        /// Whether failures in a row slow down further tries. Nil if each system says so itself.
        var throttle: Bool?
    }

    private static func takeSections(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Sections {
        var sections = Sections(throttle: try reader.bool(throttleName))
        for system in emulatedSystems {
            guard let json = reader.value(system.name) else { continue }
            sections.systems.append(Section(system: system, json: json, path: reader.path.member(system.name)))
        }
        return sections
    }

    private static func systems(_ common: Sections, overriddenBy own: Sections = Sections()) throws(JSONSchemaError) -> Systems {
        let isSlow = own.throttle ?? common.throttle ?? true
        var systems: Systems = [:]
        for system in emulatedSystems {
            let base = common.systems.first { $0.system.name == system.name }
            let exception = own.systems.first { $0.system.name == system.name }
            guard (exception ?? base) != nil || !isSlow || own.throttle != nil else { continue }
            let section = merge(exception?.json, over: base?.json ?? .object([]))
            systems[system.name] = try read(section, of: system, at: (exception ?? base)?.path ?? .root, slowing: isSlow)
        }
        return systems
    }

    private static func read(
        _ section: JSON, of system: some EmulatedSystem, at path: JSONPath, slowing isSlow: Bool
    ) throws(JSONSchemaError) -> any Sendable {
        let settings = try system.readSettings(section, at: path)
        return isSlow ? settings : system.withoutThrottle(settings)
    }

    /// Returns a section in which the members of another one replace its own.
    private static func merge(_ exception: JSON?, over base: JSON) -> JSON {
        guard let exception else { return base }
        guard let members = exception.members, let baseMembers = base.members else { return exception }
        return .object(baseMembers.filter { member in !members.contains { $0.name == member.name } } + members)
    }
}
