import Accounts
import Archer
import HTTP
import Luminate
import Text

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

    private static let xwebPage = Page(folders: ["xweb", "secure"], "netForumXML.asmx")
    private static let archerPages = ArcherServices.ServiceName.allCases.map {
        (service: $0, page: Page(folders: ["ws"], $0.rawValue + ".asmx"))
    }
    private static let jsonFolder = Name("JSON")
    private static let live = Name("livez")
    private static let ready = Name("readyz")
    private static let luminateFolders = [Name("site"), Name("admin")]
    private static let luminateServlets = Luminate.Servlet.allCases.map { (servlet: $0, name: Name($0.rawValue)) }

    /// Where a path leads; nil for nowhere.
    func route(_ path: String) -> (site: SiteID, route: Route)? {
        let segments = Self.segments(path)
        guard let first = segments.first, let route = Self.route(segments[...]) else { return nil }
        return (sites[first] ?? sites.fallback, route)
    }

    /// The path's segments, percent-decoded unless that gives no UTF-8; empty ones are passed over, as many a client glues `/` to a base address that ends in one.
    private static func segments(_ path: String) -> [Substring] {
        // A segment of nothing but path parameters, as in `CRConsAPI/;jsessionid=…`, is passed over too.
        let segments = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }.filter { $0.utf8.first != UInt8(ascii: ";") }
        var path = path
        let isEncoded = path.withUTF8 { $0.contains(UInt8(ascii: "%")) }
        guard isEncoded else { return segments }
        return segments.map { (try? PercentEncoding.decode($0, plusIsBlank: false)).map { Substring($0) } ?? $0 }
    }

    private static func route(_ segments: ArraySlice<Substring>) -> Route? {
        guard let last = segments.last else { return nil }
        let rest = segments.dropLast()
        guard let parent = rest.last else { return live == last ? .live : ready == last ? .ready : nil }
        if xwebPage.ends(segments) { return .xwebSOAP(pathInfo: nil) }
        if xwebPage.ends(rest) { return .xwebSOAP(pathInfo: String(last)) }
        for (service, page) in archerPages {
            if page.ends(segments) { return .archer(service, pathInfo: nil) }
            if page.ends(rest) { return .archer(service, pathInfo: String(last)) }
        }
        if jsonFolder == parent { return .xwebJSON(operation: String(last)) }
        guard luminateFolders.contains(where: { $0 == parent }) else { return nil }
        let name = last.utf8.firstIndex(of: UInt8(ascii: ";")).map { last[..<$0] } ?? last
        return luminateServlets.first { $0.name == name }.map { .luminate($0.servlet) }
    }
}

/// A segment's name, which letter case does not change.
private struct Name {
    /// In small letters.
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(ASCII.lowercased(text).utf8)
    }

    static func == (name: Name, segment: Substring) -> Bool {
        var segment = segment
        return segment.withUTF8 { bytes in
            guard bytes.count == name.bytes.count else { return false }
            for index in 0..<bytes.count where ASCII.lowercased(bytes[index]) != name.bytes[index] { return false }
            return true
        }
    }
}

/// A page under its folders: what an address ends in.
private struct Page {
    private let folders: [Name]
    private let name: Name

    init(folders: [String], _ name: String) {
        self.folders = folders.map { Name($0) }
        self.name = Name(name)
    }

    func ends(_ segments: ArraySlice<Substring>) -> Bool {
        guard let last = segments.last, name == last else { return false }
        let parents = segments.dropLast().suffix(folders.count)
        return parents.count == folders.count && zip(folders, parents).allSatisfy { $0 == $1 }
    }
}
