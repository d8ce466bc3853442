public import Accounts
public import HTTP
public import Operations
import Synchronization

/// One call: made when its request is routed, and filled in on its way by whoever finds something out.
///
/// Observers are told of it at three points, and see what is known by then. A call is worked on by one thread at a time, first one that serves
/// connections and then perhaps one that may wait, so nothing in it is locked.
public final class CallContext: @unchecked Sendable {
    /// A number of its own, counted up in this process.
    public let id: UInt64
    /// The request that carries it.
    public let request: HTTPRequest
    /// The site whose accounts it sees.
    public let site: SiteID
    /// The one moment at which everything in the call happens: when it was routed or, if it had to wait, when its work began.
    public private(set) var now: Timestamp
    /// When it was routed, when its work began if it had to wait, and when its answer was known.
    public private(set) var times: CallTimes

    /// The service it is addressed to; nil where nothing but pages is.
    public private(set) var service: ServiceFacts?
    /// The operation that is called; nil until it is found.
    public private(set) var row: OperationFacts?
    /// The account that calls: a program's, or a session's. Nil until it is known.
    public var caller: AccountID?
    /// The account that the call is about, as far as the operation says.
    public var account: AccountID?

    /// How it ends, as far as anybody has said.
    public private(set) var outcome = CallOutcome.ok
    /// Why, in words for log and journal that hold no secret; nil where there is nothing to say.
    public private(set) var reason: String?
    /// The failure of ours that ended it.
    public private(set) var failure: (any Error)?

    private let clock: any WallClock
    private let observers: CallObservers

    private static let calls = Atomic<UInt64>(0)

    /// A call that has just been routed to a site. `clock` is the site's.
    public init(_ request: HTTPRequest, in site: SiteID, clock: any WallClock, observers: CallObservers = CallObservers()) {
        id = Self.calls.wrappingAdd(1, ordering: .relaxed).newValue
        self.request = request
        self.site = site
        self.clock = clock
        self.observers = observers
        now = clock.now
        times = CallTimes(routed: .now)
    }

    /// The operation is known, and nothing has been done yet.
    public func found(_ row: OperationFacts) {
        self.row = row
        if let service = row.service { self.service = service }
        for observer in observers.all { observer.found(self) }
    }

    /// The service is known to which the call is addressed.
    public func addressed(to service: ServiceFacts) {
        self.service = service
    }

    /// The call's work begins on a thread it had to wait for.
    @usableFromInline
    func begin() {
        now = clock.now
        times.begun = .now
    }

    /// Whoever calls is let in.
    @usableFromInline
    func admitted() {
        for observer in observers.all { observer.admitted(self) }
    }

    /// The call does not do what was asked, for a reason in words.
    public func ends(_ outcome: CallOutcome, because reason: String?) {
        self.outcome = outcome
        self.reason = reason
    }

    /// The call fails, and nobody who called is to blame.
    @usableFromInline
    func fails(by error: any Error) {
        failure = error
        ends(.failed, because: failureReason(of: error))
    }

    /// Tells observers of the answer, once for each call. To be asked of whatever a request is answered with.
    public func observed(_ answer: HTTPAnswer) -> HTTPAnswer {
        switch answer {
        case .now(let response):
            return .now(answered(response))
        case .later(let wait, let busy, let work):
            return .later(
                for: wait,
                busy: {
                    if self.outcome == .ok { self.ends(.busy, because: nil) }
                    return self.answered(busy())
                },
                work: { self.answered(work()) })
        }
    }

    private func answered(_ response: HTTPResponse) -> HTTPResponse {
        times.answered = .now
        for observer in observers.all { observer.answered(self, with: response) }
        return response
    }
}

/// When things happened to a call, by a clock that only goes forward.
public struct CallTimes: Sendable {
    /// When it was routed.
    public let routed: ContinuousClock.Instant
    /// When its work began, where it had to wait for a thread.
    public internal(set) var begun: ContinuousClock.Instant?
    /// When its answer was known.
    public internal(set) var answered: ContinuousClock.Instant?

    init(routed: ContinuousClock.Instant) {
        self.routed = routed
    }
}

/// How a call ends.
public enum CallOutcome: String, Sendable, CaseIterable {
    /// It did what was asked.
    case ok
    /// The system's polite no: false, zero, a key of zeros.
    case negative
    /// A fault or an error code, for what the caller is or asks.
    case refused
    /// The request cannot be read as a call.
    case malformed
    /// The address or the operation is not known, or the operation is not emulated.
    case unknown
    /// There was no room for its work.
    case busy
    /// Something of ours failed.
    case failed
}
