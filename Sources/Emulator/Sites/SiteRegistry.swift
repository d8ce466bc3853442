public import Accounts

/// The sites there are, and which of them a path names.
public struct Sites: Sendable {
    /// The name of the site that answers where a path names none.
    public static let defaultName = "default"

    /// The site that answers where a path names none.
    public let fallback: SiteID
    /// The other sites, by name in small letters.
    private let named: [String: SiteID]

    /// Sites made of the default one and others with their names.
    public init(fallback: SiteID, named: [String: SiteID] = [:]) {
        self.fallback = fallback
        self.named = Dictionary(named.map { ($0.lowercased(), $1) }) { first, _ in first }
    }

    /// The sites that a store holds. The default one is made where it is missing.
    public init(in store: any AccountStore) throws(StoreError) {
        let fallback = try store.createSite(named: Self.defaultName)
        let all = try store.sites()
        self.init(fallback: fallback, named: Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first })
    }

    /// The site that a path's first segment names; letter case does not count.
    subscript(segment: Substring) -> SiteID? {
        // A world with one site, the usual one, costs no look-up.
        named.count > 1 ? named[segment.lowercased()] : nil
    }

    /// The site of this name; letter case does not count.
    public func site(named name: String) -> SiteID? {
        name == Self.defaultName ? fallback : named[name.lowercased()]
    }

    /// Why a text cannot be a site's name; nil when it can. A name is a path segment as it stands in an address, and none that an address
    /// has already: `/ws/general.asmx` must not mean a site "ws".
    public static func refusal(ofName name: String) -> String? {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard (1...64).contains(name.utf8.count), isAllowed, !name.hasPrefix(".") else {
            return "a site's name is 1 to 64 letters, digits, '-', '_' and '.', with no '.' in front"
        }
        let reserved = Router.reservedSegments
        guard !reserved.contains(name.lowercased()) else {
            return "a site must not be named like a part of an address: \(reserved.joined(separator: ", "))"
        }
        return nil
    }
}
