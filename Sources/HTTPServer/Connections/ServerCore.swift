import Calls
import HTTP
import Synchronization

/// The state that the threads of one server share.
final class ServerCore: Sendable {
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let table = ConnectionTable()
    let lingering: LingeringClose
    let bodies: BodyBudget
    let lanes: Lanes
    let postponements: Postponements
    /// The number of serving threads for each address.
    let threads: Int
    /// The number of connections that may be open at once, given the process's limit on descriptors.
    let connectionLimit: Int
    /// The number of connections that may be open at this moment. Refused clients that still send use the others.
    var currentLimit: Int { connectionLimit - lingering.count }
    private let logger: (@Sendable (String) -> Void)?
    /// The moment at which the server began to stop, in milliseconds. 0 before that.
    private let drainBegin = Atomic<Int64>(0)
    private let activity = Atomic<Bool>(false)

    init(
        configuration: HTTPServerConfiguration, handler: any HTTPHandler, log: (@Sendable (String) -> Void)?
    ) throws(HTTPServerError) {
        self.configuration = configuration
        self.handler = handler
        logger = log
        threads = configuration.servingThreads
        bodies = BodyBudget(limit: configuration.limits.allBodiesBytes)
        lanes = Lanes(configuration)
        connectionLimit = try Descriptors.room(for: configuration)
        lingering = LingeringClose(most: connectionLimit / 8)
        postponements = Postponements(most: max(1, connectionLimit / 2))
    }

    func log(_ line: String) {
        logger?(line)
    }

    /// Records that a request arrived. It is written rarely, so that threads do not compete for the memory.
    func noteActivity() {
        if !activity.load(ordering: .relaxed) { activity.store(true, ordering: .relaxed) }
    }

    /// Returns whether a request has arrived since the last call.
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
        postponements.close()
    }
}
