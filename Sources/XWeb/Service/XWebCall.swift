import Operations
import ASMX
import Accounts
import Calls
import HTTP

/// The view that the code of an xWEB operation has of a call, besides its parameters.
public final class XWebCall {
    let users: UserService
    let context: CallContext
    let settings: XWebSettings

    /// The calling program's account, once it is known.
    var program: AccountID? {
        didSet { context.caller = program }
    }
    /// The attributes of the calling program, including its rights.
    var programAttributes: [String: String] = [:]
    /// The token for the answer's header. Nil for an answer without one.
    var token: AnsweredToken?

    /// A token in an answer.
    struct AnsweredToken {
        let text: String
        /// One of ``XWebToken/programKinds``.
        let kind: SessionKind
        /// The GUID in the attribute `soap:actor` of Authenticate's answer. Other answers have none.
        let actor: String?
    }

    init(users: UserService, context: CallContext, settings: XWebSettings) {
        self.users = users
        self.context = context
        self.settings = settings
    }

    /// The site whose accounts the call uses.
    var site: SiteID { context.site }

    /// The client's address.
    var clientAddress: String { context.request.clientAddress }

    /// What the faults that the program causes today from this address are counted in (`MethodsFaultLimitPerDay`). Nil if they are not
    /// limited, or until the program is known. Source: XWeb.docc/Tokens.md.
    var faultTally: Tally? {
        guard settings.faultLimitPerDay >= 0, let program else { return nil }
        return users.dailyTally("xweb.faults", of: program, from: clientAddress, limit: settings.faultLimitPerDay)
    }

    /// The network of the client. A sign-in is remembered for it.
    var clientNetwork: String { context.request.clientNetwork }

    /// Gives the log a reason for a negative answer that does not contain one.
    func explain(_ code: CallReason, _ reason: String) {
        context.ends(.negative, code, because: reason)
    }
}
