/// The rules for the names of sites.
public enum SiteName {
    /// Returns why a text cannot be the name of a site, or nil if it can.
    ///
    /// A name is a path segment in an address. It must differ from the segments of addresses: `/ws/general.asmx` must
    /// not mean a site "ws".
    public static func refusal(of name: String) -> String? {
        guard isSegment(name) else { return "a site's name \(segmentRule)" }
        let reserved = Addresses.reservedSegments
        guard !reserved.contains(name.lowercased()) else {
            return "a site must not have the name of a part of an address: \(reserved.joined(separator: ", "))"
        }
        return nil
    }

    /// Returns whether a text can be a segment of a path as it is written.
    static func isSegment(_ name: String) -> Bool {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return (1...64).contains(name.utf8.count) && isAllowed && !name.hasPrefix(".")
    }

    /// What a name must be for ``isSegment(_:)``, after the word for what has the name.
    static let segmentRule = "has 1 to 64 letters, digits, '-', '_' and '.', and does not begin with '.'"
}
