import Operations
import ASMX
import Accounts
import Calls
import HTTP

/// What the code of an xWEB operation sees of a call besides its parameters.
public final class XWebCall {
    let users: UserService
    let context: CallContext
    let settings: XWebSettings

    /// The calling program's account, once the call has shown whose it is.
    var program: AccountID? {
        didSet { context.caller = program }
    }
    /// What is kept of the calling program, its rights among it.
    var programAttributes: [String: String] = [:]
    /// The token that the answer's header brings back; nil for an answer without one.
    var token: AnsweredToken?

    /// A token in an answer.
    struct AnsweredToken {
        let text: String
        /// One of ``XWebToken/programKinds``.
        let kind: SessionKind
        /// The GUID that Authenticate's answer carries as `soap:actor`; other answers have none.
        let actor: String?
    }

    init(users: UserService, context: CallContext, settings: XWebSettings) {
        self.users = users
        self.context = context
        self.settings = settings
    }

    /// The site whose accounts the call sees.
    var site: SiteID { context.site }

    /// The client's address.
    var clientAddress: String { context.request.clientAddress }

    /// Under whom the call's faults are counted; nil before it has shown whose it is.
    var faultCaller: FaultBudget.Caller? {
        program.map { FaultBudget.Caller(site: site, account: $0, address: clientAddress) }
    }

    /// The network the client is in, under which it is remembered that somebody has signed in.
    var clientNetwork: String { context.request.clientNetwork }

    /// Says why an operation answers no, where the answer itself does not say.
    func explain(_ reason: String) {
        context.ends(.negative, because: reason)
    }
}
