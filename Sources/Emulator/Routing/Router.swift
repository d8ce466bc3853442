import Operations
import Accounts
import HTTP
import Text

/// Finds the site and the target of a path. A target is what answers at one address.
struct Router<Target: Sendable>: Sendable {
    let sites: SiteRegistry
    /// The host of the server's public address, below which hosts name sites. Nil if there is none.
    private let publicHost: String?
    /// Whether a prefix, or a host below one for sites, that names no site leads nowhere, and not to the default site.
    private let refusesUnknownPrefixes: Bool
    private let targets: [(address: Address, target: Target)]
    /// The matches of the paths in the documentation. Nearly all requests have one of them, and finding it here takes a tenth of the
    /// time of comparing the path with every address.
    private let documented: [String: Match]
    /// The matches of the same paths behind a segment that has no meaning in an address, such as the name of an organisation. They have no
    /// first segment.
    private let prefixed: [String: Match]
    /// Returns the further addresses of a site.
    private let added: @Sendable (SiteID) -> [(address: Address, target: Target)]

    /// Creates a router. If two addresses match a path, the earlier one counts, and those of `added` last.
    ///
    /// - Parameters:
    ///   - sites: The sites by name.
    ///   - refusesUnknownPrefixes: Whether a prefix, or a host below one for sites, that names no site leads nowhere.
    ///   - publicHost: The host of the public address; names below it may name sites.
    ///   - targets: The addresses that every site has.
    ///   - added: Returns the further addresses of a site.
    init(
        sites: SiteRegistry, refusesUnknownPrefixes: Bool = false, publicHost: String? = nil,
        _ targets: [(address: Address, target: Target)],
        added: @escaping @Sendable (SiteID) -> [(address: Address, target: Target)] = { _ in [] }
    ) {
        self.sites = sites
        self.publicHost = publicHost
        self.refusesUnknownPrefixes = refusesUnknownPrefixes
        self.targets = targets
        self.added = added
        let matches = targets.compactMap { address, _ in
            Self.match(Self.segments(address.path), of: address.path, in: targets).map { (address.path, $0) }
        }
        documented = Dictionary(matches) { first, _ in first }
        let behind = matches.compactMap { path, _ in
            Self.match(["-"] + Self.segments(path), of: "/-\(path)", in: targets).map { (path, $0) }
        }
        prefixed = Dictionary(behind) { first, _ in first }
    }

