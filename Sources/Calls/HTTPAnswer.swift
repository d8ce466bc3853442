public import Accounts
public import HTTP

/// The answer to a request: available now, or after work that waits for something.
public enum HTTPAnswer: Sendable {
    /// The answer is available. Creating it took microseconds.
    case now(HTTPResponse)
    /// The answer needs work that waits for something. The server suspends the connection and runs `work` once, on a
    /// thread that may block. If too much such work waits, the work has waited too long for a thread, or the client has
    /// gone, `work` never runs and the server sends the result of `busy` instead.
    case later(for: HTTPWait, busy: @Sendable () -> HTTPResponse, work: @Sendable () -> HTTPResponse)
}

/// What an answer waits for, with the facts that the server needs to share waiting time fairly.
public struct HTTPWait: Hashable, Sendable {
    /// A kind of work. A server has separate threads for each kind, so that jobs with long waits do not delay jobs with
    /// short ones.
    public enum Lane: Sendable, CaseIterable {
        /// The work waits milliseconds for the disk.
        case disk
        /// The work looks something up in a store that is elsewhere.
        case reading
        /// The work reads much of the store, for up to a second.
        case searching
        /// The work hashes a password, which takes tens of milliseconds of a core. It may also write.
        case hashing
        /// The work takes milliseconds of a core: it reads a large message or creates a page.
        case computing
    }

    /// The kind of work.
    public let lane: Lane
    /// A number for the account whose password is tried. Nil if there is none or it is not known yet.
    public let account: Int?
    /// The account whose password is tried. Nil if there is none or it is not known yet. For observers: a server shares
    /// time by the number.
    public let tried: AccountID?
    /// Whether the client's address has signed in to that account before. Such work goes before other work.
    public let isKnown: Bool
    /// How long the work waits before it asks for a thread. No thread waits meanwhile.
    public private(set) var delay = Duration.zero
    /// What is read from a remote store before the work begins, together with what other waiting work reads. Nil if that is nothing.
    public var early: EarlyReading?

    /// Returns a wait for the same that begins later.
    public func delayed(by delay: Duration) -> HTTPWait {
        var copy = self
        copy.delay += delay
        return copy
    }

    private init(lane: Lane, account: Int? = nil, tried: AccountID? = nil, isKnown: Bool = false) {
        self.lane = lane
        self.account = account
        self.tried = tried
        self.isKnown = isKnown
    }

    /// A write.
    public static let disk = HTTPWait(lane: .disk)
    /// A look-up in a store that is elsewhere.
    public static let reading = HTTPWait(lane: .reading)
    /// A search.
    public static let searching = HTTPWait(lane: .searching)
    /// Reading a large message, or creating a page.
    public static let computing = HTTPWait(lane: .computing)
    /// A hash for an account that is not known yet.
    public static let hashing = HTTPWait(lane: .hashing)

    /// Returns the wait for a hash of a password that is tried on an account.
    public static func hashing(account: Int, isKnown: Bool) -> HTTPWait {
        HTTPWait(lane: .hashing, account: account, isKnown: isKnown)
    }

    /// Returns the wait for a hash of a password, given what is known beforehand.
    public static func hashing(on prospect: SignInProspect) -> HTTPWait {
        HTTPWait(lane: .hashing, account: prospect.number, tried: prospect.account, isKnown: prospect.isKnown)
    }
}
