import Accounts
import Calls
import HTTP
import Operations

/// The processing of one request. This type alone defines the order of the checks, and with it the code of a request
/// with several errors. The vendor documents no order; this one is ours, from cheap to expensive
/// (Luminate.docc/Requests.md). Each check is followed by the error codes it can give:
///
/// 1. Parameters that cannot be read: 1, or 35 if they are not UTF-8.
/// 2. On the server servlet, the caller's address: 4.
/// 3. The key: 2.
/// 4. The version: 1.
/// 5. The name of the method: 6, or 14 if only the other servlet has it.
/// 6. The HTTP method: 405.
/// 7. The targets of redirects: 22.
/// 8. Missing credentials or a missing token: 3 or 5.
/// 9. Wrong credentials or a wrong token: 3 or 5.
/// 10. A method that is not emulated: 1.
/// 11. The method's own parameters: 9, 10, 21, 22, 23, 33, 35.
/// 12. The checks of the method itself.
///
/// Steps 1 to 8 take microseconds. Checking credentials costs a hash, unless they were checked a short time ago. A method that needs neither credentials nor a token
/// has its parameters checked before anything that costs.
///
/// It is a class because each step of a call has it, and each copy would retain all its members. One thread at a time works on a
/// call, as on its context.
final class Exchange: @unchecked Sendable {
    private let onlyMethod: String?
    let context: CallContext
    let settings: SiteSettings
    let servlet: Luminate.Servlet
    let origin: RequestOrigin
    /// Builds the answer in the form that the request asks for.
    let builder: ResponseBuilder
    let parameters: Parameters
    private let unreadable: Refusal?
    private let service: UserService
    /// The session id in the request's cookies.
    private let cookie: String?
    /// The token of a remembered login in the request's cookies. Nil on the server servlet.
    private let remembered: String?
    /// The network of the client.
    private let network: String
    /// Who was signed in while the cost of the call was found out.
    @exclusivity(unchecked) private var administrator: Person?
    /// What was last made to determine who calls.
    @exclusivity(unchecked) private var latest: Authentication?

    init(
        _ context: CallContext, servlet: Luminate.Servlet, origin: RequestOrigin, users: UserService, settings: SiteSettings,
        onlyMethod: String? = nil
    ) {
        let request = context.request
        service = users
        self.onlyMethod = onlyMethod
        self.context = context
        self.settings = settings
        self.servlet = servlet
        self.origin = origin
        network = request.clientNetwork
        cookie = SessionCookie.value(in: request.fields)
        remembered = servlet == .client ? SessionCookie.value(of: .remembered, in: request.fields) : nil
        do throws(Refusal) {
            parameters = try Parameters(request)
            unreadable = nil
        } catch {
            parameters = Parameters(readableOf: request)
            unreadable = error
        }
        builder = ResponseBuilder(
            settings: settings, presentation: Presentation(parameters, of: request, servlet: servlet, settings), origin: origin,
            servlet: servlet,
            isSecure: request.isSecure)
    }

    /// The name of the method as the caller wrote it.
    var methodName: String? { parameters.given(CommonParameter.method) }

    /// The method that the caller names, whatever else is wrong with the request. Nil if there is none of this name.
    var namedMethod: LuminateMethod? { methodName.flatMap(luminateMethod(named:)) }

    /// Returns the method after steps 1 to 5. If a step refuses the call, this still tells observers which method the call names. It does
    /// not tell them about a method that is not emulated, because they would take that for the reason.
    func method() throws(Refusal) -> LuminateMethod {
        do throws(Refusal) {
            return try admittedMethod()
        } catch {
            if let facts = namedMethod?.facts(on: servlet), facts.isEmulated { context.found(facts) }
            throw error
        }
    }

    private func admittedMethod() throws(Refusal) -> LuminateMethod {
        if let unreadable { throw unreadable }
        if servlet == .server, !settings.allowedNetworks.contains(where: { $0.contains(context.request.clientAddress) }) {
            throw Refusal(.addressNotAllowed, reason: "\(context.request.clientAddress) is in no network that may call the server servlet")
        }
        guard let key = parameters.given("api_key"), key == settings.apiKey || key == settings.secondaryAPIKey else {
            throw Refusal(.incorrectAPIKey, reason: "api_key is missing or not one of the site's keys")
        }
        if settings.requiresVersion, parameters["v"] != "1.0" {
            throw Refusal(.unableToProcess, reason: "v is not 1.0")
        }
        guard let name = methodName else { throw Refusal(.unknownMethod, reason: "no method is named") }
        guard let method = namedMethod else {
            throw Refusal(.unknownMethod, reason: "the method is an unknown name of \(name.utf8.count) bytes")
        }
        guard method.servlets.contains(servlet), onlyMethod == nil || onlyMethod == name else {
            throw Refusal(.methodNotAllowed, reason: "\(method.name) is not a method of \(servlet.rawValue)")
        }
        return method
    }

