public import Calls
import HTTP
import Synchronization

/// An HTTP/1.1 server. It manages connections, deadlines and limits, and checks requests strictly, so that the handler
/// receives only complete, well-formed requests.
///
/// It serves from its creation until ``drain(within:)``. libmicrohttpd 0.9.75 transfers the bytes. Rules on which it is
/// lax are enforced here (see `HeadReader` and `HeadGate`).
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

    /// The number of clients that may be connected at once: the configured number, or fewer if the process may not open
    /// enough files.
    public var connectionLimit: Int { core.connectionLimit }

    /// The address of the server's root, without a slash at the end: `http://127.0.0.1:8080`.
    public let url: String

    /// Creates a server that listens and serves. When this returns, a client can connect.
    ///
    /// - Parameters:
    ///   - configuration: The address, the limits and the threads.
    ///   - handler: Answers the requests, on several threads at once.
    ///   - log: Receives a line about each problem of the server itself. It is never called for what a client did.
    public init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, log: (@Sendable (String) -> Void)? = nil
    ) throws(HTTPServerError) {
        waker = try Waker(threads: configuration.servingThreads)
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

    /// Stops the server. It accepts no new connections, answers every request that has begun to arrive, closes
    /// connections as they become idle, and ends all threads.
    ///
    /// Returns false if time runs out. The remaining connections are then cut, and work that waits for a thread is
    /// answered as busy. Work that is already running cannot be cut; its threads stay until the process ends. A second
    /// call waits for the first and returns the same result.
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

    /// Returns the number of requests that wait for a thread of a lane at this moment.
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
        // A job that has just delivered its answer may still be ending.
        guard core.lanes.waitUntilEmpty(atMost: isClean ? .seconds(1) : .zero) else {
            daemon.abandon()
            return false
        }
        daemon.stop()
        return isClean
    }
}
