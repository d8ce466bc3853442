import Accounts
import Calls
import HTTP
import Operations

/// One request on its way through. The order in which it is looked at, and which code wins when several things are wrong, is here and
/// nowhere else; the vendor documents none, so it is ours, from cheap to dear (Luminate.docc/Requests.md):
///
/// 1. parameters that cannot be read: 1, or 35 where they are not UTF-8
/// 2. on the server servlet, the caller's address: 4
/// 3. the key: 2
/// 4. the version: 1
/// 5. the method's name: 6, or 14 when the other servlet has it
/// 6. the HTTP method: 405
/// 7. whether the method is emulated: 1
/// 8. where redirects lead: 22
/// 9. whether credentials or a token were given at all: 3 or 5
/// 10. the method's own parameters: 9, 10, 21, 22, 23, 33, 35
/// 11. whether credentials or token are right: 3 or 5
/// 12. what the method itself finds.
///
/// All up to 10 takes microseconds; credentials cost a hash, and no request that is refused anyway costs one.
struct Exchange: Sendable {
    let users: UserService
    let context: CallContext
    let settings: LuminateSettings
    let servlet: Luminate.Servlet
    let origin: RequestOrigin
    /// How the request wants to be answered.
    let builder: ResponseBuilder
    private let parameters: Parameters
    private let unreadable: Refusal?

    init(
        _ context: CallContext, servlet: Luminate.Servlet, origin: RequestOrigin, users: UserService, settings: LuminateSettings
    ) {
        let request = context.request
        self.users = users
        self.context = context
        self.settings = settings
        self.servlet = servlet
        self.origin = origin
        do throws(Refusal) {
            parameters = try Parameters(request)
            unreadable = nil
        } catch {
            parameters = Parameters()
            unreadable = error
        }
        builder = ResponseBuilder(
            settings: settings, presentation: Presentation(parameters, servlet: servlet, settings), origin: origin, servlet: servlet,
            isSecure: request.isSecure)
    }

    private var request: HTTPRequest { context.request }

    private var site: SiteID { context.site }

    /// The method's name as the caller wrote it.
    var methodName: String? { parameters.given(CommonParameter.method) }

    /// Steps 1 to 5.
    func method() throws(Refusal) -> LuminateMethod {
        if let unreadable { throw unreadable }
        if servlet == .server, !settings.allowedNetworks.contains(where: { $0.contains(request.clientAddress) }) {
            throw Refusal(.addressNotAllowed, reason: "\(request.clientAddress) lies in no network that may call the server servlet")
        }
        guard let key = parameters.given("api_key"), key == settings.apiKey || key == settings.secondaryAPIKey else {
            throw Refusal(.incorrectAPIKey, reason: "api_key is missing or none of the site's keys")
        }
        if settings.requiresVersion, parameters["v"] != "1.0" {
            throw Refusal(.unableToProcess, detail: "the parameter v must be 1.0", reason: "v is not 1.0")
        }
        guard let name = methodName else { throw Refusal(.unknownMethod, reason: "no method is named") }
        guard let method = luminateMethod(named: name) else {
            throw Refusal(.unknownMethod, reason: "the method is an unknown name of \(name.utf8.count) bytes")
        }
        guard method.servlets.contains(servlet) else {
            throw Refusal(.methodNotAllowed, reason: "\(method.name) is not a method of \(servlet.rawValue)")
        }
        return method
    }

    /// Steps 6 to 10. Gives the work to do.
    func prepare(_ method: LuminateMethod) throws(Refusal) -> LuminateMethod.Work {
        guard method.takes(verb: request.method) else {
            throw Refusal(
                .httpMethodNotSupported, reason: "\(method.name) takes \(method.verbs.joined(separator: " and ")) only",
                verbs: method.verbs)
        }
        guard let prepare = method.prepare else {
            throw Refusal(.unableToProcess, detail: "the method \(method.name) is not emulated", reason: "the method is not emulated")
        }
        if let name = builder.presentation.unsafeRedirect {
            throw .unsafeRedirect(name)
        }
        try authentication.checkPresence(method, servlet)
        return try prepare(ParameterSource(parameters: parameters, servlet: servlet, settings: settings))
    }

    /// What steps 11 and 12 cost. To redeem a nonce is a write.
    func cost(of method: LuminateMethod) -> Cost {
        let cost = method.facts(on: servlet)?.cost ?? []
        return authentication.writes ? cost.union(.writes) : cost
    }

    /// What steps 11 and 12 wait for where they hash a password.
    func hashing(_ method: LuminateMethod) -> HTTPWait {
        authentication.hashing(method.facts(on: servlet)?.accountParameter)
    }

    /// Step 11.
    func caller(of method: LuminateMethod) throws(Refusal) -> Caller {
        try authentication.caller(of: method, servlet)
    }

    /// What the method's code gets for step 12.
    func call(by caller: Caller) -> Call {
        Call(
            users: users, context: context, settings: settings, servlet: servlet, caller: caller, sessions: sessions,
            mayHoldToken: origin.mayHoldToken, url: url, apiKey: parameters["api_key"] ?? "")
    }

    /// Without path parameters, which only choose a server behind the vendor's load balancer, and without the slash that may follow the
    /// name.
    private var url: String {
        var bare = request
        bare.path = String(request.path.prefix { $0 != ";" })
        while bare.path.hasSuffix("/") { bare.path.removeLast() }
        return bare.url
    }

    private var sessions: ClientSessions { ClientSessions(users: users, context: context, settings: settings) }

    private var authentication: Authentication {
        Authentication(
            users: users, site: site, settings: settings, sessions: sessions, parameters: parameters,
            cookie: SessionCookie.value(in: request.fields), network: request.clientNetwork)
    }
}