    /// Returns the work to do after steps 6 to 8. It begins with steps 10 and 11 if step 9 is needed.
    func prepare(_ method: LuminateMethod) throws -> LuminateMethod.Work {
        let verbs = method.verbs(settings)
        guard verbs.contains(context.request.method) else {
            throw Refusal(
                .httpMethodNotSupported, reason: "\(method.name) takes \(verbs.joined(separator: " and ")) only", verbs: verbs)
        }
        if let name = builder.presentation.unsafeRedirect {
            throw Refusal.unsafeRedirect(name)
        }
        try authentication.checkPresence(method.authentication, servlet)
        let source = ParameterSource(parameters: parameters, servlet: servlet, settings: settings)
        let work = { @Sendable () throws -> LuminateMethod.Work in
            guard let prepare = method.prepare else {
                throw Refusal(.unableToProcess, .notEmulated, reason: "the method is not emulated")
            }
            return try prepare(source)
        }
        if servlet == .client, !method.authentication.needsLogin { return try work() }
        // Nobody learns anything about parameters or methods before the credentials are verified.
        return { call in try work()(call) }
    }

    /// Returns the cost of steps 9 to 12. Redeeming a nonce is a write, and so is logging in by a remembered login. If the
    /// administrator is known from a call a short time ago, only the method itself costs anything.
    func cost(of method: LuminateMethod) -> Cost {
        switch servlet {
        case .server:
            administrator = authentication.administratorAtOnce
            return administrator == nil ? method.facts(on: servlet)?.cost ?? [] : method.ownCost
        case .client:
            let cost = method.facts(on: servlet)?.cost ?? []
            return authentication.writes ? cost.union(.writes) : cost
        }
    }

    /// Returns what steps 9 to 12 wait for if they hash a password.
    func hashing(_ method: LuminateMethod) -> HTTPWait {
        authentication.hashing(method.facts(on: servlet)?.accountParameter)
    }

    /// Returns the cost of steps 9 to 12 if they are expected to need no hash, as for a while after the administrator's password was
    /// verified. The store is asked nevertheless. Nil if they need one.
    func costWithoutHash(of method: LuminateMethod) -> Cost? {
        guard servlet == .server, !method.ownCost.contains(.hashes), authentication.expectsNoHash else { return nil }
        return method.ownCost.union(.reads)
    }

    /// Returns what steps 9 to 12 ask a remote store for, as far as it is known before.
    private func questions(of method: LuminateMethod) -> [StoreQuestion] {
        authentication.questions(
            servlet, userName: method.accountParameter.flatMap { parameters[$0.name] },
            selector: method.selectsRecord ? RecordSelector(of: parameters) : nil)
    }

    /// Returns what ``caller(of:)`` reads ahead.
    func earlyReading(for method: LuminateMethod) -> EarlyReading? {
        authentication.users.earlyReading(questions(of: method), in: context.site)
    }

    /// Returns the caller after step 9.
    func caller(of method: LuminateMethod) throws -> Caller {
        // Whoever was let in before the call waited may have been locked out since.
        let signedIn = context.times.begun == nil ? administrator : nil
        let authentication = authentication
        try authentication.users.readAhead(questions(of: method), in: context.site)
        return try authentication.caller(meeting: method.authentication, servlet, signedIn: signedIn)
    }

    /// Returns the method's view of the call for step 12.
    func call(by caller: Caller) -> Call {
        Call(
            authentication: authentication, servlet: servlet, caller: caller, mayHoldToken: origin.mayHoldToken,
            isAtOldName: onlyMethod != nil)
    }

    /// Determines who calls at the call's moment, which is a later one after the call has waited.
    var authentication: Authentication {
        if let latest, latest.moment == context.now { return latest }
        let users = service.asked(by: context, slowingGuessing: settings.slowsGuessing)
        let sessions = ClientSessions(users: users, context: context, settings: settings, origin: originOfVisitor)
        let made = Authentication(sessions, parameters: parameters, cookie: cookie, remembered: remembered, network: network)
        latest = made
        return made
    }

    /// What the request says about where a visitor came from, as attributes of a session.
    private var originOfVisitor: [String: String] {
        guard servlet == .client else { return [:] }
        var origin: [String: String] = [:]
        for (name, attribute) in [("source", ClientSession.sourceAttribute), ("sub_source", ClientSession.subSourceAttribute)] {
            // What no record can have is not remembered.
            guard let text = parameters.given(name), (try? checkStorable(text, name, limit: 255)) != nil else { continue }
            origin[attribute] = text
        }
        return origin
    }
}
