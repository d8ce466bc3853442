/// The error codes of the servlets that are emulated, with their messages. This is the only table of both.
///
/// The numbers and their meanings are the vendor's (Luminate.docc/Errors.md). The vendor documents the messages of
/// codes 1, 2 and 33 only. The other messages are ours, and a site may set its own (``LuminateSettings/messages``).
public enum LuminateErrorCode: Int, Sendable, CaseIterable {
    /// The server failed, or the request cannot be read at all.
    case unableToProcess = 1
    /// The `api_key` is missing or wrong.
    case incorrectAPIKey = 2
    /// The credentials are wrong, or a login is required first.
    case notAuthorized = 3
    /// The caller's address may not use the server servlet.
    case addressNotAllowed = 4
    /// A token is required, or the given one is not valid here.
    case tokenRequired = 5
    /// There is no such method, or the request names none.
    case unknownMethod = 6
    /// The request must match one constituent but matched several.
    case severalMatched = 8
    /// A parameter of the request is missing.
    case parameterMissing = 9
    /// A constituent's field is missing.
    case fieldMissing = 10
    /// The method does not exist on this servlet, or is not allowed for this record.
    case methodNotAllowed = 14
    /// The record to change is not unique.
    case updateMatchedSeveral = 15
    /// No record was found.
    case notFound = 16
    /// The old password is wrong.
    case wrongPassword = 20
    /// The old password is missing.
    case oldPasswordRequired = 21
    /// A value breaks a rule.
    case validationFailed = 22
    /// A value is too long.
    case valueTooLong = 23
    /// No column is flagged for authentication.
    case noAuthenticationFields = 33
    /// A value has characters that cannot be stored.
    case invalidCharacters = 35
    /// `login` without a user name. This number and the next two are known from clients and not from a table of the
    /// vendor's.
    case userNameMissing = 200
    /// `login` without a password.
    case passwordMissing = 201
    /// The user name and password do not match.
    case loginFailed = 202
    /// Nobody is logged in to the session.
    case notLoggedIn = 204
    /// The method does not support the request's HTTP method.
    case httpMethodNotSupported = 405

    /// The message, unless the site sets its own.
    public var message: String {
        switch self {
        case .unableToProcess: "Unable to process request."
        case .incorrectAPIKey: "Incorrect API key."
        case .notAuthorized: "User not authorized; log in first, or check the login name and password."
        case .addressNotAllowed: "Requests from this IP address are not allowed."
        case .tokenRequired: "Method is restricted; the API requires an auth token."
        case .unknownMethod: "No method was specified, or the method name is not valid."
        case .severalMatched: "More than one constituent matched the request."
        case .parameterMissing: "A required parameter is missing."
        case .fieldMissing: "One or more required constituent fields are missing."
        case .methodNotAllowed: "Method not allowed."
        case .updateMatchedSeveral: "Update failed: more than one constituent record matched."
        case .notFound: "Constituent record not found."
        case .wrongPassword: "Invalid password."
        case .oldPasswordRequired: "Change password failed: the old password is required."
        case .validationFailed: "One or more attributes failed validation."
        case .valueTooLong: "One or more values are too long."
        case .noAuthenticationFields: "No fields are configured to support authentication."
        case .invalidCharacters: "The input contains invalid characters."
        case .userNameMissing: "User name is missing."
        case .passwordMissing: "Password is missing."
        case .loginFailed: "Invalid user name or password."
        case .notLoggedIn: "User not logged in."
        case .httpMethodNotSupported: "HTTP method not supported."
        }
    }

    /// The HTTP status for the code, unless the caller suppresses it (Luminate.docc/Errors.md).
    var status: Int {
        self == .httpMethodNotSupported ? 405 : 403
    }
}
