import ASMX
import Accounts

extension XWebCall {
    /// Signs a calling program in and puts a fresh token into the answer. Failures count for the user and the address it comes from together
    /// (reference page xweb.md, 2.2, `FailCount`).
    func authenticate(userName: String, password: Password) throws {
        let account: Account
        do {
            let attempt = SignInAttempt(
                candidates: [Identity(XWebScheme.programUser, userName)], password: password, defaultPolicy: settings.programPolicy,
                origin: clientAddress)
            account = try users.signIn(attempt, in: site).account
        } catch {
            throw XWebRefusal.authentication(error)
        }
        guard ProgramRights.allow(address: clientAddress, account.attributes) else {
            throw XWebRefusal.invalidCredentials("the user may not come from this address")
        }
        let opened = try users.openSession(
            tokenOpening(
                for: account.id, boundTo: settings.validatesIPAddress ? clientAddress : nil, credentialVersion: account.credential?.version),
            in: site)
        program = account.id
        programAttributes = account.attributes
        token = AnsweredToken(text: opened.token, actor: TokenFormat.guid.mint(from: users.random))
    }

    /// A token for a calling program.
    func tokenOpening(for account: AccountID, boundTo address: String?, credentialVersion: Int64?) -> SessionOpening {
        SessionOpening(
            kind: XWebToken.program, account: account, format: .guid, lifetime: .minutes(settings.timeoutMinutes), idleTimeout: nil,
            clientAddress: address, credentialVersion: credentialVersion)
    }
}
