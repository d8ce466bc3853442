public import Accounts
public import HTTP
public import Operations
import Synchronization

/// One call. It is created when its request is routed. Each step adds what it finds out.
///
/// Observers are notified at three points and see what is known by then. One thread at a time works on a call: first
/// one that serves connections, then perhaps one that may wait. So nothing in it is locked, and the run-time checks for
/// overlapping accesses, which take 80 instructions each, are left out.
public final class CallContext: @unchecked Sendable {
    /// The number of the call, counted in this process.
    public let id: UInt64
    /// The request that contains the call.
    public let request: HTTPRequest
    /// The site whose accounts the call uses.
    public let site: SiteID
    /// The time at which everything in the call happens: when it was routed or, if it had to wait, when its work began.
    @exclusivity(unchecked) public private(set) var now: Timestamp
    /// When it was routed, when its work began if it had to wait, and when its answer was known.
    @exclusivity(unchecked) public private(set) var times: CallTimes

    /// The service at its address. Nil if the address has only pages.
    @exclusivity(unchecked) public private(set) var service: ServiceFacts?
    /// The operation. Nil until it is known.
    @exclusivity(unchecked) public private(set) var row: OperationFacts?
    /// The way in which the operation is called. Nil until it is known.
    @exclusivity(unchecked) public var binding: BindingName?
    /// What is shown if no operation is called. Nil for a call, and until it is known.
    @exclusivity(unchecked) public var page: PageKind?
    /// The session of the call, or the one that it opened. Nil if there is none, or until it is known.
    @exclusivity(unchecked) public var session: TokenDigest?
    /// The calling account: a program's, or that of a session. Nil until it is known.
    @exclusivity(unchecked) public var caller: AccountID?
    /// The account that the call concerns, if the operation names the account whose password is tried
    /// (`OperationFacts.namesAccount`). Nil until it is known. The call's runner sets it before the call waits or, with a
    /// remote store, when its work begins.
    @exclusivity(unchecked) public internal(set) var account: AccountID?

    /// The outcome so far.
    @exclusivity(unchecked) public private(set) var outcome = CallOutcome.ok
    /// The reason why the call was not done, or not in full. Nil if there is none.
    @exclusivity(unchecked) public private(set) var reasonCode: CallReason?
    /// The reason in words for the log and the journal, without secrets. Nil if there is none.
    @exclusivity(unchecked) public private(set) var reason: String?
    /// Whether the client had gone before the answer was known. If the reason is ``CallReason/clientGone``, nothing was done.
    @exclusivity(unchecked) public private(set) var isAborted = false
    /// The internal failure that ended the call.
    @exclusivity(unchecked) public private(set) var failure: (any Error)?

    /// Where the site's time and randomness come from.
    public let sources: SiteSources
    /// Which threads do which work.
    public let lanes: LanePlan
    /// What is read for the call from a remote store before its code asks. Nil if the store is in this process.
    let ahead: ReadAhead?
    @exclusivity(unchecked) private var observers: CallObservers
    /// Changes what happens to the calls of the site. Nil if nothing does.
    @usableFromInline let interceptor: (any CallInterceptor)?
    /// The name of the fault rule that changed what happens to the call. Nil if none did.
    @exclusivity(unchecked) public internal(set) var rule: String?
    private let retired: RetiredSites?
    /// Whether the answer names the call's entry in the journal and the reason why it was not done.
    private let reveals: Bool
    /// The number of the call's entry in the journal. Nil until ``isKept(as:)``.
    @exclusivity(unchecked) private var entry: UInt64?
    @exclusivity(unchecked) private var agentIfRead: String??
    /// What the call changed, in order; the first ``changesKept`` of it. It has no secret.
    @exclusivity(unchecked) public private(set) var changes: [CallChange] = []
    /// What became of the session of the call's token, if that is why it was not done.
    @exclusivity(unchecked) public private(set) var fate: SessionFate?
    /// The last session that was looked up and is not live any more.
    @exclusivity(unchecked) private var lost: (session: TokenDigest, fate: SessionFate)?

    /// How many changes of a call are kept.
    public static let changesKept = 100

    /// Whether another site has taken the place of the call's. What the call found out may then be incomplete.
    @usableFromInline var isOutdated: Bool { retired?.contains(site) ?? false }

    private static let calls = Atomic<UInt64>(0)

    /// Creates a call that has just been routed to a site. The sources are those of the site.
    public init(
        _ request: HTTPRequest, in site: SiteID, by sources: SiteSources, lanes: LanePlan = .embeddedStore,
        observers: CallObservers = CallObservers(), interceptor: (any CallInterceptor)? = nil, retired: RetiredSites? = nil,
        reveals: Bool = false
    ) {
        id = Self.calls.wrappingAdd(1, ordering: .relaxed).newValue
        self.request = request
        self.site = site
        self.sources = sources
        self.lanes = lanes
        ahead = lanes == .remoteStore ? ReadAhead() : nil
        self.observers = observers
        self.interceptor = interceptor
        self.retired = retired
        self.reveals = reveals
        now = sources.clock.now
        times = CallTimes(routed: .now)
    }

    /// Records the operation. Nothing has been done yet.
    public func found(_ row: OperationFacts) {
        self.row = row
        for observer in observers.all { observer.found(self) }
    }

    /// Records the service at the call's address.
    public func addressed(to service: ServiceFacts) {
        self.service = service
    }

    /// The field User-Agent of the request, which is looked for once. Nil if there is none.
    public var agent: String? {
        if let agentIfRead { return agentIfRead }
        let agent = request.fields.first("User-Agent")
        agentIfRead = .some(agent)
        return agent
    }

