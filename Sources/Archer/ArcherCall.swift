import ASMX
import Accounts
import Calls
import HTTP
import Operations

/// What the code of an Archer operation sees of a call besides its parameters.
public struct ArcherCall {
    let users: UserService
    let context: CallContext
    let perSite: PerSite<ArcherSettings>
    /// The token the call came with; nil for the operations that open sessions.
    let token: String?

    /// The network the client is in, under which it is remembered that a user has signed in.
    var clientNetwork: String { context.request.clientNetwork }

    /// The site whose accounts the call sees.
    var site: SiteID { context.site }

    /// The site's settings.
    var settings: ArcherSettings { perSite[site] }
}

extension Operation where Call == ArcherCall {
    /// A row of an operation that needs a session: the session token stands first in the contract and is looked at by the service, so the
    /// row and its code speak of the other parameters only.
    static func inSession<each Value: Sendable, Result>(
        _ name: String, requires privilege: Privilege?, _ parameters: repeat Parameter<each Value>, returns: Returns<Result>,
        does work: Cost = [], accountParameter: AccountParameter? = nil, documentation: String,
        run: @escaping @Sendable (ArcherCall, repeat each Value) throws -> Result
    ) -> Self {
        Self(
            name, leading: sessionToken.descriptions, repeat each parameters, returns: returns, privilege: privilege, does: work,
            accountParameter: accountParameter,
            documentation: documentation, run: run)
    }

    private static var sessionToken: Parameter<Secret?> {
        .secret("sessionToken", "The token of a live session, given by one of the operations of the general service.")
    }
}
