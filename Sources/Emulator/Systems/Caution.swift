import Accounts

/// A fact about the data or settings that an operator should know before people rely on the server.
public struct Caution: Hashable, Sendable {
    /// The fact.
    public let message: String
    /// What the operator can do about it.
    public let advice: String
    /// The sites that it concerns. Empty for all.
    public let sites: [String]

    /// Creates a caution from its parts.
    public init(_ message: String, advice: String, sites: [String] = []) {
        self.message = message
        self.advice = advice
        self.sites = sites
    }
}

extension EmulatorSettings {
    /// Returns what an operator with people's real data should know about the settings. A caution for only some of the
    /// sites names them.
    public func cautions(in registry: SiteRegistry) -> [Caution] {
        let names = registry.names
        let shared = shared(in: registry)
        let systems = emulatedSystems.map { cautions(of: $0, in: registry) } + [{ shared[$0].cautions }]
        var sites: [(caution: Caution, names: [String])] = []
        for name in names {
            guard let site = registry.site(named: name) else { continue }
            for caution in systems.flatMap({ $0(site) }) {
                if let index = sites.firstIndex(where: { $0.caution == caution }) {
                    sites[index].names.append(name)
                } else {
                    sites.append((caution, [name]))
                }
            }
        }
        return sites.map { Caution($0.caution.message, advice: $0.caution.advice, sites: $0.names.count == names.count ? [] : $0.names) }
    }
}
