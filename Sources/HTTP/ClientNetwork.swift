import Glibc

/// The network a client is in, as far as that tells one client from another: an IPv4 address, or the first half of an IPv6 address.
///
/// Who has one IPv6 address has all that share its first 64 bits, and many systems take another of them every day (RFC 8981).
public struct ClientNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The address, or what the addresses of the network have in common.
    public let description: String

    /// The network of an address. Of a text that is no address it is the text.
    public init(of address: String) {
        description = address.utf8.contains(UInt8(ascii: ":")) ? Self.network(of: address) ?? address : address
    }

    private static func network(of address: String) -> String? {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, String(address.prefix { $0 != "%" }), &bytes) == 1 else { return nil }
        return withUnsafeBytes(of: bytes) { bytes in
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            if isMapped { return bytes[12...].map { String($0) }.joined(separator: ".") }
            let groups = stride(from: 0, to: 8, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            return groups.joined(separator: ":") + "::/64"
        }
    }
}

extension HTTPRequest {
    /// The network the client is in, as a text.
    public var clientNetwork: String { ClientNetwork(of: clientAddress).description }
}
