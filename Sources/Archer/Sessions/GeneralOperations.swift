public import ASMX
import Accounts
import Calls
public import Operations

/// The namespace of all Archer messages. Source: Archer.docc/Protocol.md.
let archerNamespace = "http://archer-tech.com/webservices/"

/// The system, with the names used in configurations and by people.
public let archerSystem = SystemName("archer", title: "Archer")

/// The general service: sessions.
public let generalService = Service<ArcherCall>(
    of: archerSystem, name: "general", namespace: archerNamespace,
    documentation: "Creates and terminates the sessions that every other operation needs.",
    operations: [
        Operation(
            "CreateUserSessionFromInstance",
            .string("userName", "The user's name."),
            .string("instanceName", "The name of the instance the user belongs to."),
            .password("password", "The user's password."),
            returns: .secret("The session token: 32 characters.", fills: "sessionToken"),
            accountParameter: AccountParameter("userName", ArcherScheme.userName),
            documentation: """
                Opens a session for a user of an instance. The token it answers is the first parameter of every other operation. A new session \
                ends the user's older ones.
                """
        ) { call, userName, instanceName, password in
            try call.createSession(userName: userName ?? "", instance: instanceName ?? "", password: password)
        },

        .inSession(
            "TerminateSession", requires: nil,
            returns: .int("1 if the session was ended."),
            does: .writes,
            documentation: "Ends a session. Its token is no longer valid afterwards."
        ) { call in try call.terminateSession() },
    ])

extension ArcherCall {
    /// Opens a session and returns its token.
    func createSession(userName: String, instance: String, password: Password) throws -> String? {
        let isInstance = instance.utf8.elementsEqual(settings.instance.utf8)
        // With another instance's name, no account is a candidate. The refusal then takes as long as for a wrong password,
        // and no user's failures or grace sign-ins change.
        let attempt = SignInAttempt(
            candidates: isInstance ? [Identity(ArcherScheme.userName, userName)] : [], password: password,
            defaultPolicy: try defaultRules(), address: clientNetwork,
            exemptsSystemAccounts: true)
        let signedIn = try users.signIn(attempt, in: site).mapError { refusal in
            isInstance
                ? ArcherRefusal.login(refusal.reasonCode, refusal.reason)
                : ArcherRefusal.login(.wrongInstance, "the site's instance has another name")
        }.get()
        let home = signedIn.account.attributes[ArcherAttribute.instance] ?? instance
        guard home.utf8.elementsEqual(instance.utf8) else {
            throw ArcherRefusal.login(.wrongInstance, "the user belongs to another instance")
        }
        let idle = signedIn.policy.sessionIdleMinutes ?? SecurityParameter.general.sessionTimeout.minutes
        let opened = try users.openSession(
            SessionOpening(
                kind: archerSession, account: signedIn.account.id, format: archerTokenFormat,
                lifetime: signedIn.policy.sessionMinutes.map { .minutes($0) }, idleTimeout: idle > 0 ? .minutes(idle) : nil,
                keepsOthers: settings.newestSessionWins ? 0 : nil, credentialVersion: signedIn.account.credential?.version,
                recordsSignIn: true),
            in: site)
        return opened.token
    }

    /// Ends the call's session and returns 1. Of two calls with one token, the other gets the invalid-session fault.
    func terminateSession() throws -> Int32 {
        guard let token, try users.endSession(token: token, kind: archerSession, in: site) else { throw ArcherRefusal.invalidSession }
        return 1
    }
}
