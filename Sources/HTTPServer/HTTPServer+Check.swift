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
        _ = try Listener(host: configuration.host, port: configuration.port, listening: false)
        guard configuration.tls != nil else { return }
        var trial = configuration
        trial.threads = 0
        // Only the library itself can tell whether it accepts the files.
        let waker = try Waker(threads: trial.servingThreads)
        let handler = ClosureHandler { _ in .now(HTTPResponse(status: 503)) }
        try Daemon(core: try ServerCore(configuration: trial, handler: handler, waker: waker, log: nil)).stop()
    }
}
