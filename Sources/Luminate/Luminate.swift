public import Accounts
public import Calls
import HTTP
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

    /// The servlets over a user service.
    public init(users: UserService, settings: PerSite<LuminateSettings>) {
        self.users = users
        perSite = settings
    }

    /// Answers a request to a servlet. Whatever hashes or writes is left for later; all else is answered at once.
    public func answer(_ context: CallContext, servlet: Servlet) -> HTTPAnswer {
        context.addressed(to: servlet.facts)
        let settings = perSite[context.site]
        let origin = RequestOrigin(context.request, servlet: servlet, settings)
        if context.request.method == "OPTIONS" { return .now(origin.preflight(servlet: servlet)) }
        let exchange = Exchange(context, servlet: servlet, origin: origin, users: users, settings: settings)
        return CallRunner.answer(context, by: ServletBinding(exchange: exchange))
    }
}
