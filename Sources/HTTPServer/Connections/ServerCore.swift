import CMicroHTTPD
import Calls
import Glibc
import HTTP
import Synchronization

/// What the threads of one server share.
final class ServerCore: Sendable {
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let table = ConnectionTable()
    let lingering: LingeringClose
    let bodies: BodyBudget
    let lanes: Lanes
    /// How many threads serve.
    let threads: Int
    /// How many connections may be open at once, after the process's limit on descriptors.
    let connectionLimit: Int
    private let logger: (@Sendable (String) -> Void)?
    /// The moment at which the server began to stop, in milliseconds; 0 before.
    private let drainBegin = Atomic<Int64>(0)
    private let activity = Atomic<Bool>(false)
    private let waker: Waker

    init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, waker: Waker, log: (@Sendable (String) -> Void)?
    ) throws(HTTPServerError) {
        self.waker = waker
        self.configuration = configuration
        self.handler = handler
        logger = log
        threads = Self.threads(configuration)
        bodies = BodyBudget(limit: configuration.limits.allBodiesBytes)
        lanes = Lanes(configuration)
        connectionLimit = try Descriptors(limit: Descriptors.raiseLimit()).room(for: configuration.connectionLimit, threads: threads)
        lingering = LingeringClose(most: connectionLimit / 8)
    }

    /// At least two, see ``HTTPServerConfiguration/threads``, and no more than any machine has cores for.
    static func threads(_ configuration: HTTPServerConfiguration) -> Int {
        min(max(2, configuration.threads), 256)
    }

    func log(_ line: String) {
        logger?(line)
    }

    /// A client has connected.
    func open(_ handle: OpaquePointer) -> Connection {
        let socket = understudy_mhd_socket(handle)
        let connection = Connection(
            handle, socket: socket, clientAddress: SocketAddress.peer(of: socket).text, isSecure: configuration.tls != nil, core: self)
        ServingThread.begin(connection)
        if !waker.owns(socket) { table.insert(connection) }
        return connection
    }

    /// A connection is about to be closed.
    func close(_ connection: Connection) {
        ServingThread.end(connection)
        table.remove(connection)
        if connection.mayStillSend, !waker.owns(connection.socket) { lingering.keep(connection.socket) }
    }

    /// Remembers that a request came. Written seldom, so that threads do not take the memory away from each other.
    func noteActivity() {
        if !activity.load(ordering: .relaxed) { activity.store(true, ordering: .relaxed) }
    }

    /// Whether a request has come since this was last asked.
    func wasActive() -> Bool {
        activity.exchange(false, ordering: .relaxed)
    }

    var isDraining: Bool { drainBegin.load(ordering: .relaxed) != 0 }

    var drainingSince: Instant? {
        let begin = drainBegin.load(ordering: .relaxed)
        return begin == 0 ? nil : Instant(milliseconds: begin)
    }

    func beginDraining() {
        drainBegin.store(Instant.now.milliseconds, ordering: .relaxed)
    }
}
