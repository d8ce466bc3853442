public import Accounts
public import HTTP

/// How a request is answered: at once, or by work that waits for something.
public enum HTTPAnswer: Sendable {
    /// The answer is here. Everything up to it took microseconds.
    case now(HTTPResponse)
    /// The answer needs work that waits for something. A server runs `work` once, on a thread that may block, while the connection is
    /// suspended. It sends what `busy` gives instead, and the work never runs, when too much such work waits, when the work has waited too long for a
    /// thread, or when the client has gone meanwhile.
    case later(for: HTTPWait, busy: @Sendable () -> HTTPResponse, work: @Sendable () -> HTTPResponse)
}

/// What an answer waits for, and what the server must know to let everybody wait a fair time.
public struct HTTPWait: Hashable, Sendable {
    /// A kind of work. A server keeps threads for each, so that many who wait long do not hold up those who wait briefly.
    public enum Lane: Sendable, CaseIterable {
        /// The work waits for the disk, for milliseconds.
        case disk
        /// The work reads much of the store, for up to a second.
        case searching
        /// The work hashes a password, for tens of milliseconds of a core. It may write, too.
        case hashing
        /// The work takes a core for milliseconds: it reads a large message or makes a page.
        case computing
    }

    /// The kind of work.
    public let lane: Lane
    /// A number for the account whose password the work tries. Nil where there is none or it is not known yet.
    public let account: Int?
    /// Whether the client's address has signed in to that account before. Such work goes ahead of other.
    public let isKnown: Bool

    private init(lane: Lane, account: Int? = nil, isKnown: Bool = false) {
        self.lane = lane
        self.account = account
        self.isKnown = isKnown
    }

    /// A write.
    public static let disk = HTTPWait(lane: .disk)
    /// A search.
    public static let searching = HTTPWait(lane: .searching)
    /// A large message to read or a page to make.
    public static let computing = HTTPWait(lane: .computing)
    /// A hash, for an account nobody knows yet.
    public static let hashing = HTTPWait(lane: .hashing)

    /// A hash of a password that is tried on an account.
    public static func hashing(account: Int, isKnown: Bool) -> HTTPWait {
        HTTPWait(lane: .hashing, account: account, isKnown: isKnown)
    }

    /// A hash of a password, of which this can be told beforehand.
    public static func hashing(on prospect: SignInProspect) -> HTTPWait {
        .hashing(account: prospect.account, isKnown: prospect.isKnown)
    }
}
