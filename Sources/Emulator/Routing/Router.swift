import Accounts
import Archer
import HTTP
import Luminate

/// Which site and which service a path leads to: the table of addresses.
///
/// Letter case does not count, whatever stands in front of an address is passed over, and its first segment names a site where it is a known
/// site's name. What stands behind an ASMX page keeps its letter case: operations' names are told apart by it.
struct Router: Sendable {
    let sites: Sites

    /// The addresses in the words of the documentation, for who asks for another one.
    static let addresses = [
        "[/prefix]/xweb/secure/netForumXML.asmx",
        "[/prefix]/xweb/JSON/NAME",
        "/JSON/NAME",
        "[/prefix]/ws/general.asmx",
        "[/prefix]/ws/accesscontrol.asmx",
        "[/org]/site/CRConsAPI",
        "[/org]/site/SRConsAPI",
        "/livez",
        "/readyz",
    ]

    /// Segments that have a meaning of their own, so that no site may be named like one.
    static let reservedSegments = ["xweb", "json", "ws", "site", "admin", "api", "livez", "readyz", "metrics"]

    /// The pages of Archer's services.
    private static let archerPages = ArcherServices.ServiceName.allCases.map { (service: $0, page: $0.rawValue + ".asmx") }

    /// Where a path leads; nil for nowhere.
    func route(_ path: String) -> (site: SiteID, route: Route)? {
        let segments = Self.segments(path)
        guard let first = segments.first, let route = Self.route(segments) else { return nil }
        return (sites[first] ?? sites.fallback, route)
    }

    /// The path's segments, percent-decoded; empty ones are passed over, as many a client glues `/` to a base address that ends in one.
    private static func segments(_ path: String) -> [Substring] {
        let segments = path.split(separator: "/")
        guard path.utf8.contains(UInt8(ascii: "%")) else { return segments }
        return segments.map { Substring(PercentEncoding.decode($0, plusIsBlank: false)) }
    }

    private static func route(_ segments: [Substring]) -> Route? {
        if segments.count == 1, let segment = segments.first {
            if segment == "livez" { return .live }
            if segment == "readyz" { return .ready }
        }
        return xweb(segments) ?? archer(segments) ?? luminate(segments)
    }

    private static func xweb(_ segments: [Substring]) -> Route? {
        if let pathInfo = page("netForumXML.asmx", under: ["xweb", "secure"], segments) {
            return .xwebSOAP(pathInfo: pathInfo.text)
        }
        guard segments.count >= 2, let operation = segments.last, equals(segments[segments.count - 2], "JSON") else { return nil }
        return .xwebJSON(operation: String(operation))
    }

    private static func archer(_ segments: [Substring]) -> Route? {
        for (service, name) in archerPages {
            if let pathInfo = page(name, under: ["ws"], segments) { return .archer(service, pathInfo: pathInfo.text) }
        }
        return nil
    }

    private static func luminate(_ segments: [Substring]) -> Route? {
        guard segments.count >= 2, let last = segments.last else { return nil }
        let parent = segments[segments.count - 2]
        guard equals(parent, "site") || equals(parent, "admin") else { return nil }
        let name = last.prefix { $0 != ";" }
        return Luminate.Servlet.allCases.first { equals(name, $0.rawValue) }.map { .luminate($0) }
    }

    /// What stands behind a page's name, if anything does.
    private struct PathInfo {
        let text: String?
    }

    /// Finds a page as the last segment, or as the last but one with its path information behind it; nil when it is neither.
    private static func page(_ name: String, under folders: [String], _ segments: [Substring]) -> PathInfo? {
        if ends(segments[...], in: folders, name) { return PathInfo(text: nil) }
        guard let last = segments.last, ends(segments.dropLast(), in: folders, name) else { return nil }
        return PathInfo(text: String(last))
    }

    private static func ends(_ segments: ArraySlice<Substring>, in folders: [String], _ name: String) -> Bool {
        guard let last = segments.last, equals(last, name) else { return false }
        let parents = segments.dropLast().suffix(folders.count)
        return parents.count == folders.count && zip(parents, folders).allSatisfy { equals($0, $1) }
    }

    private static func equals(_ segment: Substring, _ name: String) -> Bool {
        ASCII.equalsIgnoringCase(segment, name)
    }
}
