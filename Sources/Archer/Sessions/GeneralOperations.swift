public import ASMX
public import Accounts
import Calls
public import Operations

/// The namespace of all Archer messages. Source: Archer.docc/Protocol.md.
let archerNamespace = "http://archer-tech.com/webservices/"

/// The system, with the names used in configurations and by people.
public let archerSystem = SystemName("archer", title: "Archer", refusals: .chosen, deadTokens: .seen)

/// What the fields of the system's records tell about people, by name.
public let archerPersonalFields = ArcherUserField.personal

/// The general service: sessions.
public let generalService = general(unemulated: disabledSessionOperations)

/// The same service without the methods that the vendor has disabled.
let strictGeneralService = general(unemulated: [])

private func general(unemulated: [Operation<ArcherCall>]) -> Service<ArcherCall> {
    Service(
        of: archerSystem, name: "general", namespace: archerNamespace, ignoresMisprintsInActions: true,
        documentation: "Creates and terminates the sessions that every other operation needs.",
        sections: [OperationSection("Operations", sessionOperations)], unemulated: unemulated)
}

private let sessionOperations: [Operation<ArcherCall>] = [
    Operation(
        "CreateDomainUserSessionFromInstance", .userNameOfSignIn, .instanceName, .passwordOfSignIn,
        .string(ArcherCall.domainOfSignIn, "The user's domain. It is empty for local users."),
        returns: .newSession, accountParameter: AccountParameter("userName", ArcherScheme.userName),
        certainty: .documented,
        documentation: "Opens a session for a user of a domain, or for a local user if the domain is empty."
    ) { call, userName, instance, password, domain in
        try call.openSession(userName: userName ?? "", domain: domain ?? "", instance: instance ?? "", password: password).token
    },

    Operation(
        "CreateUserSessionFromInstance", .userNameOfSignIn, .instanceName, .passwordOfSignIn,
        returns: .newSession, accountParameter: AccountParameter("userName", ArcherScheme.userName),
        certainty: .documented,
        documentation: """
            Opens a session for a user of an instance. The token it answers is the first parameter of every other operation. A new session \
            ends the user's older ones.
            """
    ) { call, userName, instance, password in
        try call.openSession(userName: userName ?? "", instance: instance ?? "", password: password).token
    },

    .inSession(
        "TerminateSession", requires: nil,
        returns: .int("1 if the session was ended."),
        does: .writes,
        certainty: .documented,
        documentation: "Ends a session. Its token is no longer valid afterwards."
    ) { call in try call.terminateSession() },
]

extension Parameter where Value == String? {
    fileprivate static var userNameOfSignIn: Self { .string("userName", "The user's name.") }
    fileprivate static var instanceName: Self { .string("instanceName", "The name of the instance the user belongs to.") }
}

extension Parameter where Value == Password {
    fileprivate static var passwordOfSignIn: Self { .password("password", "The user's password.") }
}

extension Returns where Value == String? {
    fileprivate static var newSession: Self { .secret("The session token: 32 characters.", fills: "sessionToken") }
}

extension ArcherCall {
    /// The name of the parameter with the domain of a sign-in.
    static let domainOfSignIn = "usersDomain"

    /// Returns the identity of the user that a sign-in names. No user has a name with a backslash:
    /// it would be that of another domain's user.
    static func candidate(named name: String, inDomain domain: String) -> Identity {
        guard !ArcherScheme.hasSeparator(name), !ArcherScheme.hasSeparator(domain) else { return Identity(ArcherScheme.bareName, name) }
        return ArcherScheme.user(named: name, inDomain: domain)
    }

    /// Returns the identities of a sign-in whose name alone means these. Without a domain they are the same.
    static func candidates(_ identities: [Identity], inDomain domain: String?) -> [Identity] {
        guard let domain, !domain.isEmpty else { return identities }
        return identities.map { candidate(named: $0.value, inDomain: domain) }
    }

    /// Opens a session. Returns its token, which is never stored, and the user. The domain of a local user is empty.
    ///
    /// Throws an obstacle, whoever the user is, after the time that a sign-in takes.
    func openSession(
        userName: String, domain: String = "", instance: String, password: Password, unless obstacle: ArcherRefusal? = nil
    ) throws -> (token: String?, user: ArcherUser) {
        let isInstance = instance.utf8.elementsEqual(settings.instance.utf8)
        let obstacle = isInstance ? obstacle : ArcherRefusal.login(.wrongInstance, "the site's instance has another name")
        // If there is an obstacle, no account is a candidate. The refusal then takes as long as for a wrong password,
        // and no user's failures or grace sign-ins change.
        let attempt = SignInAttempt(
            candidates: obstacle == nil ? [Self.candidate(named: userName, inDomain: domain)] : [], password: password,
            defaultPolicy: try defaultRules(), address: clientNetwork, exempting: settings.exemption)
        let (signedIn, opened) = try users.signIn(
            attempt, in: site, opening: { SessionOpenings([try opening(for: $0, of: instance)]) }
        ).mapError { refusal in
            obstacle ?? ArcherRefusal.login(refusal.reasonCode, refusal.reason)
        }.get()
        context.session = opened.first?.session.digest
        return (opened.first?.token, ArcherUser(signedIn.person))
    }

    /// Returns the opening of the session of a user whose password is right. Throws if the user may not sign in to an instance.
    private func opening(for signedIn: SignedIn, of instance: String) throws(ArcherRefusal) -> SessionOpening {
        let home = signedIn.account.attributes[ArcherAttribute.instance] ?? instance
        guard home.utf8.elementsEqual(instance.utf8) else {
            throw .login(.wrongInstance, "the user belongs to another instance")
        }
        guard ArcherUser(signedIn.person).type != .service else { throw .login(.disabled, "nobody signs in with a service account") }
        let idle = signedIn.policy.sessionIdleMinutes ?? SecurityParameter.general.sessionTimeout.minutes
        return SessionOpening(
            kind: archerSession, account: signedIn.account.id, format: archerTokenFormat,
            lifetime: signedIn.policy.sessionMinutes.map { .minutes($0) }, idleTimeout: idle > 0 ? .minutes(idle) : nil,
            keepsOthers: settings.newestSessionWins ? 0 : nil, credentialVersion: signedIn.account.credential?.version,
            recordsSignIn: true)
    }

    /// Ends the call's session and returns 1. Of two calls with one token, the other gets the invalid-session fault.
    func terminateSession() throws -> Int32 {
        guard let token, try users.endSession(token: token, kind: archerSession, in: site) else { throw ArcherRefusal.invalidSession }
        return 1
    }
}
