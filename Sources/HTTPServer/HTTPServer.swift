public import Calls
import HTTP
import Synchronization

/// An HTTP/1.1 server: connections, deadlines, limits and a strict gate before a handler, which sees only whole, well-formed requests.
///
/// It serves from the moment it is made until ``drain(within:)``. Bytes go through libmicrohttpd 0.9.75; what that is lax about is decided
/// here (see `HeadReader` and `HeadGate`).
public final class HTTPServer: Sendable {
    private enum Phase {
        case serving
        case draining
        case stopped(Bool)
    }

    private let core: ServerCore
    private let daemon: Daemon
    private let acceptor: Acceptor
    private let reaper: Reaper
    private let waker: Waker
    private let phase = Monitor(Phase.serving)

    /// The port it listens on.
    public let port: UInt16

    /// How many clients may be connected at once: as many as were configured, or fewer where the process may not open so many files.
    public var connectionLimit: Int { core.connectionLimit }

    /// The address of its root, without a slash at the end: `http://127.0.0.1:8080`.
    public let url: String

    /// Listens and serves. When this returns, a client can connect.
    ///
    /// - Parameters:
    ///   - handler: answers the requests, on several threads at once.
    ///   - log: takes a line about something of the server's own that went wrong. Never called for what a client did.
    public init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, log: (@Sendable (String) -> Void)? = nil
    ) throws(HTTPServerError) {
        waker = try Waker(threads: ServerCore.threads(configuration))
        core = try ServerCore(configuration: configuration, handler: handler, waker: waker, log: log)
        let listener = try Listener(host: configuration.host, port: configuration.port)
        port = listener.port
        let host = configuration.host.contains(":") && !configuration.host.hasPrefix("[") ? "[\(configuration.host)]" : configuration.host
        url = "\(configuration.tls == nil ? "http" : "https")://\(host):\(listener.port)"
        daemon = try Daemon(core: core)
        waker.join(daemon.add)
        acceptor = try Acceptor(listener: listener, core: core)
        reaper = Reaper(core: core, waker: waker)
        try reaper.start()
        do {
            try acceptor.start(daemon)
        } catch {
            reaper.stop()
            throw error
        }
    }

    deinit {
        _ = drain(within: .seconds(5))
    }

    /// Stops: accepts nothing new, answers every request that has begun to arrive, closes connections as they come to rest, and ends all threads.
    ///
    /// When time runs out, connections that still live are cut, work that waits for a thread is answered as busy, and false comes back.
    /// Work that is running then cannot be cut; the threads that serve it stay until the process ends. A second call waits for the first and
    /// gives the same result.
    public func drain(within limit: Duration) -> Bool {
        let result = phase.withLock { phase -> Bool? in
            switch phase {
            case .serving:
                phase = .draining
                return true
            case .draining, .stopped: return nil
            }
        }
        guard result != nil else {
            return phase.wait { if case .stopped(let result) = $0 { result } else { nil } }
        }
        let isClean = stop(Instant.now.advanced(by: limit))
        phase.withLock { $0 = .stopped(isClean) }
        phase.broadcast()
        return isClean
    }

    /// How many requests wait for a thread of a lane at this moment.
    func waitingCount(in lane: HTTPWait.Lane) -> Int { core.lanes[lane].waitingCount }

    private func stop(_ end: Instant) -> Bool {
        func rest() -> Duration { .milliseconds(max(0, end.since(.now))) }
        core.beginDraining()
        acceptor.finish()
        let isClean = core.table.waitForNone(atMost: rest())
        if !isClean {
            core.lanes.close(abandoning: true)
            core.table.shutDownAll()
            _ = core.table.waitForNone(atMost: .seconds(1))
        }
        core.lanes.close(abandoning: false)
        reaper.stop()
        core.lingering.closeAll()
        // A job that has just given its answer may still be on its way out.
        guard core.lanes.waitUntilEmpty(atMost: isClean ? .seconds(1) : .zero) else {
            daemon.abandon()
            return false
        }
        daemon.stop()
        return isClean
    }
}
