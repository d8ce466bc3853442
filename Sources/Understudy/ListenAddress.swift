import HTTP

/// Where a listener is asked to listen.
public struct ListenAddress: Hashable, Sendable {
    /// An address or a name, without brackets.
    public let host: String
    /// The port; 0 for any free one.
    public let port: UInt16

    /// An address made of its parts.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`. A host must be named: whoever wants every interface says `0.0.0.0` or `[::]`.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(where: { "[]/ ".contains($0) }) else { return nil }
        self.init(host: String(host), port: port)
    }

    /// Whether only this machine can reach it: 127.0.0.0/8, ::1 and localhost. Any other name counts as reachable from elsewhere.
    public var isLoopback: Bool {
        host.lowercased() == "localhost" || Authority.isLoopbackAddress(host)
    }

    /// The address as it stands in a URL, with the port that was taken.
    public func authority(port: UInt16) -> String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}
