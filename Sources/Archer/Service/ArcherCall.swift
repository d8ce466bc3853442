import ASMX
import Accounts
import Calls
import HTTP
import Operations

/// The view that the code of an Archer operation has of a call, besides its parameters.
public struct ArcherCall: Sendable {
    let users: UserService
    let context: CallContext
    let perSite: PerSite<ArcherSettings>
    /// The token of the call. Nil for operations that open sessions.
    let token: String?
    /// The user of the session. Nil for operations that open sessions.
    let caller: Person?
    /// The rights of that user.
    let rights: ArcherRights

    /// The network of the client. A user's sign-in is remembered for it.
    var clientNetwork: String { context.request.clientNetwork }

    /// The site whose accounts the call uses.
    var site: SiteID { context.site }

    /// The site's settings.
    var settings: ArcherSettings { perSite[site] }
}

extension ArcherCall {
    /// Creates the view of a call in the session of a token, and tells the context who calls. Throws the refusal of an invalid session.
    init(
        inSessionOf token: String?, _ users: UserService, _ context: CallContext, _ perSite: PerSite<ArcherSettings>,
        rights table: ArcherRightsTable
    ) throws {
        guard let token else { throw ArcherRefusal.invalidSession }
        try users.readAhead([users.question(aboutSessionOf: token), .directoryEpoch], in: context.site)
        guard let live = try users.session(token: token, kind: archerSession, in: context.site), let person = live.person else {
            throw ArcherRefusal.invalidSession
        }
        context.session = live.digest
        let rights = table.rights(of: person, in: try users.directory(in: context.site), of: context.site)
        context.caller = person.id
        self.init(users: users, context: context, perSite: perSite, token: token, caller: person, rights: rights)
    }

    /// Creates the view of a call without a session.
    init(withoutSession users: UserService, _ context: CallContext, _ perSite: PerSite<ArcherSettings>) {
        self.init(users: users, context: context, perSite: perSite, token: nil, caller: nil, rights: ArcherRights())
    }

    /// Throws if the caller has no right to run an operation.
    func require(_ privilege: Privilege, on area: ArcherArea, for operation: String) throws(ArcherRefusal) {
        try requireAny([privilege], on: area, for: operation)
    }

    /// Throws if the caller has none of several rights, one of which an operation requires.
    func requireAny(_ privileges: [Privilege], on area: ArcherArea, for operation: String) throws(ArcherRefusal) {
        guard privileges.contains(where: { rights.include($0, on: area) }) else { throw .noPrivilege(privileges, operation: operation) }
    }
}

extension Operation where Call == ArcherCall {
    /// Creates a row for an operation that needs a session. The session token comes first in the contract, and the
    /// service checks it. The row and its code handle the other parameters only.
    ///
    /// The operation requires the privilege on the pages of an area.
    static func inSession<each Value: Sendable, Result>(
        _ name: String, requires privilege: Privilege?, on area: ArcherArea = .users, _ parameters: repeat Parameter<each Value>,
        returns: Returns<Result>,
        does work: Cost = [], accountParameter: AccountParameter? = nil, foreseeing foreseen: ForeseenQuestions? = nil,
        certainty: Certainty, documentation: String,
        run: @escaping @Sendable (ArcherCall, repeat each Value) throws -> Result
    ) -> Self {
        Self(
            name, leading: sessionToken.descriptions, repeat each parameters, returns: returns, privilege: privilege, does: work,
            accountParameter: accountParameter, foreseeing: foreseen, certainty: certainty, documentation: documentation
        ) { (call, values: repeat each Value) in
            if let privilege { try call.require(privilege, on: area, for: name) }
            return try run(call, repeat each values)
        }
    }

    private static var sessionToken: Parameter<Secret?> {
        .secret("sessionToken", "The token of a live session, given by one of the operations of the general service.")
    }
}
