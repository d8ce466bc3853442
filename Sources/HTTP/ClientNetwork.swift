import Glibc

/// The network of a client, as a way to tell clients apart: an IPv4 address, or the first half of an IPv6 address.
///
/// Whoever has one IPv6 address usually has all addresses with the same first 64 bits, and many systems change to
/// another of them every day (RFC 8981).
public struct ClientNetwork: Hashable, Sendable, CustomStringConvertible {
    /// The address, or the common part of the network's addresses.
    public let description: String

    /// Creates the network of an address. If the text is not an address, it is taken unchanged.
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

extension ClientNetwork {
    /// Returns the part of an address that is common to an organization's addresses, for reports that are not to show who called: the
    /// first 24 bits of an IPv4 address, the first 48 of an IPv6 one. If the text is not an address, it is returned unchanged.
    public static func wide(of address: String) -> String {
        let network = ClientNetwork(of: address).description
        var bytes = in_addr()
        if inet_pton(AF_INET, network, &bytes) == 1 {
            return network.split(separator: ".").dropLast().joined(separator: ".") + ".0/24"
        }
        guard network.hasSuffix("::/64") else { return network }
        return network.split(separator: ":").prefix(3).joined(separator: ":") + "::/48"
    }
}

extension HTTPRequest {
    /// The client's network, as text.
    public var clientNetwork: String { ClientNetwork(of: clientAddress).description }
}
