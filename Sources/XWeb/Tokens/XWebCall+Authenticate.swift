import ASMX
import Accounts
import Calls

extension XWebCall {
    /// Signs a calling program in and puts a new token of this kind into the answer. Failures are counted for the user
    /// and address together (XWeb.docc/Tokens.md, `FailCount`).
    func authenticate(userName: String, password: Password, for kind: SessionKind = XWebToken.program) throws {
        let attempt = SignInAttempt(
            candidates: [Identity(XWebScheme.programUser, userName)], password: password, defaultPolicy: settings.programPolicy,
            origin: clientAddress, address: clientNetwork)
        let (signedIn, opened) = try users.signIn(attempt, in: site) { [self] signedIn in
            let account = signedIn.account
            guard ProgramRights.allow(address: clientAddress, account.attributes) else {
                throw XWebRefusal.invalidCredentials(.addressNotAllowed, "the user may not call from this address")
            }
            let opening = tokenOpening(
                kind, for: account.id, boundTo: settings.validatesIPAddress ? clientAddress : nil,
                credentialVersion: account.credential?.version)
            return SessionOpenings([opening])
        }.mapError(XWebRefusal.authentication).get()
        context.session = opened.first?.session.digest
        program = signedIn.account.id
        programAttributes = signedIn.account.attributes
        token = AnsweredToken(text: opened.first?.token ?? "", kind: kind, actor: TokenFormat.guid.mint(from: users.random, for: .nonces))
    }

    /// Returns the opening of a token for a calling program.
    func tokenOpening(
        _ kind: SessionKind, for account: AccountID, boundTo address: String?, credentialVersion: Int64?
    ) -> SessionOpening {
        SessionOpening(
            kind: kind, account: account, format: .guid, lifetime: .minutes(settings.timeoutMinutes), idleTimeout: nil,
            clientAddress: address, keepsOthers: kind == XWebToken.programByBasic ? Self.basicTokensKept - 1 : nil,
            credentialVersion: credentialVersion)
    }

    /// The number of tokens from Basic calls that are kept for a program and an address. A caller that sends its
    /// credentials with each call uses none of these tokens. Without a limit, every call would leave one behind until
    /// it expires.
    private static let basicTokensKept = 20
}
