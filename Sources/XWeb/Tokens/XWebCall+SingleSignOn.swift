import ASMX
import Operations
import Accounts

extension XWebToken {
    /// The kinds that stand for a calling program.
    static let programKinds = [program, programByBasic]

    /// The kinds that stand for a web user.
    static let webUserKinds = [singleSignOn, remembered]

    /// A token as it was given: a GUID in small letters, however it is spelled.
    static func normalized(_ token: String) -> String { GUIDText.normalized(token) ?? token }
}

/// Web users' sign-in and the tokens it gives.
extension XWebCall {
    /// Signs a web user in by an identity: whoever signs in is one, programs have other names.
    func signIn(_ identity: Identity, _ password: Password, under policy: AccountPolicy) throws(SignInRefusal) -> Account {
        let attempt = SignInAttempt(candidates: [identity], password: password, defaultPolicy: policy, address: clientNetwork)
        return try users.signIn(attempt, in: site).account
    }

    /// The same for an operation that answers a refusal with a fault.
    func signInOrFault(_ identity: Identity, _ password: Password) throws -> Account {
        let policy = try webUserPolicy()
        do {
            return try signIn(identity, password, under: policy)
        } catch {
            throw XWebRefusal.webUserLogin(error)
        }
    }

    /// The identity that stands for what somebody types at sign-in.
    static func signInIdentity(_ loginOrEmail: String?) -> Identity {
        Identity(XWebScheme.signInName, loginOrEmail ?? "")
    }

    /// Mints a single-sign-on token for somebody whose password was just verified.
    func openSingleSignOn(for account: Account, isRemembered: Bool = false) throws -> String {
        try users.openSession(singleSignOn(for: account, isRemembered: isRemembered), in: site).token
    }

    private func singleSignOn(for account: Account, isRemembered: Bool) -> SessionOpening {
        SessionOpening(
            kind: isRemembered ? XWebToken.remembered : XWebToken.singleSignOn, account: account.id, format: .guid,
            lifetime: .minutes(isRemembered ? Self.rememberedMinutes : settings.singleSignOnMinutes), idleTimeout: nil,
            credentialVersion: account.credential?.version)
    }

    /// A hundred years. Source: XWeb.docc/Operations.md.
    private static let rememberedMinutes = 100 * 365 * 24 * 60 + 24 * 24 * 60

    /// Whose a single-sign-on token is, of either kind; nil for one that stands for nobody.
    func accountOfToken(_ token: Secret?) throws(StoreError) -> Account? {
        guard let token = token.map({ XWebToken.normalized($0.text) }), !token.isEmpty else { return nil }
        for kind in XWebToken.webUserKinds {
            if let account = try users.session(token: token, kind: kind, in: site)?.account { return account }
        }
        return nil
    }

    /// The same for an operation that answers a token for nobody with a fault.
    func accountOfTokenOrFault(_ token: Secret?) throws -> Account {
        guard let account = try accountOfToken(token) else {
            throw XWebRefusal.unvalidatedToken("the token is unknown or has ended")
        }
        return account
    }

    /// Signs in by a remembered token, which is replaced: of two calls with one token exactly one gets in.
    func signIn(byRemembered token: Secret?) throws -> (account: Account, token: String) {
        guard let token = token.map({ XWebToken.normalized($0.text) }),
            let account = try users.session(token: token, kind: XWebToken.remembered, in: site)?.account,
            let next = try users.renewSession(
                token: token, kind: XWebToken.remembered, singleSignOn(for: account, isRemembered: true), in: site)
        else { throw XWebRefusal.unvalidatedToken("the token is not one to be remembered by, or was used already") }
        return (account, next.token)
    }
}
