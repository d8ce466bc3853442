/// The rules for the names of sites.
public enum SiteName {
    /// Returns why a text cannot be a site's name, or nil when it can.
    ///
    /// A name is a path segment as it stands in an address, and none that an address has already: `/ws/general.asmx` must not mean a site
    /// "ws".
    public static func refusal(of name: String) -> String? {
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
        let reserved = Addresses.reservedSegments
        guard !reserved.contains(name.lowercased()) else {
            return "a site must not be named like a part of an address: \(reserved.joined(separator: ", "))"
        }
        return nil
    }
}
