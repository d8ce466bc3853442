import Calls
import HTTP

extension HTTPServer {
    /// Checks, within a few milliseconds, whether a server with this configuration could start. Throws if an address
    /// cannot be bound, the certificate or key is not usable, or the limit on open files is too low. Nothing listens
    /// meanwhile and nothing is left behind, so the same problem can still arise at the real start.
    ///
    /// For programs with long preparations before they serve.
    public static func check(_ configuration: HTTPServerConfiguration) throws(HTTPServerError) {
        _ = try Descriptors.room(for: configuration)
        let first = try attempt(configuration.host, configuration.port, configuration.socket)
        if let secured = configuration.secured {
            // Both are bound at once, so that one port for both is found out.
            _ = try withExtendedLifetime(first) { () throws(HTTPServerError) in
                try attempt(secured.host, secured.port, secured.socket)
            }
        }
        guard let tls = configuration.secured?.tls ?? configuration.tls else { return }
        var trial = configuration
        trial.threads = 0
        // Only the library itself can tell whether it accepts the files.
        let core = try ServerCore(configuration: trial, handler: ClosureHandler { _ in .now(HTTPResponse(status: 503)) }, log: nil)
        let waker = try Waker(threads: core.threads)
        try Daemon(reception: Reception(core: core, isSecure: true, waker: waker), tls: tls).stop()
    }
    /// Returns where a socket listens. Nil if it is no socket that listens at an address of IPv4 or IPv6.
    public static func address(ofListening socket: Int32) -> (host: String, port: UInt16)? {
        do throws(HTTPServerError) { try Listener.check(open: socket) } catch { return nil }
        let address = SocketAddress.local(of: socket)
        return (address.text, address.port)
    }

    /// Binds an address, or looks at the socket that already listens there.
    private static func attempt(_ host: String, _ port: UInt16, _ socket: Int32?) throws(HTTPServerError) -> Listener? {
        guard let socket else { return try Listener(host: host, port: port, listening: false) }
        try Listener.check(open: socket)
        return nil
    }
}
