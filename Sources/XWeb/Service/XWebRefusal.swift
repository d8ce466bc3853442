import ASMX
import Accounts
public import Calls
import Operations
import SOAP
import XML

/// Why xWEB does not do what it is asked, in the vendor's kinds. Source: XWeb.docc/Tokens.md and XWeb.docc/Faults.md.
public struct XWebRefusal: CallRefusal {
    enum Kind: Sendable {
        case invalidCredentials
        case lockedCredentials
        case invalidToken
        case faultLimit
        case system(message: String, detail: String?)
    }

    let kind: Kind
    /// Why, in words, for the log; never a secret.
    public let reason: String

    /// Authenticate with a wrong name or password.
    static func invalidCredentials(_ reason: String) -> Self { Self(kind: .invalidCredentials, reason: reason) }

    /// Authenticate for a user locked by too many failures.
    static func lockedCredentials(_ reason: String) -> Self { Self(kind: .lockedCredentials, reason: reason) }

    /// A token that is absent, unknown, ended, or bound to another address.
    static func invalidToken(_ reason: String) -> Self { Self(kind: .invalidToken, reason: reason) }

    /// A caller that has met more faults today than it may.
    static let faultLimit = Self(kind: .faultLimit, reason: "the caller has reached today's limit of faults (MethodsFaultLimitPerDay)")

    /// A token of a web user that stands for nobody.
    static func unvalidatedToken(_ reason: String) -> Self { system("Authentication token was not validated", reason: reason) }

    /// A key that nobody has, in the words of GetIndividualInformation.
    static func invalidParameters(_ reason: String) -> Self { system("Invalid Parameters.", reason: reason) }

    /// The generic fault, whose real reason is in `MessageDetail`; the reason for the log is the same.
    static func errorOccurred(_ detail: String) -> Self { system("An error occurred", detail: detail, reason: detail) }

    /// Anything else, with the vendor's words.
    static func system(_ message: String, detail: String? = nil, reason: String) -> Self {
        Self(kind: .system(message: message, detail: detail), reason: reason)
    }

    /// The words of `Message` in the fault's detail.
    func message(_ settings: XWebSettings) -> String {
        switch kind {
        case .invalidCredentials: "Invalid Credentials Supplied"
        case .lockedCredentials: "Credentials Locked Out"
        case .invalidToken: settings.invalidTokenMessage
        case .faultLimit: "Locked"
        case .system(let message, _): message
        }
    }

    /// What stands in `MessageDetail`; nil for no such element.
    var messageDetail: String? {
        guard case .system(_, let detail) = kind else { return nil }
        return detail
    }

    /// The name of the element in the fault's detail, which is what clients branch on.
    func detailName(_ settings: XWebSettings) -> String {
        switch kind {
        case .invalidCredentials: "InvalidCredentialsExceptionInfo"
        case .lockedCredentials: "LockedCredentialsExceptionInfo"
        case .invalidToken, .faultLimit: settings.usesShortDetailNames ? "InvalidTokenException" : "InvalidTokenExceptionInfo"
        case .system: "SystemExceptionInfo"
        }
    }

    /// The fault as the vendor builds it: XWeb.docc/Faults.md.
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

    /// The stack line that the vendor's faults end in: the method with the .NET types and names of its parameters.
    private static func place(of operation: Operation<XWebCall>) -> String {
        let parameters = operation.parameters.map { "\($0.type.dotNetName) \($0.name)" }.joined(separator: ", ")
        return "Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.\(operation.name)(\(parameters))"
    }
}

extension XWebRefusal {
    /// What Authenticate answers to a refused sign-in of a program.
    static func authentication(_ refusal: SignInRefusal) -> any Error {
        if let trouble = refusal.trouble { return trouble }
        return refusal == .locked ? lockedCredentials(refusal.reason) : invalidCredentials(refusal.reason)
    }

    /// What the login operations of web users answer to a refused sign-in.
    static func webUserLogin(_ refusal: SignInRefusal) -> any Error {
        refusal.trouble ?? system("Unable to login user.", reason: refusal.reason)
    }
}