    /// Records the number of the call's entry in the journal, for an answer that names it.
    public func isKept(as entry: UInt64) { self.entry = entry }

    /// Records that the call's work begins, on a thread for which it had to wait.
    @usableFromInline
    func begin() {
        now = sources.clock.now
        times.begun = .now
    }

    /// Records the account whose password a call will try, if the call concerns that account.
    @usableFromInline
    func tries(_ account: AccountID?) {
        if row?.namesAccount == true { self.account = account }
    }

    /// Whether finding the account is worth a question to a remote store.
    @usableFromInline var isAccountWanted: Bool { row?.namesAccount == true && observers.wantAccount }

    /// Whether what the interceptor decides depends on the account.
    @usableFromInline var isAccountIntercepted: Bool { row?.namesAccount == true && interceptor?.wantsAccount == true }

    /// Records that the caller is admitted.
    @usableFromInline
    func admitted() {
        for observer in observers.all { observer.admitted(self) }
    }

    /// Records that the call does not do what was requested, or not in full.
    ///
    /// - Parameters:
    ///   - outcome: The outcome.
    ///   - code: The reason.
    ///   - reason: The reason in words for the log, without secrets. Nil for a call that is not logged.
    public func ends(_ outcome: CallOutcome, _ code: CallReason, because reason: String?) {
        self.outcome = outcome
        reasonCode = code
        self.reason = reason
        guard let lost, code == .unknownToken || code == .notLoggedIn else { return }
        fate = lost.fate
        reasonCode = lost.fate.reasonCode
        if session == nil { session = lost.session }
    }

    /// Records an internal failure, for which the caller is not to blame.
    @usableFromInline
    func fails(by error: any Error) {
        // Nothing has failed if the site was reset. The caller may try again.
        if storeError(in: error) != .siteGone { failure = error }
        // A store that cannot be reached is a failure for the operator. For the caller the server is busy.
        let code = failureCode(of: error)
        ends(code.outcomeOfFailure, code, because: failureReason(of: error))
    }

    /// Returns an answer that notifies the observers when it is sent. Call this exactly once for each call.
    public func observed(_ answer: HTTPAnswer) -> HTTPAnswer {
        switch answer {
        case .now(let response):
            return .now(answered(response))
        case .later(let wait, let busy, let work):
            for observer in observers.all { observer.waits(self) }
            return .later(
                for: wait,
                busy: {
                    self.isAborted = ClientPresence.hasEnded
                    if self.outcome == .ok { self.ends(.busy, self.isAborted ? .clientGone : .busy, because: nil) }
                    return self.answered(busy())
                },
                work: {
                    let response = work()
                    self.isAborted = ClientPresence.hasEnded
                    return self.answered(response)
                })
        }
    }

    private func answered(_ response: HTTPResponse) -> HTTPResponse {
        times.answered = .now
        // An observer may keep the call, which must not keep the observer then: neither would ever be freed.
        let notified = observers.all
        observers = CallObservers()
        for observer in notified { observer.answered(self, with: response) }
        return reveals ? revealing(response) : response
    }

    /// Returns a response with what the server knows about the call and no vendor tells: the number of its entry in the journal, and the
    /// reason why it was not done. A page of another origin that may read the answer may read them too.
    private func revealing(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        let known = [("X-Understudy-Request", entry.map { String($0) }), ("X-Understudy-Reason", reasonCode?.rawValue)]
        var names: [String] = []
        for case (let name, let value?) in known where response.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) {
            names.append(name)
        }
        if !names.isEmpty, response.fields.contains("Access-Control-Allow-Origin") {
            response.fields.append("Access-Control-Expose-Headers", HTTPFieldValue(replacingControlsIn: names.joined(separator: ", ")))
        }
        return response
    }
}

extension UserService {
    /// Returns the service for one call: everything happens at the call's time, with the sources of its site.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - slowsGuessing: Whether consecutive failures slow down further attempts. They are counted in any case.
    public func asked(by call: CallContext, slowingGuessing slowsGuessing: Bool = true) -> UserService {
        let users = at(call.now, by: call.sources, seenBy: call, readingAhead: call.ahead)
        return slowsGuessing ? users : users.throttled(by: .none)
    }
}

extension CallContext: CallWitness {
    /// Keeps what was changed for the call.
    public func changed(_ changes: [CallChange]) {
        self.changes += changes.prefix(max(0, Self.changesKept - self.changes.count))
    }

    /// Keeps what became of a session, for the case that the call is not done for want of one.
    public func met(_ fate: SessionFate, of session: TokenDigest) {
        lost = (session, fate)
    }
}

/// The times of a call's steps, by a monotonic clock.
public struct CallTimes: Sendable {
    /// When it was routed.
    public let routed: MonotonicTime
    /// When its work began, if it had to wait for a thread.
    public internal(set) var begun: MonotonicTime?
    /// When its answer was known.
    public internal(set) var answered: MonotonicTime?

    /// Creates the times of a call that was just routed.
    public init(routed: MonotonicTime) {
        self.routed = routed
    }
}

/// The outcome of a call.
public enum CallOutcome: String, Sendable, CaseIterable {
    /// It did what was requested.
    case ok
    /// A negative result of the system without a fault: false, zero, a key of zeros.
    case negative
    /// A fault or an error code, because of the caller or of what it sent.
    case refused
    /// The request cannot be read as a call.
    case malformed
    /// The address or the operation is unknown, or the operation is not emulated.
    case unknown
    /// There was no room for its work.
    case busy
    /// A fault rule answered in its place.
    case injected
    /// An internal failure.
    case failed
}
