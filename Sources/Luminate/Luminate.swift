public import Accounts
public import Calls
import HTTP
public import Operations

/// The system, with the names used in configurations and by people.
public let luminateSystem = SystemName("luminate", title: "Luminate Online")

/// The constituent servlets of Luminate Online's open API.
///
/// A request names a method in its parameters; ``luminateMethods`` is the table of methods. The answer is XML, JSON, or
/// a redirect with the answer's values.
public struct Luminate: Sendable {
    /// The two servlets of the constituent API. They share their methods but differ in who may call.
    public enum Servlet: String, Sendable, CaseIterable {
        /// For browsers. It uses a session, and requires a token for private data.
        case client = "CRConsAPI"
        /// For programs. It requires an API administrator's name and password with every call.
        case server = "SRConsAPI"

        /// The facts of the servlet that do not depend on the protocol.
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

    /// Creates the servlets for a user service.
    public init(users: UserService, settings: PerSite<LuminateSettings>) {
        self.users = users
        perSite = settings
    }

    /// Answers a request to a servlet. Work that hashes or writes is left for later. Everything else is answered at
    /// once.
    public func answer(_ context: CallContext, servlet: Servlet) -> HTTPAnswer {
        context.addressed(to: servlet.facts)
        let settings = perSite[context.site]
        let origin = RequestOrigin(context.request, servlet: servlet, settings)
        if context.request.method == "OPTIONS" { return .now(origin.preflight(servlet: servlet)) }
        let exchange = Exchange(context, servlet: servlet, origin: origin, users: users, settings: settings)
        return CallRunner.answer(context, by: ServletBinding(exchange: exchange))
    }
}
