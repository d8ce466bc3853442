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
        let account = try users.signIn(attempt, in: site).mapError(XWebRefusal.authentication).get().account
        guard ProgramRights.allow(address: clientAddress, account.attributes) else {
            throw XWebRefusal.invalidCredentials(.addressNotAllowed, "the user may not call from this address")
        }
        let opened = try users.openSession(
            tokenOpening(
                kind, for: account.id, boundTo: settings.validatesIPAddress ? clientAddress : nil,
                credentialVersion: account.credential?.version),
            in: site)
        context.session = opened.session.digest
        program = account.id
        programAttributes = account.attributes
        token = AnsweredToken(text: opened.token, kind: kind, actor: TokenFormat.guid.mint(from: users.random, for: .nonces))
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
