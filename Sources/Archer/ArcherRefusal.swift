import ASMX
import Accounts
public import Calls
import Operations
import SOAP

/// Why Archer does not do what it is asked.
///
/// The vendor publishes no texts. Of real ones only the invalid-session fault's phrases are known, and clients sign in anew when they see
/// them, so no other refusal may contain them (Archer.docc/Faults.md). The other texts are ours, and stand in this file.
public struct ArcherRefusal: CallRefusal {
    /// What the caller reads.
    let message: String
    /// Why, as a code.
    public let reasonCode: CallReason
    /// Why, in words, for the log; never a secret.
    public let reason: String

    private init(_ code: CallReason, _ message: String, reason: String? = nil) {
        reasonCode = code
        self.message = message
        self.reason = reason ?? message
    }

    /// A token that is unknown, ended or absent.
    static let invalidSession = Self(.unknownToken, "Invalid session token.")

    /// A sign-in that failed, whatever the cause: the caller is not told which.
    static func login(_ code: CallReason, _ reason: String) -> Self {
        Self(
            code, "Unable to create a session: the user name, instance name or password is not valid.", reason: reason)
    }

    /// No right to run an operation.
    static func noPrivilege(_ privilege: Privilege, operation: String) -> Self {
        Self(
            .missingPrivilege,
            "The user does not have \(privilege.rawValue.capitalizedFirst) privileges, which \(operation) requires.")
    }

    /// A user id that nobody has.
    static func unknownUser(id: Int32) -> Self { Self(.unknownAccount, "There is no user with the id \(id).") }

    /// A user name that nobody has.
    static let unknownUserName = Self(.unknownAccount, "There is no user with that user name.")

    /// A password that breaks the target's security parameter.
    static func policy(_ violations: [PasswordViolation]) -> Self {
        let list = violations.map(\.description).joined(separator: "; ")
        return Self(
            violations.first?.reasonCode ?? .pattern,
            "The password does not meet the requirements of the user's security parameter: \(list).")
    }

    /// A password that cannot be set for another reason.
    static func password(_ code: CallReason, _ message: String) -> Self { Self(code, "The password was not changed: \(message).") }

    /// The fault ASP.NET makes of an exception.
    func fault(showsExceptions: Bool) -> SOAPFault {
        let text = "Server was unable to process request. ---> \(message)"
        let reason = showsExceptions ? Self.full("System.Web.Services.Protocols.SoapException", text) : text
        return SOAPFault(.receiver, reason, detail: .empty)
    }

    /// The exception by itself, as a form's answer has it. Its type is ours, since the vendor does not publish it.
    func exceptionText(showsExceptions: Bool) -> String {
        showsExceptions ? Self.full("System.Exception", message) : message
    }

    private static func full(_ type: String, _ message: String) -> String {
        HostFault.exceptionText(type, message, "System.Web.Services.Protocols.WebServiceHandler.Invoke()")
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
