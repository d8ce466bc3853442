public import Accounts
public import Calls
public import HTTP
import Synchronization

/// Calls in a test, and the log lines about them.
public final class LoggedCalls: Sendable {
    private let lines = Mutex<[(level: CallLogLevel, line: String)]>([])

    /// Creates an empty log.
    public init() {}

    /// All lines.
    public var all: [String] { lines.withLock { $0.map(\.line) } }

    /// The lines about internal failures.
    public var failures: [String] { lines.withLock { $0.filter { $0.level == .failed }.map(\.line) } }

    /// Returns the call that a request contains.
    public func context(_ request: HTTPRequest, in site: SiteID, of users: UserService) -> CallContext {
        let logger = CallLogger { [self] level, line in lines.withLock { $0.append((level, line)) } }
        return CallContext(request, in: site, by: users.sources, observers: CallObservers(logger))
    }

    /// Returns the answer to a request, created as on a thread that serves connections.
    public func answer(
        _ request: HTTPRequest, in site: SiteID, of users: UserService, _ answer: (CallContext) -> HTTPAnswer
    ) -> HTTPAnswer {
        let context = context(request, in: site, of: users)
        return WorkUnderWay.serving { context.observed(answer(context)) }
    }
}
