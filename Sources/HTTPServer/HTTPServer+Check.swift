import Calls
import HTTP

extension HTTPServer {
    /// Finds, in some milliseconds, what would keep a server of this configuration from starting: an address that cannot be bound, certificate
    /// and key that are of no use, too low a limit on open files. Nothing listens meanwhile or is left behind, so the same can still come up at the start itself.
    ///
    /// For programs that do something long before they serve.
    public static func check(_ configuration: HTTPServerConfiguration) throws(HTTPServerError) {
        _ = try Descriptors(limit: Descriptors.raiseLimit())
            .room(for: configuration.connectionLimit, threads: ServerCore.threads(configuration))
        _ = try Listener(host: configuration.host, port: configuration.port, listening: false)
        guard configuration.tls != nil else { return }
        var trial = configuration
        trial.threads = 0
        // Only the library can tell what it will make of the files.
        let waker = try Waker(threads: ServerCore.threads(trial))
        let handler = ClosureHandler { _ in .now(HTTPResponse(status: 503)) }
        try Daemon(core: try ServerCore(configuration: trial, handler: handler, waker: waker, log: nil)).stop()
    }
}
