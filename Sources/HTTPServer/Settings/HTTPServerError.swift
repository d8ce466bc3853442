/// Why a server could not start. Each description is one line that says what to do.
public enum HTTPServerError: Error, Hashable, CustomStringConvertible {
    /// The host is neither an address of this machine nor a known name.
    case unknownHost(String, reason: String)
    /// Another program listens on the port.
    case addressInUse(host: String, port: UInt16)
    /// The system refuses the address or port.
    case cannotListen(host: String, port: UInt16, reason: String)
    /// An open socket that was given does not listen for connections.
    case unusableSocket(Int32)
    /// The certificate or key is not usable.
    case badTLSFiles(reason: String)
    /// The process may open too few files to have room for clients.
    case tooFewDescriptors(limit: Int, needed: Int)
    /// The HTTP library did not start.
    case cannotServe(reason: String)

    /// What went wrong and what to do.
    public var description: String {
        switch self {
        case .unknownHost(let host, let reason):
            "cannot listen on '\(host)': \(reason); give an address of this machine, such as 127.0.0.1"
        case .addressInUse(let host, let port):
            "port \(port) on \(host) is in use by another program: stop it, or choose another port (0 takes a free one)"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host) port \(port): \(reason)"
        case .unusableSocket(let number):
            "descriptor \(number) is no socket that listens for TCP connections: the service manager must pass one (ListenStream=)"
        case .badTLSFiles(let reason):
            "cannot use the TLS certificate and key: \(reason); both must be PEM, the key without a password and belonging to the certificate"
        case .tooFewDescriptors(let limit, let needed):
            "the limit on open files is \(limit), which leaves no room for clients: raise it (ulimit -n) to \(needed) or, better, to thousands"
        case .cannotServe(let reason):
            "the HTTP library did not start: \(reason)"
        }
    }
}
