/// The error codes of the servlets that are emulated, with their messages. This is the only table of both.
///
/// The numbers and the messages are those of the vendor's tables, from 200 on ours (Luminate.docc/Errors.md). A site may set
/// its own messages (``LuminateSettings/messages``).
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
    /// The single sign-on token is missing or not valid.
    case singleSignOnFailed = 7
    /// The request must match one constituent but matched several.
    case severalMatched = 8
    /// A parameter of the request is missing.
    case parameterMissing = 9
    /// A constituent's field is missing.
    case fieldMissing = 10
    /// Another record has the user name or the e-mail address of a new one.
    case duplicateRecord = 11
    /// Another record has the new user name.
    case duplicateUserName = 12
    /// Another record has the new e-mail address.
    case duplicateEmail = 13
    /// The method does not exist on this servlet, or is not allowed for this record.
    case methodNotAllowed = 14
    /// The record to change is not unique.
    case updateMatchedSeveral = 15
    /// No record was found.
    case notFound = 16
    /// There is no such field.
    case unknownField = 18
    /// The old password is wrong.
    case wrongPassword = 20
    /// The old password is missing.
    case oldPasswordRequired = 21
    /// A value breaks a rule.
    case validationFailed = 22
    /// A value is too long.
    case valueTooLong = 23
    /// A date is none, or a range of dates ends before it begins.
    case invalidDateRange = 25
    /// There is no such type of interactions.
    case invalidInteractionType = 26
    /// There is no such interaction.
    case invalidInteraction = 27
    /// The interaction could not be written down.
    case interactionNotLogged = 28
    /// The security category is no number.
    case invalidCategory = 29
    /// The text of an interaction is too long.
    case interactionTooLarge = 30
    /// The record has as many interactions as are kept.
    case tooManyInteractions = 31
    /// The interaction is not one of the selected record.
    case wrongInteractionConstituent = 32
    /// No column is flagged for authentication.
    case noAuthenticationFields = 33
    /// A value has characters that cannot be stored.
    case invalidCharacters = 35
    /// A list cannot be sorted, filtered or cut as asked.
    case invalidListCriteria = 50
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
        case .notAuthorized: "Authorization failed."
        case .addressNotAllowed: "Request not allowed from source IP address."
        case .tokenRequired: "Method is restricted; the API requires an auth token."
        case .unknownMethod: "No method specified or the method specified is invalid."
        case .singleSignOnFailed: "Single SignOn failed."
        case .severalMatched: "A request that should apply to a single constituent matched more than one constituent."
        case .parameterMissing: "One or more required parameters were missing from the request."
        case .fieldMissing: "One or more required constituent fields are missing."
        case .duplicateRecord: "Add failed: duplicate."
        case .duplicateUserName: "Update failed: duplicate user name."
        case .duplicateEmail: "Update failed: duplicate e-mail address."
        case .methodNotAllowed: "Method not allowed."
        case .updateMatchedSeveral: "Update failed: matched multiple records."
        case .notFound: "Constituent record not found."
        case .unknownField: "Attempt to access a user field did not match any records."
        case .wrongPassword: "Invalid password."
        case .oldPasswordRequired: "Change password error: the old password is required."
        case .validationFailed: "Validation error."
        case .valueTooLong: "Input size error."
        case .invalidDateRange: "Invalid date range."
        case .invalidInteractionType: "Invalid interaction type."
        case .invalidInteraction: "Invalid interaction."
        case .interactionNotLogged: "Interaction logging failed."
        case .invalidCategory: "Invalid cateogry ID."
        case .interactionTooLarge: "Interaction body too large."
        case .tooManyInteractions: "Maximum number of interactions exceeded."
        case .wrongInteractionConstituent: "Invalid constituent ID for interactions."
        case .invalidListCriteria: "The specified list criteria are invalid."
        case .noAuthenticationFields: "No fields are configured to support authentication."
        case .invalidCharacters: "Input contains invalid characters."
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
