import Accounts
import Calls
import Operations

/// Determines who calls, at one moment. Source: Luminate.docc/Sessions.md.
///
/// It is a class because each step of a call has it, and each copy would retain all its members.
final class Authentication: Sendable {
    let sessions: ClientSessions
    let parameters: Parameters
    private let cookie: String?
    /// The token of a remembered login in the request's cookies. Nil on the server servlet.
    private let remembered: String?
    /// The network of the client.
    private let network: String

    init(_ sessions: ClientSessions, parameters: Parameters, cookie: String?, remembered: String?, network: String) {
        self.sessions = sessions
        self.parameters = parameters
        self.cookie = cookie
        self.remembered = remembered
        self.network = network
    }

    /// The user service at the moment.
    var users: UserService { sessions.users }
    /// The moment.
    var moment: Timestamp { sessions.moment }
    private var site: SiteID { sessions.context.site }
    private var settings: SiteSettings { sessions.settings }

    /// Throws if a request lacks what its method requires. Costs nothing.
    func checkPresence(_ requirement: CallerRequirement, _ servlet: Luminate.Servlet) throws {
        switch servlet {
        case .server:
            _ = try credentials()
        case .client:
            guard requirement.needsLogin, parameters.given(CommonParameter.auth) == nil, placed(CommonParameter.ssoAuthToken) == nil
            else { return }
            let isMisplaced = parameters.given(CommonParameter.ssoAuthToken) != nil
            let reason = isMisplaced ? "sso_auth_token came in the URL instead of a body" : "neither auth nor sso_auth_token was given"
            throw Refusal(.tokenRequired, .noToken, reason: reason)
        }
    }

    /// Returns the caller. On the server servlet this costs a hash, at least once a minute.
    ///
    /// - Parameters:
    ///   - requirement: What the method requires.
    ///   - servlet: The servlet.
    ///   - signedIn: The administrator, if ``administratorAtOnce`` signed one in just now.
    func caller(meeting requirement: CallerRequirement, _ servlet: Luminate.Servlet, signedIn: Person? = nil) throws -> Caller {
        switch servlet {
        case .server: return .administrator(try apiAdministrator(signedIn ?? administrator()))
        case .client:
            let session = try clientSession()
            return requirement.needsLogin ? try constituent(in: session) : .visitor(session)
        }
    }

    /// Returns what a call asks a store for, as far as the request tells it before.
    ///
    /// - Parameters:
    ///   - userName: The name of the account whose password the method tries. Nil if it tries none.
    ///   - selector: What selects the record that the method is about. Nil if nothing does.
    func questions(_ servlet: Luminate.Servlet, userName: String?, selector: RecordSelector?) -> [StoreQuestion] {
        let named = userName.map { [StoreQuestion.holders(of: settings.candidates(named: $0))] } ?? []
        switch servlet {
        case .server:
            let selected = selector?.identities(fallsThrough: settings.memberIDFallsThrough) ?? []
            let attempt = (try? attempt()).map { users.questions(of: $0, in: site) } ?? []
            return attempt + (selected.isEmpty ? [] : [.holders(of: selected)]) + named
        case .client:
            let pointers = [placed(CommonParameter.sessionID), cookie, nonce].compactMap { $0 }
            let tokens = [parameters.given(CommonParameter.auth), placed(CommonParameter.ssoAuthToken), remembered].compactMap { $0 }
            return sessions.questions(aboutPointers: pointers) + sessions.questions(about: tokens) + named
        }
    }

    // MARK: The server servlet

    private func credentials() throws(Refusal) -> (name: String, password: String) {
        guard let name = parameters.given(CommonParameter.loginName), let password = parameters.given(CommonParameter.loginPassword) else {
            throw Refusal(.notAuthorized, reason: "login_name or login_password is missing")
        }
        return (name, password)
    }

    /// The administrator, if signing in needs neither a hash nor the store.
    var administratorAtOnce: Person? {
        guard let attempt = try? attempt() else { return nil }
        return users.signInAtOnce(attempt, in: site)?.person
    }

    /// Whether signing the administrator in is expected to need no hash, although the store must be asked.
    var expectsNoHash: Bool {
        guard let attempt = try? attempt() else { return false }
        return users.expectsNoHash(of: attempt, in: site)
    }

    private func attempt() throws(Refusal) -> SignInAttempt {
        let (name, password) = try credentials()
        return SignInAttempt(
            candidates: [Identity(LuminateScheme.userName, name)], password: Password(password), defaultPolicy: settings.accountPolicy,
            address: network, isRepeated: true)
    }

    private func administrator() throws -> Person {
        try users.signIn(try attempt(), in: site).mapError { refusal in
            Refusal(refusal, as: .notAuthorized, whose: "the API administrator")
        }.get().person
    }

    private func apiAdministrator(_ person: Person) throws -> Person {
        guard person.account.attributes[LuminateAttribute.apiAdministrator] == "true" else {
            throw Refusal(.notAuthorized, reason: "the account of login_name is no API administrator")
        }
        return person
    }

    /// Returns what a call waits for whose method hashes a password. The password is tried on the account that the
    /// method names, or else on the account of the request's session or token. This only reads, so that a nonce is not
    /// used up.
    func hashing(_ account: AccountParameter?) -> HTTPWait {
        if let account {
            let candidates = account.candidates(for: parameters[account.name] ?? "")
            return .hashing(on: users.prospect(ofSignIn: candidates, from: network, in: site))
        }
        let token = ssoToken.flatMap { try? sessions.holder(ofSingleSignOnToken: $0)?.person }
        guard let present = token ?? (try? namedSession())?.person else { return .hashing }
        return .hashing(on: users.prospect(ofSignIn: present.id, from: network, in: site))
    }