    /// Returns the host of the server's public address, without the port and without a path. Nil if the address has none.
    static func host(ofPublicURL url: String) -> String? {
        let parts = url.split(separator: "/", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasSuffix(":") else { return nil }
        return Authority(parts[1])?.host
    }

    /// A path's address.
    fileprivate struct Match {
        /// The first segment of the path, which may name a site.
        let first: Substring
        let address: Address
        let target: Target
        /// The open part of the address; see ``Address/match(_:)``.
        let rest: String?

        /// Returns whether the first of the path's segments is one that the address does not need.
        func isBehindPrefix(in segments: [Substring]) -> Bool { address.match(segments.dropFirst()) != nil }
    }

    /// The destination of a path.
    struct Route {
        let site: SiteID
        let target: Target
        /// The open part of the address; see ``Address/match(_:)``.
        let rest: String?
        /// Whether the address is that of a page.
        let isPage: Bool

        fileprivate init(site: SiteID, _ match: Match) {
            self.site = site
            target = match.target
            rest = match.rest
            isPage = match.address.isPage
        }
    }

    /// Returns the destination of a path, or nil if there is none: for an unknown address, and in a site that was removed. `host` is the
    /// value of the Host field, which may name a site if the path does not.
    func route(_ path: String, host: @autoclosure () -> String? = nil) -> Route? {
        if let match = documented[path] { return site(naming(match.first, host()), isBehindPrefix: false).map { Route(site: $0, match) } }
        if let (first, match) = matchBehindPrefix(path) {
            return site(naming(first, host()), isBehindPrefix: true).map { Route(site: $0, match) }
        }
        let segments = Self.segments(path)
        guard let first = segments.first else { return nil }
        let naming = naming(first, host())
        guard let site = site(naming, isBehindPrefix: false),
            let match = Self.match(segments, of: path, in: targets) ?? Self.match(segments, of: path, in: added(site)),
            !refuses(naming) || !match.isBehindPrefix(in: segments)
        else { return nil }
        return Route(site: site, match)
    }

    /// Returns the match of a documented path behind one plain segment, with that segment. Nil for every other path.
    private func matchBehindPrefix(_ path: String) -> (first: Substring, match: Match)? {
        guard let end = Self.endOfPlainSegment(path) else { return nil }
        let rest = path.utf8.index(path.startIndex, offsetBy: end)
        guard let match = prefixed[String(path[rest...])] else { return nil }
        let first = path[path.utf8.index(after: path.startIndex)..<rest]
        return Addresses.reservedSegments.contains(ASCII.lowercased(first)) ? nil : (first, match)
    }

    /// Returns where the first segment of a path ends, if it has only characters that need no decoding and another one follows.
    /// Otherwise nil.
    private static func endOfPlainSegment(_ path: String) -> Int? {
        var path = path
        return path.withUTF8 { bytes in
            for (index, byte) in bytes.enumerated().dropFirst() where !ASCII.isTokenByte(byte) || byte == UInt8(ascii: "%") {
                return byte == UInt8(ascii: "/") && index > 1 ? index : nil
            }
            return nil
        }
    }

    /// Returns whether a prefix has to name a site and names none.
    private func refuses(_ naming: SiteRegistry.Naming) -> Bool { refusesUnknownPrefixes && naming == .none }

    /// Returns the site that a request names. Nil if it was removed, or if it is behind a prefix that names none and has to.
    private func site(_ naming: SiteRegistry.Naming, isBehindPrefix: Bool) -> SiteID? {
        switch naming {
        case .site(let site): site
        case .none: isBehindPrefix && refuses(naming) ? nil : sites.fallback
        case .removed: nil
        }
    }

    private static func match(_ segments: [Substring], of path: String, in targets: [(address: Address, target: Target)]) -> Match? {
        guard let first = segments.first else { return nil }
        for (address, target) in targets {
            guard let match = address.match(segments[...]) else { continue }
            // A slash after a page's name leads to the page with an empty rest. Its host answers this differently from the page.
            let open = match.rest ?? (address.isPage && path.utf8.last == UInt8(ascii: "/") ? "" : nil)
            return Match(first: first, address: address, target: target, rest: open.map { String($0) })
        }
        return nil
    }

    /// Returns whether a request that leads nowhere is for a site that is not there: one that was removed, one for a test that has ended, or
    /// one that a prefix should name.
    func isForMissingSite(_ path: String, host: String?) -> Bool {
        let segments = Self.segments(path)
        let naming = naming(segments.first ?? "", host)
        guard refuses(naming) else { return naming == .removed }
        return Self.match(segments, of: path, in: targets + added(sites.fallback))?.isBehindPrefix(in: segments) == true
    }

    /// What the first segment of a path says about the site or, if that is nothing, what the host says.
    private func naming(_ segment: Substring, _ host: @autoclosure () -> String?) -> SiteRegistry.Naming {
        let naming = sites[segment]
        guard naming == .none, let host = host() else { return naming }
        let name = host.utf8.firstIndex(of: UInt8(ascii: ":")).map { String(host[..<$0]) } ?? host
        return sites.naming(ofHost: name, below: publicHost, refusingUnknown: refusesUnknownPrefixes)
    }

    /// Returns the site if the path is the root of an application, or nil: `/`, `/archer` with any name, both after the name of a site,
    /// and each of them with `Default.aspx`. A segment that has a meaning in an address, or that contains a dot, names no application.
    func site(ofRoot path: String, host: String? = nil) -> SiteID? {
        var segments = Self.segments(path)
        if let last = segments.last, SegmentName("default.aspx") == last { segments.removeLast() }
        var site = sites.fallback
        let first = segments.first ?? ""
        switch naming(first, host) {
        case .site(let named):
            site = named
            if sites[first] != .none { segments.removeFirst() }
        case .removed: return nil
        case .none: if refusesUnknownPrefixes, !segments.isEmpty { return nil }
        }
        guard segments.count <= 1 else { return nil }
        if let name = segments.first {
            guard !name.utf8.contains(UInt8(ascii: ".")), !Addresses.reservedSegments.contains(ASCII.lowercased(name)) else { return nil }
        }
        return site
    }

    /// Returns the segments of a path. They are percent-decoded, unless the result is not UTF-8. Empty segments are
    /// dropped, because many clients append `/` to a base address that already ends in one.
    private static func segments(_ path: String) -> [Substring] {
        // A segment of path parameters only, as in `CRConsAPI/;jsessionid=…`, is dropped too.
        let segments = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter { $0.utf8.first != UInt8(ascii: ";") }
        guard ASCII.contains(UInt8(ascii: "%"), in: path) else { return segments }
        return segments.map { (try? PercentEncoding.decode($0, plusIsBlank: false)).map { Substring($0) } ?? $0 }
    }
}
