import Text

/// The proxies that the server believes when they name the client of a request.
///
/// A proxy appends the address of its client to the field X-Forwarded-For, or to Forwarded (RFC 7239). The client itself
/// wrote the addresses before that one, and may have written anything. So the addresses are read from the end, and the
/// first one that is not a trusted proxy is the client.
public struct TrustedProxies: Hashable, Sendable {
    private let networks: [IPNetwork]

    /// Creates the proxies with addresses in these networks.
    public init(_ networks: [IPNetwork]) {
        self.networks = networks
    }

    /// Whether there are none.
    public var isEmpty: Bool { networks.isEmpty }

    /// Returns the address of the client that sent a request. `peer` is the address from which the connection comes.
    ///
    /// If the two fields disagree, one of them comes from the client, and nothing says which. Then the proxy counts as the
    /// client, and also if a field cannot be read.
    public func client(behind peer: String, _ fields: HTTPFields) -> String {
        guard isTrusted(peer) else { return peer }
        let lists = [
            fields.combined("X-Forwarded-For").map(Self.list(inForwardedFor:)), fields.combined("Forwarded").map(Self.list(inForwarded:)),
        ]
        let clients = lists.compactMap { list in list.map { client(in: $0) ?? peer } }
        guard let client = clients.first, clients.allSatisfy({ $0 == client }) else { return peer }
        return client
    }

    /// Returns the client in a list of addresses, of which the last was appended by the nearest proxy. Nil if the list has
    /// something else than an address before the client.
    private func client(in list: [String?]) -> String? {
        for address in list.reversed() {
            guard let address else { return nil }
            if !isTrusted(address) { return address }
        }
        return list.first ?? nil
    }

    private func isTrusted(_ address: String) -> Bool { networks.contains { $0.contains(address) } }

    private static func list(inForwardedFor text: String) -> [String?] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { address(of: ASCII.trimmed($0)) }
    }

    private static func list(inForwarded text: String) -> [String?] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { element in
            for pair in element.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, ASCII.equalsIgnoringCase(ASCII.trimmed(halves[0]), "for") else { continue }
                var value = ASCII.trimmed(halves[1])
                if value.utf8.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
                return address(of: value)
            }
            return nil
        }
    }

    /// Returns the address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`. Nil for
    /// any other text, such as `unknown`.
    private static func address(of text: Substring) -> String? {
        if text.first == "[" { return IPNetwork.text(of: String(text.dropFirst().prefix { $0 != "]" })) }
        let hasPort = text.utf8.count { $0 == UInt8(ascii: ":") } == 1
        return IPNetwork.text(of: String(hasPort ? text.prefix { $0 != ":" } : text))
    }
}
