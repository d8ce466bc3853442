import ASMX
import Accounts
public import Calls
import Operations
import SOAP

/// Why Archer refuses a call.
///
/// The vendor publishes no texts. Of the real ones, only the phrases of the invalid-session fault are known. Clients
/// sign in again when they see them, so no other refusal may contain them (Archer.docc/Faults.md). All other texts are
/// ours, and this file contains them.
public struct ArcherRefusal: CallRefusal {
    /// The text for the caller.
    let message: String
    /// The reason as a code.
    public let reasonCode: CallReason
    /// The reason in words for the log. It never contains a secret.
    public let reason: String

    private init(_ code: CallReason, _ message: String, reason: String? = nil) {
        reasonCode = code
        self.message = message
        self.reason = reason ?? message
    }

    /// A token that is unknown, expired or missing.
    static let invalidSession = Self(.unknownToken, "Invalid session token.")

    /// A failed sign-in. The caller is not told the reason.
    static func login(_ code: CallReason, _ reason: String) -> Self {
        Self(
            code, "Unable to create a session: the user name, instance name or password is not valid.", reason: reason)
    }

    /// A missing right to run an operation.
    static func noPrivilege(_ privilege: Privilege, operation: String) -> Self {
        Self(
            .missingPrivilege,
            "The user does not have \(privilege.rawValue.capitalizedFirst) privileges, which \(operation) requires.")
    }

    /// An unknown user id.
    static func unknownUser(id: Int32) -> Self { Self(.unknownAccount, "There is no user with the id \(id).") }

    /// An unknown user name.
    static let unknownUserName = Self(.unknownAccount, "There is no user with that user name.")

    /// A password that does not meet the user's security parameter.
    static func policy(_ violations: [PasswordViolation]) -> Self {
        let list = violations.map(\.description).joined(separator: "; ")
        return Self(
            violations.first?.reasonCode ?? .pattern,
            "The password does not meet the requirements of the user's security parameter: \(list).")
    }

    /// A password that cannot be set for another reason.
    static func password(_ code: CallReason, _ message: String) -> Self { Self(code, "The password was not changed: \(message).") }

    /// Returns the fault that ASP.NET creates from an exception.
    func fault(showsExceptions: Bool) -> SOAPFault {
        let text = "Server was unable to process request. ---> \(message)"
        let reason = showsExceptions ? Self.full("System.Web.Services.Protocols.SoapException", text) : text
        return SOAPFault(.receiver, reason, detail: .empty)
    }

    /// The exception alone, as in a form's answer. Its type is our choice, because the vendor does not publish it.
    func exceptionText(showsExceptions: Bool) -> String {
        showsExceptions ? Self.full("System.Exception", message) : message
    }

    private static func full(_ type: String, _ message: String) -> String {
        HostFault.exceptionText(type, message, "System.Web.Services.Protocols.WebServiceHandler.Invoke()")
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
