import ASMX
import Accounts
public import Calls
import Operations
import SOAP
import XML

/// Why xWEB refuses a call, in the vendor's categories. Source: XWeb.docc/Tokens.md and XWeb.docc/Faults.md.
public struct XWebRefusal: CallRefusal {
    enum Kind: Sendable {
        case invalidCredentials
        case lockedCredentials
        case invalidToken
        case faultLimit
        case system(message: String, detail: String?)
    }

    let kind: Kind
    /// The reason as a code.
    public let reasonCode: CallReason
    /// The reason in words for the log. It never contains a secret.
    public let reason: String

    /// Authenticate with a wrong name or password.
    static func invalidCredentials(_ code: CallReason, _ reason: String) -> Self {
        Self(kind: .invalidCredentials, reasonCode: code, reason: reason)
    }

    /// Authenticate for a user locked by too many failures.
    static func lockedCredentials(_ reason: String) -> Self { Self(kind: .lockedCredentials, reasonCode: .locked, reason: reason) }

    /// A token that is absent, unknown, ended, or bound to another address.
    static func invalidToken(_ code: CallReason, _ reason: String) -> Self {
        Self(kind: .invalidToken, reasonCode: code, reason: reason)
    }

    /// A caller that has caused more faults today than allowed.
    static let faultLimit = Self(
        kind: .faultLimit, reasonCode: .faultLimit, reason: "the caller has reached today's limit of faults (MethodsFaultLimitPerDay)")

    /// An invalid token of a web user.
    static func unvalidatedToken(_ reason: String) -> Self {
        system("Authentication token was not validated", .unknownToken, reason: reason)
    }

    /// An unknown key, in the words of GetIndividualInformation.
    static func invalidParameters(_ reason: String) -> Self { system("Invalid Parameters.", .noSuchRecord, reason: reason) }

    /// The generic fault. The real reason is in `MessageDetail` and also goes to the log.
    static func errorOccurred(_ detail: String, _ code: CallReason = .badValue) -> Self {
        system("An error occurred", code, detail: detail, reason: detail)
    }

    /// Any other refusal, with the vendor's message.
    static func system(_ message: String, _ code: CallReason, detail: String? = nil, reason: String) -> Self {
        Self(kind: .system(message: message, detail: detail), reasonCode: code, reason: reason)
    }

    /// Returns the text of `Message` in the fault's detail.
    func message(_ settings: XWebSettings) -> String {
        switch kind {
        case .invalidCredentials: "Invalid Credentials Supplied"
        case .lockedCredentials: "Credentials Locked Out"
        case .invalidToken: settings.invalidTokenMessage
        case .faultLimit: "Locked"
        case .system(let message, _): message
        }
    }

    /// The text of `MessageDetail`. Nil if there is no such element.
    var messageDetail: String? {
        guard case .system(_, let detail) = kind else { return nil }
        return detail
    }

    /// Returns the name of the element in the fault's detail, by which clients branch.
    func detailName(_ settings: XWebSettings) -> String {
        switch kind {
        case .invalidCredentials: "InvalidCredentialsExceptionInfo"
        case .lockedCredentials: "LockedCredentialsExceptionInfo"
        case .invalidToken, .faultLimit: settings.usesShortDetailNames ? "InvalidTokenException" : "InvalidTokenExceptionInfo"
        case .system: "SystemExceptionInfo"
        }
    }

    /// Returns the fault as the vendor builds it: XWeb.docc/Faults.md.
    func fault(of operation: Operation<XWebCall>, at url: String, _ settings: XWebSettings) -> SOAPFault {
        let place = Self.place(of: operation)
        let message = message(settings)
        var detail = XMLWriter()
        detail.start(detailName(settings))
        detail.attribute("xmlns", xwebNamespace)
        detail.start("XWebException")
        detail.element("Message", message)
        if let messageDetail { detail.element("MessageDetail", messageDetail) }
        detail.element("Number", "0")
        detail.element("Source", "xWeb")
        detail.element("Line", "0")
        detail.element("StackTrace", "   at \(place)")
        detail.element("ErrorType", "GeneralError")
        detail.element("Errors", "")
        let reason =
            settings.showsExceptions
            ? HostFault.exceptionText("System.Web.Services.Protocols.SoapException", message, place) : message
        return SOAPFault(.sender, reason, actor: url, detail: .content(detail.finish()))
    }

    /// Returns the stack line at the end of the vendor's faults: the method with the .NET types and names of its
    /// parameters.
    private static func place(of operation: Operation<XWebCall>) -> String {
        let parameters = operation.parameters.map { "\($0.type.dotNetName) \($0.name)" }.joined(separator: ", ")
        return "Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.\(operation.name)(\(parameters))"
    }
}

extension XWebRefusal {
    /// Returns Authenticate's answer to a refused sign-in of a program.
    static func authentication(_ refusal: SignInRefusal) -> Self {
        refusal == .locked ? lockedCredentials(refusal.reason) : invalidCredentials(refusal.reasonCode, refusal.reason)
    }

    /// Returns the answer to a refused new password.
    static func newPassword(_ refusal: PasswordChangeRefusal) -> Self { errorOccurred(refusal.reason, refusal.reasonCode) }

    /// Returns the answer of web users' login operations to a refused sign-in.
    static func webUserLogin(_ refusal: SignInRefusal) -> Self {
        system("Unable to login user.", refusal.reasonCode, reason: refusal.reason)
    }
}

extension XWebHost {
    /// Returns the refusal for an error that a test wants.
    public func refusal(injecting error: VendorError) -> XWebRefusal? {
        let reason = "a fault rule"
        switch error {
        case .invalidToken: return .invalidToken(.injected, reason)
        case .wrongCredentials: return .invalidCredentials(.injected, reason)
        case .locked: return .lockedCredentials(reason)
        case .maintenance: return .system("The system is down for maintenance.", .injected, reason: reason)
        case .busy, .failed: return nil
        }
    }
}
