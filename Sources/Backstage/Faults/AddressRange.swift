import Glibc

/// A range of IP addresses: one address, or those that begin with the same bits, such as `10.0.0.0/8`.
struct AddressRange: Hashable, Sendable {
    private let bytes: [UInt8]
    private let bits: Int

    /// Parses a range. Returns nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = parts.first, let bytes = Self.bytes(of: address) else { return nil }
        self.bytes = bytes
        guard parts.count == 2 else {
            bits = bytes.count * 8
            return
        }
        guard let bits = UInt8(parts[1]).map({ Int($0) }), bits <= bytes.count * 8 else { return nil }
        self.bits = bits
    }

    /// Returns whether an address is in the range.
    func contains(_ address: String) -> Bool {
        guard let other = Self.bytes(of: address), other.count == bytes.count else { return false }
        for index in bytes.indices {
            let own = min(8, max(0, bits - index * 8))
            if (bytes[index] ^ other[index]) & ~UInt8(truncatingIfNeeded: 0xFF >> own) != 0 { return false }
        }
        return true
    }

    private static func bytes(of address: String) -> [UInt8]? {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        if inet_pton(AF_INET6, address, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
