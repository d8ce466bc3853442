import Accounts
public import JSON
import Synchronization

/// The settings of the emulated systems, for all sites and for single ones.
///
/// In a configuration file: `{"xweb": {…}, "archer": {…}, "luminate": {…}, "sites": {"acme": {"xweb": {…}}}}`. The
/// settings in a site's section apply to that site. Settings that it does not mention are those of all sites.
///
/// Settings that concern all systems, such as `throttle` and `reveal`, stand beside the systems' names.
public struct EmulatorSettings: Sendable {
    /// The settings of the systems that have a section, by system name.
    typealias Systems = [String: any Sendable]

    private var common: Systems = [:]
    /// The settings of single sites, by name.
    private var sites: [Exception] = []
    /// The sections of the configuration for all sites, by system name.
    private var sections: [String: JSON] = [:]
    /// The settings that concern all systems, for all sites.
    private var shared = SharedSettings()

    /// What differs in a site.
    private struct Exception: Sendable {
        let name: String
        var systems: Systems = [:]
        /// The sections of the configuration, by system name.
        var sections: [String: JSON] = [:]
        /// The settings that concern all systems.
        var shared = SharedSettings()
    }

    /// Whether these are the settings for the demo world.
    private(set) var isDemoWorld = false

    /// Creates settings with the vendors' defaults for all sites.
    public init() {}

    /// Reads the systems' members and `sites` from a configuration file.
    public init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        shared = try SharedSettings(&reader)
        let sections = Self.takeSections(&reader)
        common = try Self.systems(sections)
        sites = try reader.table("sites") { name, json, path throws(JSONSchemaError) in
            if name.lowercased() != SiteRegistry.defaultName, let refusal = SiteName.refusal(of: name) {
                throw JSONSchemaError(path, refusal)
            }
            return try json.readObject(at: path) { reader throws(JSONSchemaError) in
                let shared = try SharedSettings(&reader)
                let own = Self.takeSections(&reader)
                return Exception(
                    name: name, systems: try Self.systems(sections, overriddenBy: own), sections: Self.json(own), shared: shared)
            }
        }
        self.sections = Self.json(sections)
    }

    /// The names of the sites with their own settings, as written.
    public var siteNames: [String] { sites.map(\.name) }

    /// Returns whether a name, such as `archer.instance`, is that of a setting of systems for all sites.
    public static func isSetting(_ name: String) -> Bool {
        SharedSettings.names.contains(name) || emulatedSystems.contains { name.hasPrefix("\($0.name).") }
    }

    /// Returns these settings for the demo world, where a system may be more open than elsewhere.
    public func inDemoWorld() -> EmulatorSettings {
        var settings = self
        settings.isDemoWorld = true
        return settings
    }

    /// Returns the settings of one system by site. Those that a site begins with come before those of the configuration. Sites that are
    /// not in the registry are omitted.
    func perSite<System: EmulatedSystem>(of system: System, in registry: SiteRegistry) -> PerSite<System.Settings> {
        follow(registry, common: complete(common[system.name] as? System.Settings, of: system, shared)) { name, beginning in
            settings(of: system, inSiteNamed: name, beginning)
        }
    }

    /// Returns the settings that concern all systems by site. Those that a site begins with come before those of the configuration.
    func shared(in registry: SiteRegistry) -> PerSite<SharedSettings> {
        follow(registry, common: shared) { name, beginning in
            let own = shared(inSiteNamed: name, beginning)
            return own == shared ? nil : own
        }
    }

    /// Returns the settings that concern all systems in a site.
    private func shared(inSiteNamed name: String, _ beginning: SiteBeginning) -> SharedSettings {
        let configured = exception(forSiteNamed: name)?.shared.over(shared) ?? shared
        return beginning.settings.map { SharedSettings(checked: $0).over(configured) } ?? configured
    }

    private func exception(forSiteNamed name: String) -> Exception? { sites.last { $0.name.lowercased() == name } }

    /// Returns a table with a value for each site of the registry that has one of its own, now and when its settings change.
    private func follow<Value: Sendable>(
        _ registry: SiteRegistry, common: Value, own: @escaping @Sendable (_ name: String, SiteBeginning) -> Value?
    ) -> PerSite<Value> {
        let perSite = PerSite(common)
        let ended = Mutex(Array(repeating: SiteID?.none, count: Self.endedKept))
        registry.followSettings { site, name, beginning in
            perSite.set(own(name, beginning), for: site)
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
        let (exception, ownShared) = (exception(forSiteNamed: name), shared(inSiteNamed: name, beginning))
        var settings = (exception?.systems[system.name] ?? common[system.name]) as? System.Settings
        if let section = beginning.settings?[system.name], section != .null {
            let configured = Self.merge(exception?.sections[system.name], over: sections[system.name] ?? .object([]))
            // Both are usable. Should they exclude each other, those of the site are.
            let merged = Self.merge(section, over: configured)
            settings = (try? system.readSettings(merged, at: .root)) ?? (try? system.readSettings(section, at: .root)) ?? settings
        } else if exception == nil, ownShared == shared {
            return nil
        }
        return complete(settings, of: system, ownShared)
    }

    /// Returns the settings of one system in the default site, as it begins.
    func ofDefaultSite<System: EmulatedSystem>(of system: System) -> System.Settings {
        settings(of: system, inSiteNamed: SiteRegistry.defaultName, SiteBeginning())
            ?? complete(common[system.name] as? System.Settings, of: system, shared)
    }

    /// Returns the settings of a system, or its standard ones, as the demo world and the settings that concern all systems have them.
    private func complete<System: EmulatedSystem>(
        _ settings: System.Settings?, of system: System, _ shared: SharedSettings
    ) -> System.Settings {
        let settings = settings ?? system.standardSettings
        let open = isDemoWorld ? system.inDemoWorld(settings) : settings
        return shared.throttle ?? true ? open : system.withoutThrottle(open)
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

    /// The section of a system, with its place.
    private struct Section {
        let system: any EmulatedSystem
        let json: JSON
        let path: JSONPath
    }

    private static func takeSections(_ reader: inout JSONObjectReader) -> [Section] {
        emulatedSystems.compactMap { system in
            reader.value(system.name).map { Section(system: system, json: $0, path: reader.path.member(system.name)) }
        }
    }

    private static func systems(_ common: [Section], overriddenBy own: [Section] = []) throws(JSONSchemaError) -> Systems {
        var systems: Systems = [:]
        for system in emulatedSystems {
            let base = common.first { $0.system.name == system.name }
            let exception = own.first { $0.system.name == system.name }
            guard let nearest = exception ?? base else { continue }
            systems[system.name] = try read(merge(exception?.json, over: base?.json ?? .object([])), of: system, at: nearest.path)
        }
        return systems
    }

    private static func read(_ section: JSON, of system: some EmulatedSystem, at path: JSONPath) throws(JSONSchemaError) -> any Sendable {
        try system.readSettings(section, at: path)
    }

    /// Returns a section in which the members of another one replace its own.
    private static func merge(_ exception: JSON?, over base: JSON) -> JSON {
        guard let exception else { return base }
        guard let members = exception.members, let baseMembers = base.members else { return exception }
        return .object(baseMembers.filter { member in !members.contains { $0.name == member.name } } + members)
    }
}
