import ASMX
import Accounts
public import Calls
import Operations
import SOAP

/// Why Archer refuses a call.
///
/// The vendor publishes no texts. Of the real ones, only the phrases of the invalid-session fault are known. Clients
/// sign in again when they see them, so no other refusal may contain them (Archer.docc/Faults.md). All other texts are
/// our choice, and this file contains them.
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

    /// A sign-in by REST to an instance of which users sign in elsewhere.
    static let singleSignOn = login(.bindingOff, "single sign-on is on, and manual bypass is not allowed")

    /// A missing right to run an operation, which requires one of several.
    static func noPrivilege(_ privileges: [Privilege], operation: String) -> Self {
        let names = privileges.map(\.rawValue.capitalizedFirst).joined(separator: " or ")
        return Self(.missingPrivilege, "The user does not have \(names) privileges, which \(operation) requires.")
    }

    /// An object that cannot be found by its id.
    static func unknown(_ object: ArcherObject, id: Int32) -> Self {
        Self(object == .user ? .unknownAccount : .noSuchRecord, "There is no \(object.rawValue) with the id \(id).")
    }

    /// A name that another object of the kind has.
    static func taken(_ object: ArcherObject) -> Self { Self(.duplicate, "The \(object.rawValue) name is already in use.") }

    /// A parameter with a value that it cannot have.
    static func badValue(_ parameter: String, _ reason: String) -> Self {
        Self(.badValue, "The \(parameter) parameter is not valid: \(reason).")
    }

    /// Something that cannot be done to one particular object: "The Everyone group cannot be deleted."
    static func notAllowed(_ object: String, _ action: String) -> Self {
        Self(.fieldNotAllowed, "The \(object) cannot be \(action).")
    }

    /// Contacts in XML that cannot be read or found.
    static func contactInfo(_ reason: String) -> Self { Self(.badValue, "The contactInfo parameter is not valid: \(reason).") }

    /// A method that the vendor has disabled. `replacement` is nil if there is none.
    static func disabled(_ method: String, use replacement: String?) -> Self {
        let advice = replacement.map { "use \($0)" } ?? "nothing replaces it"
        return Self(.notEmulated, "The \(method) method is disabled; \(advice).")
    }

    /// A change that others' changes of the same thing prevented.
    static let raceLost = Self(.raceLost, "Another change of the same object was made first.")

    /// A group that would be in itself.
    static let cycle = Self(.badValue, "The group cannot contain itself.")

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

    /// Returns the text for the caller. A site may answer every refusal but that of a session with one text, as the
    /// vendor's server may do.
    func message(for settings: ArcherSettings) -> String {
        settings.isOpaque && reasonCode != .unknownToken ? Self.opaqueMessage : message
    }

    /// The one text of an opaque site.
    static let opaqueMessage = "The request was refused."

    /// Returns the fault that ASP.NET creates from an exception.
    func fault(for settings: ArcherSettings) -> SOAPFault {
        let text = "Server was unable to process request. ---> \(message(for: settings))"
        let reason = settings.showsExceptions ? Self.full("System.Web.Services.Protocols.SoapException", text) : text
        return SOAPFault(.receiver, reason, detail: .empty)
    }

    /// The exception alone, as in a form's answer. Its type is our choice, because the vendor does not publish it.
    func exceptionText(for settings: ArcherSettings) -> String {
        let text = message(for: settings)
        return settings.showsExceptions ? Self.full("System.Exception", text) : text
    }

    private static func full(_ type: String, _ message: String) -> String {
        HostFault.exceptionText(type, message, "System.Web.Services.Protocols.WebServiceHandler.Invoke()")
    }
}

/// The kinds of objects in Archer, as refusals name them.
enum ArcherObject: String {
    case user
    case group
    case role
    case page
    case securityParameter = "security parameter"
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension ArcherRefusal {
    /// Returns the refusal for an error that a test wants. The vendor answers a locked user as a wrong password.
    static func injected(_ error: VendorError) -> Self? {
        switch error {
        case .invalidToken: return .invalidSession
        case .wrongCredentials, .locked: return .login(.injected, "a fault rule")
        case .maintenance: return Self(.injected, "The system is down for maintenance.", reason: "a fault rule")
        case .busy, .failed: return nil
        }
    }
}

extension ArcherHost {
    /// Returns the refusal for an error that a test wants.
    public func refusal(injecting error: VendorError) -> ArcherRefusal? { .injected(error) }
}
