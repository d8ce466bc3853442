import Accounts
import Calls

extension Call {
    /// Logs in with a user name and password. Source: Luminate.docc/Methods.md.
    func logIn(
        _ userName: String?, _ password: Password?, mailing mail: SendUserName?, isRemembered: Bool, endsLogin: Bool
    ) throws -> Answer {
        let person: Person
        switch (userName, password) {
        case (let userName?, let password?):
            return try signIn(userName, password, isRemembered: isRemembered, follows: !endsLogin)
        case (nil, nil) where mail != nil: return try sendUserName(to: mail?.address)
        case (nil, nil):
            // A call that identifies only the API administrator returns the administrator's own id.
            guard case .administrator(let administrator) = caller else {
                throw Refusal(.userNameMissing, reason: "user_name and password are missing")
            }
            person = administrator
        case (nil, _): throw Refusal(.userNameMissing, reason: "user_name is missing")
        case (_, nil): throw Refusal(.passwordMissing, reason: "password is missing")
        }
        guard let constituent = Constituent(person) else { throw Refusal(.notFound, reason: "the account has no constituent id") }
        return try identified(constituent, givesTokens: true, isRemembered: isRemembered, follows: !endsLogin)
    }

    private func signIn(_ userName: String, _ password: Password, isRemembered: Bool, follows: Bool) throws -> Answer {
        let attempt = SignInAttempt(
            candidates: settings.candidates(named: userName), password: password, defaultPolicy: settings.accountPolicy, address: network)
        let ends = try authentication.rememberedLogins()
        var identified: (constituent: Constituent, opening: ClientSessions.Opening)?
        let (_, rows) = try users.signIn(attempt, in: site) { signedIn in
            guard let constituent = Constituent(signedIn.person) else {
                throw Refusal(.loginFailed, reason: "the account has no constituent id")
            }
            let opening = sessions.opening(
                for: login(of: constituent, givesTokens: true, isRemembered: isRemembered, follows: follows, ending: ends))
            identified = (constituent, opening)
            return opening.rows
        }.mapError { Refusal($0, as: .loginFailed, whose: "the constituent") }.get()
        guard let (constituent, opening) = identified else { throw StoreError.failed("a session was not opened") }
        return answer(constituent, try opening.opened(rows), givesTokens: true)
    }

    /// Logs in with columns. Source: Luminate.docc/Methods.md.
    ///
    /// It asks for no password. So it never finds an account that must not be accessible with facts that others may
    /// know: neither an administrator nor a record that is disabled.
    func authenticate(_ columns: [Identity]) throws -> Answer {
        let holders = try users.people(withAllOf: columns, in: site, among: Self.candidatesTried)
        guard let holders else {
            throw Refusal(settings.severalMatchesCode, reason: "more than \(Self.candidatesTried) records share each of these values")
        }
        let matches = holders.filter { $0.account.status == .active && !Constituent.isAdministrator($0.account) }
        guard matches.count <= 1 else {
            throw Refusal(settings.severalMatchesCode, reason: "several constituents have these values")
        }
        guard let constituent = matches.first.flatMap(Constituent.init) else {
            throw Refusal(.notFound, reason: "no active constituent has these values; administrators are not looked for")
        }
        return try identified(constituent, givesTokens: settings.authenticateUserGivesTokens ?? (servlet == .client), follows: true)
    }

    /// The number of records with one value that are examined. If more records share each of the given values, the
    /// request is answered as one that matched several.
    private static let candidatesTried = 500

    /// Returns the answer for an identified constituent. On the client servlet, this logs the session in.
    ///
    /// - Parameters:
    ///   - givesTokens: Whether the answer contains tokens. If not, they are nil.
    ///   - isRemembered: Whether the login outlives the browser. If not, an earlier one of the browser ends.
    ///   - follows: Whether tokens issued to the session before the login stay valid after it.
    private func identified(
        _ constituent: Constituent, givesTokens: Bool, isRemembered: Bool = false, follows: Bool
    ) throws -> Answer {
        guard servlet == .client || givesTokens else { return answer(constituent, nil, givesTokens: false) }
        let login = login(
            of: constituent, givesTokens: givesTokens, isRemembered: isRemembered, follows: follows,
            ending: try authentication.rememberedLogins())
        return answer(constituent, try sessions.open(login), givesTokens: givesTokens)
    }

    private func login(
        of constituent: Constituent, givesTokens: Bool, isRemembered: Bool, follows: Bool, ending ended: [TokenDigest]
    ) -> ClientSessions.Login {
        ClientSessions.Login(
            person: constituent.person, previous: caller.session, follows: follows,
            grants: (givesTokens ? [.singleSignOn, .nonce] : []) + (isRemembered && servlet == .client ? [.remembered] : []), ends: ended)
    }

    /// Returns the answer for an identified constituent, with the session that was opened if that is not nil.
    private func answer(
        _ constituent: Constituent, _ opened: (session: ClientSession, tokens: [SessionKind: String])?, givesTokens: Bool
    ) -> Answer {
        let timestamp = timestamp
        var values = [
            "cons_id": constituent.consID, "timestamp": timestamp,
            "signature": Signature(settings: settings).ofLogin(consID: constituent.consID, timestamp: timestamp),
        ]
        guard let (session, tokens) = opened else { return Answer(values) }
        if givesTokens {
            values["token"] = tokens[LuminateToken.singleSignOn]
            values["nonce"] = tokens[LuminateToken.nonce]
            values["JSESSIONID"] = session.id
            values["routing_id"] = routingID
        }
        return Answer(values, cookie: servlet == .client ? .set(session.id) : nil, remembering: remembering(tokens))
    }

    /// Returns the cookie of a remembered login, if one is among the tokens of a login. If not, an earlier one of the browser has ended.
    func remembering(_ tokens: [SessionKind: String]) -> SessionCookie? {
        tokens[LuminateToken.remembered].map { SessionCookie.remember($0, for: sessions.rememberedLifetime) } ?? authentication.forgetting
    }
}

extension SiteSettings {
    /// Returns the identities that a user name may mean in a sign-in.
    func candidates(named userName: String) -> [Identity] {
        [Identity(LuminateScheme.userName, userName)] + (self.signsInByEmail ? [Identity(LuminateScheme.primaryEmail, userName)] : [])
    }
}
