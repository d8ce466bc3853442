public import Accounts
public import Calls
public import HTTP
public import Operations

/// The system, as configurations and people name it.
public let luminateSystem = SystemName("luminate", title: "Luminate Online")

/// The constituent servlets of Luminate Online's open API.
///
/// A request names a method among its parameters; ``luminateMethods`` is the table of them. The answer is XML or JSON, or a redirect that
/// carries its values.
public struct Luminate: Sendable {
    /// The two servlets of the constituent API. They share their methods and differ in who may call.
    public enum Servlet: String, Sendable, CaseIterable {
        /// For browsers: a session, and a token for what is private.
        case client = "CRConsAPI"
        /// For programs: an API administrator's name and password with every call.
        case server = "SRConsAPI"

        /// What is known of the servlet whatever the protocol.
        public var facts: ServiceFacts {
            switch self {
            case .client: Self.clientFacts
            case .server: Self.serverFacts
            }
        }

        private static let clientFacts = ServiceFacts(system: luminateSystem, name: "CRConsAPI", logPrefix: "luminate CRConsAPI ")
        private static let serverFacts = ServiceFacts(system: luminateSystem, name: "SRConsAPI", logPrefix: "luminate SRConsAPI ")
    }

    private let users: UserService
    private let perSite: PerSite<LuminateSettings>
    private let log: CallLog

    /// The servlets over a user service.
    ///
    /// - Parameter log: is told the reason of every refusal and of every failure.
    public init(users: UserService, settings: PerSite<LuminateSettings>, log: @escaping CallLog = { _, _ in }) {
        self.users = users
        perSite = settings
        self.log = log
    }

    /// Answers a request to a servlet. Whatever hashes or writes is left for later; all else is answered at once.
    public func answer(_ request: HTTPRequest, servlet: Servlet, in site: SiteID) -> HTTPAnswer {
        let settings = perSite[site]
        let origin = RequestOrigin(request, servlet: servlet, settings)
        if request.method == "OPTIONS" { return .now(origin.preflight(servlet: servlet)) }
        let exchange = Exchange(request, servlet: servlet, origin: origin, users: users, settings: settings, site: site)
        var method: LuminateMethod?
        do throws(Refusal) {
            let found = try exchange.method()
            method = found
            let work = try exchange.prepare(found)
            let wait = LanePlan.embeddedStore.wait(for: exchange.cost(of: found), hashing: exchange.hashing(found))
            guard let wait else { return .now(run(work, of: found, exchange)) }
            return .later(for: wait, busy: refused(.busy, found, exchange)) { run(work, of: found, exchange) }
        } catch {
            return .now(logged(error, method, exchange))
        }
    }

    /// The last two steps of ``Exchange``. A session that was found by a nonce is given to the browser even if the method refuses, since
    /// the nonce is spent.
    private func run(_ work: LuminateMethod.Work, of method: LuminateMethod, _ exchange: Exchange) -> HTTPResponse {
        var cookie: SessionCookie?
        do throws(Refusal) {
            let caller = try exchange.caller(of: method)
            if let session = caller.session, session.isNew { cookie = .set(session.id) }
            let answer = try work(exchange.call(by: caller))
            let element = ResultElement(method.result ?? .error, answer.values)
            return exchange.builder.response(element, cookie: answer.cookie ?? cookie, timestamp: timestamp)
        } catch {
            return logged(error, method, cookie: cookie, exchange)
        }
    }

    private func logged(
        _ refusal: Refusal, _ method: LuminateMethod?, cookie: SessionCookie? = nil, _ exchange: Exchange
    ) -> HTTPResponse {
        log(
            refusal.isFailure ? .failed : .refused,
            "luminate \(exchange.servlet.rawValue) \(method?.name ?? "request"): code \(refusal.code.rawValue): \(refusal.reason)")
        return refused(refusal, method, cookie: cookie, exchange)
    }

    private func refused(
        _ refusal: Refusal, _ method: LuminateMethod?, cookie: SessionCookie? = nil, _ exchange: Exchange
    ) -> HTTPResponse {
        exchange.builder.response(refusal, cookie: cookie, verbs: method?.verbs, timestamp: timestamp)
    }

    private var timestamp: String { String(users.clock.now.seconds) }
}
