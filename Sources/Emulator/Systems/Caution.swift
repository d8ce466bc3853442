/// Something about a world or its settings that an operator should know before people rely on it.
public struct Caution: Hashable, Sendable {
    /// What is so.
    public let message: String
    /// What to do about it.
    public let advice: String
    /// The sites it is about; empty for all.
    public let sites: [String]

    /// A caution made of its parts.
    public init(_ message: String, advice: String, sites: [String] = []) {
        self.message = message
        self.advice = advice
        self.sites = sites
    }
}

extension EmulatorSettings {
    /// Returns what there is to know of the settings where people's real data are kept. A caution that holds in some of the sites names them.
    public func cautions(in registry: SiteRegistry) -> [Caution] {
        let names = registry.names
        var sites: [(caution: Caution, names: [String])] = []
        for name in names {
            guard let site = registry.site(named: name) else { continue }
            for system in emulatedSystems {
                for caution in cautions(of: system, in: registry, site) {
                    if let index = sites.firstIndex(where: { $0.caution == caution }) {
                        sites[index].names.append(name)
                    } else {
                        sites.append((caution, [name]))
                    }
                }
            }
        }
        return sites.map { Caution($0.caution.message, advice: $0.caution.advice, sites: $0.names.count == names.count ? [] : $0.names) }
    }
}
