import ASMX
import Accounts

/// What the code of an xWEB operation sees of a call besides its parameters.
public final class XWebCall {
    let users: UserService
    let site: SiteID
    let settings: XWebSettings
    let clientAddress: String
    private let note: (String) -> Void

    /// The token that the answer's header brings back; nil for an answer without one.
    var token: AnsweredToken?

    /// A token in an answer.
    struct AnsweredToken {
        let text: String
        /// The GUID that Authenticate's answer carries as `soap:actor`; other answers have none.
        let actor: String?
    }

    init(
        users: UserService, site: SiteID, settings: XWebSettings, clientAddress: String, token: String?, note: @escaping (String) -> Void
    ) {
        self.users = users
        self.site = site
        self.settings = settings
        self.clientAddress = clientAddress
        self.token = token.map { AnsweredToken(text: $0, actor: nil) }
        self.note = note
    }

    /// Tells the log why an operation answered no, where the answer itself does not say.
    func explain(_ reason: String) {
        note(reason)
    }
}
