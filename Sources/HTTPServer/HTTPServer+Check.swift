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
        let first = try Listener(host: configuration.host, port: configuration.port, listening: false)
        if let secured = configuration.secured {
            // Both are bound at once, so that one port for both is found out.
            _ = try withExtendedLifetime(first) { () throws(HTTPServerError) in
                try Listener(host: secured.host, port: secured.port, listening: false)
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
}
