import Glibc

/// A range of addresses such as `10.0.0.0/8` or `fd00::/8`. Without a slash it is a single address.
public struct IPNetwork: Hashable, Sendable {
    private let bytes: [UInt8]
    private let prefix: Int

    /// Creates a range. Nil if the text is not an address, or if the prefix is longer than the address.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = halves.first, let bytes = Self.bytes(of: String(address)) else { return nil }
        let isMapped = address.contains(":") && bytes.count == 4
        guard let written = halves.count == 2 ? Int(halves[1]) : bytes.count * 8 + (isMapped ? 96 : 0) else { return nil }
        let prefix = isMapped ? written - 96 : written
        guard (0...bytes.count * 8).contains(prefix) else { return nil }
        self.bytes = bytes
        self.prefix = prefix
    }

    /// Returns whether an address is in the range. An IPv4 address in IPv6 form (`::ffff:10.0.0.1`) counts as the IPv4
    /// address.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        let whole = prefix / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = prefix % 8
        guard rest > 0, let one = bytes.dropFirst(whole).first, let two = other.dropFirst(whole).first else { return true }
        return (one ^ two) >> (8 - rest) == 0
    }

    /// Whether the range contains all addresses of its version.
    public var isEverything: Bool { prefix == 0 }

    /// Returns the usual text of an address, by which two texts of one address are equal. Nil if the text is not an address.
    public static func text(of address: String) -> String? {
        guard let bytes = bytes(of: address) else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func bytes(of address: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, address, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        // A link-local address has the name of its interface after a percent sign.
        guard inet_pton(AF_INET6, String(address.prefix { $0 != "%" }), &sixteen) == 1 else { return nil }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return sixteen.starts(with: mapped) ? Array(sixteen.suffix(4)) : sixteen
    }
}
