import ASMX
import Operations
import Accounts

extension XWebToken {
    /// The kinds of token that identify a calling program.
    static let programKinds = [program, programByBasic]

    /// The kinds of token that identify a web user.
    static let webUserKinds = [singleSignOn, remembered]

    /// Returns a token in the form in which it was issued: a GUID in lower case, whatever its spelling.
    static func normalized(_ token: String) -> String { GUIDText.normalized(token) ?? token }
}

/// The sign-in of web users and the tokens it issues.
extension XWebCall {
    /// Signs a web user in by an identity. Only web users can sign in this way, because programs have other names.
    private func signIn(
        _ identity: Identity, _ password: Password, under policy: AccountPolicy
    ) throws(Trouble) -> Result<WebUserRecord, SignInRefusal> {
        try users.signIn(attempt(identity, password, under: policy), in: site).map { WebUserRecord($0.person) }
    }

    /// Signs a web user in and throws a fault if the sign-in is refused.
    func signInOrFault(_ identity: Identity, _ password: Password) throws -> WebUserRecord {
        try signIn(identity, password, under: try webUserPolicy()).mapError(XWebRefusal.webUserLogin).get()
    }

    /// Signs a web user in and issues a single-sign-on token, in one write. Throws a fault if the sign-in is refused.
    func signInWithTokenOrFault(
        _ identity: Identity, _ password: Password, isRemembered: Bool = false
    ) throws -> (webUser: WebUserRecord, token: String?) {
        try signInWithToken(identity, password, under: webUserPolicy(), isRemembered: isRemembered)
            .mapError(XWebRefusal.webUserLogin).get()
    }

    /// Signs a web user in and issues a single-sign-on token, in one write. The token is nil if the caller does not want one.
    func signInWithToken(
        _ identity: Identity, _ password: Password, under policy: AccountPolicy, isRemembered: Bool = false, isWanted: Bool = true
    ) throws -> Result<(webUser: WebUserRecord, token: String?), SignInRefusal> {
        try users.signIn(attempt(identity, password, under: policy), in: site) { [self] signedIn in
            SessionOpenings(isWanted ? [singleSignOn(for: signedIn.account, isRemembered: isRemembered)] : [])
        }.map { (WebUserRecord($0.signedIn.person), $0.opened.first?.token) }
    }

    private func attempt(_ identity: Identity, _ password: Password, under policy: AccountPolicy) -> SignInAttempt {
        SignInAttempt(candidates: [identity], password: password, defaultPolicy: policy, address: clientNetwork)
    }

    /// Returns the identity that a typed sign-in name means.
    static func signInIdentity(_ loginOrEmail: String?) -> Identity {
        XWebScheme.identity(XWebScheme.signInName, typed: loginOrEmail ?? "")
    }

    private func singleSignOn(for account: Account, isRemembered: Bool) -> SessionOpening {
        SessionOpening(
            kind: isRemembered ? XWebToken.remembered : XWebToken.singleSignOn, account: account.id, format: .guid,
            lifetime: .minutes(isRemembered ? Self.rememberedMinutes : settings.singleSignOnMinutes), idleTimeout: nil,
            credentialVersion: account.credential?.version)
    }

    /// A hundred years. Source: XWeb.docc/Operations.md.
    private static let rememberedMinutes = 100 * 365 * 24 * 60 + 24 * 24 * 60

    /// Returns the account of a single-sign-on token of either kind, or nil if the token is invalid.
    func webUser(ofToken token: Secret?) throws(StoreError) -> WebUserRecord? {
        guard let token = token.map({ XWebToken.normalized($0.text) }), !token.isEmpty else { return nil }
        for kind in XWebToken.webUserKinds {
            if let person = try users.session(token: token, kind: kind, in: site)?.person { return WebUserRecord(person) }
        }
        return nil
    }

    /// Returns the account of a single-sign-on token. Throws a fault if the token is invalid.
    func webUser(ofTokenOrFault token: Secret?) throws -> WebUserRecord {
        guard let webUser = try webUser(ofToken: token) else {
            throw XWebRefusal.unvalidatedToken("the token is unknown or has ended")
        }
        return webUser
    }

    /// Signs a web user in with a remembered token and replaces the token. Of two calls with one token, exactly one
    /// succeeds.
    func signIn(byRemembered token: Secret?) throws -> (webUser: WebUserRecord, token: String) {
        guard let token = token.map({ XWebToken.normalized($0.text) }),
            let person = try users.session(token: token, kind: XWebToken.remembered, in: site)?.person,
            let next = try users.renewSession(
                token: token, kind: XWebToken.remembered, singleSignOn(for: person.account, isRemembered: true), in: site)
        else { throw XWebRefusal.unvalidatedToken("the token is not a remembered token, or was used already") }
        return (WebUserRecord(person), next.token)
    }
}
