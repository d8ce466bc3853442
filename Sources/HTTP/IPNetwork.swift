import Glibc

/// A range of addresses such as `10.0.0.0/8` or `fd00::/8`. Without a slash it is a single address.
public struct IPNetwork: Hashable, Sendable {
    private let start: Address
    private let prefix: Int

    /// An address as a number of 32 or 128 bits.
    private struct Address: Hashable {
        let bits: UInt128
        let width: Int
    }

    /// Creates a range. Nil if the text is not an address, or if the prefix is longer than the address.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = halves.first, let start = Self.address(String(address)) else { return nil }
        let isMapped = address.contains(":") && start.width == 32
        guard let written = halves.count == 2 ? Int(halves[1]) : start.width + (isMapped ? 96 : 0) else { return nil }
        let prefix = isMapped ? written - 96 : written
        guard (0...start.width).contains(prefix) else { return nil }
        self.start = start
        self.prefix = prefix
    }

    /// Returns whether an address is in the range. An IPv4 address in IPv6 form (`::ffff:10.0.0.1`) counts as the IPv4
    /// address.
    public func contains(_ address: String) -> Bool {
        guard let other = Self.address(address), other.width == start.width else { return false }
        return (start.bits ^ other.bits) >> (start.width - prefix) == 0
    }

    /// Whether the range contains all addresses of its version.
    public var isEverything: Bool { prefix == 0 }

    /// Returns the usual text of an address, by which two texts of one address are equal. Nil if the text is not an address.
    public static func text(of address: String) -> String? {
        guard let address = Self.address(address) else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isWritten = withUnsafeBytes(of: address.bits.bigEndian) { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes.suffix(address.width / 8))
            return inet_ntop(address.width == 32 ? AF_INET : AF_INET6, bytes.baseAddress, &text, socklen_t(text.count)) != nil
        }
        return isWritten ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    private static func address(_ text: String) -> Address? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return Address(bits: UInt128(UInt32(bigEndian: four.s_addr)), width: 32) }
        var sixteen = in6_addr()
        // A link-local address has the name of its interface after a percent sign.
        guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &sixteen) == 1 else { return nil }
        let bits = withUnsafeBytes(of: sixteen) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
        let isMapped = bits >> 32 == 0xFFFF
        return isMapped ? Address(bits: bits & 0xFFFF_FFFF, width: 32) : Address(bits: bits, width: 128)
    }
}
