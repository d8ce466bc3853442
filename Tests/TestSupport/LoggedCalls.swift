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

    /// Adds a line.
    public func note(_ level: CallLogLevel, _ line: String) {
        lines.withLock { $0.append((level, line)) }
    }

    /// Returns the call that a request contains.
    public func context(_ request: HTTPRequest, in site: SiteID, of users: UserService) -> CallContext {
        CallContext(request, in: site, by: users.sources, observers: CallObservers(CallLogger(note)))
    }
}
