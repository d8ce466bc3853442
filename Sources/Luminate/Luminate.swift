public import Accounts
public import Calls
import HTTP
import Operations

/// The constituent servlets of Luminate Online's open API.
///
/// A request names a method in its parameters; ``luminateMethods`` is the table of methods. The answer is XML, JSON, or
/// a redirect with the answer's values.
public struct Luminate: Sendable {
    private let users: UserService
    private let perSite: PerSite<SiteSettings>

    /// Creates the servlets for a user service.
    public init(users: UserService, settings: PerSite<LuminateSettings>) {
        self.users = users
        perSite = settings.map(SiteSettings.init)
    }

    /// Answers a request to a servlet, or to its older name if `onlyMethod` is the one method that it has there.
    ///
    /// Work that hashes or writes is left for later. Everything else is answered at once.
    public func answer(_ context: CallContext, servlet: Servlet, onlyMethod: String? = nil) -> HTTPAnswer {
        context.addressed(to: servlet.facts)
        let settings = perSite[context.site]
        let origin = RequestOrigin(context.request, servlet: servlet, settings)
        if context.request.method == "OPTIONS" { return .now(origin.preflight(servlet: servlet)) }
        let exchange = Exchange(context, servlet: servlet, origin: origin, users: users, settings: settings, onlyMethod: onlyMethod)
        return CallRunner.answer(context, by: ServletBinding(exchange: exchange))
    }

    /// Answers a request to a page that belongs to a browser's session.
    public func answer(_ context: CallContext, page: Page) -> HTTPAnswer {
        let settings = perSite[context.site]
        let origin = RequestOrigin(context.request, servlet: .client, settings)
        let exchange = Exchange(context, servlet: .client, origin: origin, users: users, settings: settings)
        return CallRunner.answer(context, by: PageBinding(page: page, exchange: exchange))
    }

    /// Refuses a request to a servlet of the vendor's that is not emulated, in the form that the request asks for. A page
    /// that gets another form never finishes waiting. Source: Luminate.docc/Requests.md.
    ///
    /// - Parameters:
    ///   - context: The call.
    ///   - name: The servlet's name, such as `CRTeamraiserAPI`.
    public func refuse(_ context: CallContext, servletNamed name: String) -> HTTPAnswer {
        let settings = perSite[context.site]
        let servlet: Servlet = name.utf8.first.map { $0 == 0x53 || $0 == 0x73 } ?? false ? .server : .client
        let origin = RequestOrigin(context.request, servlet: servlet, settings)
        if context.request.method == "OPTIONS" { return .now(origin.preflight(servlet: servlet)) }
        let exchange = Exchange(context, servlet: servlet, origin: origin, users: users, settings: settings)
        let refusal = Refusal(.unableToProcess, .notEmulated, reason: "this servlet is not emulated")
        context.ends(.unknown, .notEmulated, because: refusal.reason)
        return .now(exchange.builder.response(refusal, timestamp: context.timestamp))
    }
}