    // MARK: The client servlet

    private var ssoToken: String? { placed(CommonParameter.ssoAuthToken) ?? placed(CommonParameter.auth) }

    /// Returns the value of a parameter that a strict site accepts only in a body.
    private func placed(_ name: String) -> String? {
        settings.takesTokensInBodiesOnly ? parameters.givenInBody(name) : parameters.given(name)
    }

    /// The single sign-on token in the request, if it is where the site takes one.
    var singleSignOnToken: String? { placed(CommonParameter.ssoAuthToken) }

    /// Returns the session that the cookie names.
    func cookieSession() throws -> ClientSession? { try cookie.flatMap { try sessions.session(id: $0) } }

    private var nonce: String? { parameters.given(CommonParameter.nonceToken) ?? parameters.given(CommonParameter.nonce) }

    /// Whether finding the session may require a write.
    var writes: Bool { nonce != nil || remembered != nil }

    /// Returns the session of the request: the one that the parameter `JSESSIONID` names, or else that of the cookie.
    /// If nobody is logged in to it, a nonce is used.
    func clientSession() throws -> ClientSession? {
        let named = try namedSession()
        guard named?.person == nil, let nonce, let redeemed = try sessions.redeem(nonce: nonce) else { return named }
        return redeemed
    }

    /// Returns the session of the parameter, or that of the cookie if the parameter names no live session.
    private func namedSession() throws -> ClientSession? {
        if let id = placed(CommonParameter.sessionID), var session = try sessions.session(id: id) {
            session.isNamedByParameter = true
            return session
        }
        return try cookie.flatMap { try sessions.session(id: $0) }
    }

    /// Returns the session of the request, or a new one if nobody is logged in to it and the browser has a remembered login.
    ///
    /// A browser sends the cookie of that login whatever page calls. So the new session has nothing in common with the one of
    /// the request: neither an id nor an `auth` token that the page knew before leads to it.
    func loggedInIfRemembered(_ session: ClientSession?) throws -> ClientSession? {
        guard session?.person == nil, let remembered, let person = try sessions.holder(ofRememberedLogin: remembered) else {
            return session
        }
        return try sessions.open(for: person)
    }

    /// The row of the browser's remembered login, which another login or a logout ends. Empty if there is none.
    func rememberedLogins() throws -> [TokenDigest] {
        try remembered.flatMap { try sessions.row(ofRememberedLogin: $0) }.map { [$0] } ?? []
    }

    /// The cookie that tells the browser that its remembered login has ended. Nil if it has none.
    var forgetting: SessionCookie? { remembered == nil ? nil : .forget }

    /// Ends a session and the remembered login of the browser, in one write.
    func logOut(_ session: ClientSession?) throws {
        try sessions.end((session.map { [$0.session.digest] } ?? []) + rememberedLogins())
    }

    /// Returns the constituent of a token. A wrong token does not invalidate another one.
    private func constituent(in session: ClientSession?) throws -> Caller {
        var refusal = Refusal(.tokenRequired, .noToken, reason: "neither auth nor sso_auth_token was given")
        if let token = parameters.given(CommonParameter.auth) {
            do {
                return .constituent(try holder(ofAuthToken: token, in: session), session, nil)
            } catch let error as Refusal {
                refusal = error
            }
        }
        for token in [placed(CommonParameter.auth), placed(CommonParameter.ssoAuthToken)] {
            guard let token, let (person, logsIn, row) = try sessions.holder(ofSingleSignOnToken: token) else { continue }
            return .constituent(try holder(person, logsIn: logsIn, in: session), session, row)
        }
        if placed(CommonParameter.ssoAuthToken) != nil, parameters.given(CommonParameter.auth) == nil {
            refusal = Refusal(.tokenRequired, reason: "the sso_auth_token is unknown or has ended")
        }
        throw refusal
    }

    private func holder(ofAuthToken token: String, in session: ClientSession?) throws -> Person {
        guard let line = try sessions.line(ofAuthToken: token) else {
            throw Refusal(.tokenRequired, reason: "the auth token is unknown or has ended")
        }
        guard let session else { throw Refusal(.notAuthorized, reason: "the request came in no live session") }
        guard session.line == line else { throw Refusal(.tokenRequired, reason: "the auth token was given to another session") }
        guard let person = session.person else { throw Refusal(.notAuthorized, reason: "nobody is logged in to the session") }
        return person
    }

    /// Returns the holder of a single sign-on token if the token is good in a session.
    private func holder(_ person: Person, logsIn: Bool, in session: ClientSession?) throws -> Person {
        guard let present = session?.person else {
            guard logsIn else { throw Refusal(.tokenRequired, reason: "the single sign-on token no longer logs in") }
            return person
        }
        guard present.id == person.id else {
            throw Refusal(.tokenRequired, reason: "the single sign-on token belongs to another constituent than the session")
        }
        return person
    }
}

extension Refusal {
    /// Creates the refusal of a sign-in. All causes have the same answer.
    init(_ refusal: SignInRefusal, as code: LuminateErrorCode, whose: String) {
        self.init(code, refusal.reasonCode, reason: "\(whose): \(refusal.reason)")
    }
}
