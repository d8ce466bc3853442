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
    /// The addresses. The first is that of the configuration's `host` and `port`.
    private let entrances: [Entrance]
    private let reaper: Reaper
    private let phase = Monitor(Phase.serving)

    /// The port it listens on. If it has two, the one of the configuration's `port`.
    public let port: UInt16

    /// The number of clients that may be connected at once: the configured number, or fewer if the process may not open
    /// enough files.
    public var connectionLimit: Int { core.connectionLimit }

    /// The address of the server's root, without a slash at the end: `http://127.0.0.1:8080`. If it has two, the one of the
    /// configuration's `host` and `port`.
    public let url: String

    /// The address of the root at the further address, which has TLS. Nil if there is none; see
    /// ``HTTPServerConfiguration/secured``.
    public let securedURL: String?

    /// Creates a server that listens and serves. When this returns, a client can connect.
    ///
    /// - Parameters:
    ///   - configuration: The address, the limits and the threads.
    ///   - handler: Answers the requests, on several threads at once.
    ///   - log: Receives a line about each problem of the server itself. It is never called for what a client did.
    public init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, log: (@Sendable (String) -> Void)? = nil
    ) throws(HTTPServerError) {
        core = try ServerCore(configuration: configuration, handler: handler, log: log)
        let first = try Entrance(
            host: configuration.host, port: configuration.port, socket: configuration.socket, tls: configuration.tls, core: core)
        let core = core
        let second = try configuration.secured.map { (secured) throws(HTTPServerError) in
            try Entrance(host: secured.host, port: secured.port, socket: secured.socket, tls: secured.tls, core: core)
        }
        port = first.port
        url = first.url
        securedURL = second?.url
        entrances = [first] + (second.map { [$0] } ?? [])
        reaper = Reaper(core: core, wakers: entrances.map(\.waker))
        try reaper.start()
        // If this throws, the server is drained as it goes away.
        for entrance in entrances { try entrance.open() }
    }

    deinit {
        _ = drain(within: .seconds(5))
    }

    /// Shows another certificate to clients that connect from now on. Open connections keep theirs. An address without TLS stays without.
    ///
    /// Throws if the certificate or the key is not usable; the earlier ones then stay in use.
    public func replaceTLS(_ files: TLSFiles) throws(HTTPServerError) {
        let credentials = try TLSCredentials(files)
        for entrance in entrances { entrance.replace(credentials) }
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

    /// The number of connections that are open at this moment.
    public var connectionCount: Int { core.table.count }

    /// Returns the number of requests that wait for a thread of a lane at this moment.
    public func waitingCount(in lane: HTTPWait.Lane) -> Int { core.lanes[lane].waitingCount }

    private func stop(_ end: Instant) -> Bool {
        func rest() -> Duration { .milliseconds(max(0, end.since(.now))) }
        core.beginDraining()
        for entrance in entrances { entrance.close() }
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
            for entrance in entrances { entrance.abandon() }
            return false
        }
        for entrance in entrances { entrance.stop() }
        return isClean
    }
}
