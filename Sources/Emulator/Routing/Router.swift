import Operations
import Accounts
import HTTP

/// Finds the site and the target that a path leads to. A target is what stands behind one address.
struct Router<Target: Sendable>: Sendable {
    let sites: SiteRegistry
    private let targets: [(address: Address, target: Target)]

    /// Creates a router. Of two addresses that both match a path, the earlier counts.
    init(sites: SiteRegistry, _ targets: [(address: Address, target: Target)]) {
        self.sites = sites
        self.targets = targets
    }

    /// Where a path leads.
    struct Route {
        let site: SiteID
        let target: Target
        /// What the address leaves open; see ``Address/match(_:)``.
        let rest: String?
    }

    /// Returns where a path leads, or nil for nowhere.
    func route(_ path: String) -> Route? {
        let segments = Self.segments(path)
        guard let first = segments.first else { return nil }
        for (address, target) in targets {
            guard let match = address.match(segments[...]) else { continue }
            return Route(site: sites[first] ?? sites.fallback, target: target, rest: match.rest.map { String($0) })
        }
        return nil
    }

    /// The path's segments, percent-decoded unless that gives no UTF-8. Empty ones are passed over, since many clients glue `/` to a base
    /// address that ends in one.
    private static func segments(_ path: String) -> [Substring] {
        // A segment of nothing but path parameters, as in `CRConsAPI/;jsessionid=…`, is passed over too.
        let segments = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter { $0.utf8.first != UInt8(ascii: ";") }
        var path = path
        let isEncoded = path.withUTF8 { $0.contains(UInt8(ascii: "%")) }
        guard isEncoded else { return segments }
        return segments.map { (try? PercentEncoding.decode($0, plusIsBlank: false)).map { Substring($0) } ?? $0 }
    }
}
