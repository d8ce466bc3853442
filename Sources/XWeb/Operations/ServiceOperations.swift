import ASMX
import Accounts

/// Operations on the service itself. Source: reference page xweb.md, 2.1 and 3.1.
let serviceOperations: [Operation<XWebCall>] = [
    Operation(
        "TestConnection",
        returns: .string("`Success` when the database can be reached."),
        documentation: "Tells whether the service and its database are there. Takes and gives no token."
    ) { call in
        _ = try call.users.store.sites()
        return "Success"
    },

    Operation(
        "GetDateTime",
        returns: .dateTime("The server's time."),
        documentation: "Tells the server's time. Takes and gives no token."
    ) { call in DateTime(millisecondsSince1970: call.users.clock.now.milliseconds) },

    Operation(
        "Authenticate",
        .string("userName", "The name of the calling program's user.", isRequired: true),
        .secret("password", "That user's password.", isRequired: true),
        returns: .string("The namespace of the service. The token comes in the answer's header."),
        header: .response, waits: true,
        documentation: """
            Signs a calling program in. It must be the first call. The token comes back in the header block AuthorizationToken and is shown \
            with every further call; each answer brings the one to use next.
            """
    ) { call, userName, password in
        try call.authenticate(userName: userName ?? "", password: Password(password ?? ""))
        return xwebNamespace
    },
]

extension XWebCall {
    /// Signs a calling program in and puts a fresh token into the answer.
    func authenticate(userName: String, password: Password) throws {
        let account: Account
        do {
            let attempt = SignInAttempt(
                candidates: [Identity(XWebScheme.programUser, userName)], password: password, defaultPolicy: settings.programPolicy)
            account = try users.signIn(attempt, in: site).account
        } catch {
            throw XWebRefusal.authentication(error)
        }
        let opened = try users.openSession(
            SessionOpening(
                kind: XWebToken.program, account: account.id, format: .guid, lifetime: .minutes(settings.timeoutMinutes),
                idleTimeout: nil, clientAddress: settings.validatesIPAddress ? clientAddress : nil,
                credentialVersion: account.credential?.version),
            in: site)
        token = AnsweredToken(text: opened.token, actor: TokenFormat.guid.mint(from: users.random))
    }
}
