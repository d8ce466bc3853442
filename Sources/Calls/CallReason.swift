/// Why calls are not done: the codes that observers see, for all systems and bindings.
///
/// The codes are stable, so programs may compare them. Each has a sentence for people. The caller gets the vendor's
/// text instead, which often says less.
public enum CallReason: String, Sendable, CaseIterable {
    // Transport

    /// The head or the framing of the request is malformed.
    case framing
    /// The request, or a part of it, is larger than the server accepts.
    case tooLarge = "too_large"
    /// The Content-Type is not one that this binding supports.
    case wrongContentType = "wrong_content_type"
    /// The body is not well-formed XML, or breaks a limit on XML.
    case malformedXML = "malformed_xml"
    /// The XML has a document type declaration, which is never read.
    case documentType = "dtd"
    /// The XML is not a SOAP envelope that can be read.
    case notAnEnvelope = "not_an_envelope"
    /// The body is not JSON, or not the JSON that the operation requires.
    case malformedJSON = "malformed_json"
    /// The query or the form cannot be read.
    case malformedForm = "malformed_form"
    /// The HTTP method is not one that is served here.
    case wrongVerb = "wrong_verb"

    // Routing

    /// Nothing is served at this address.
    case unknownAddress = "unknown_address"
    /// The address or the host names a site that is not there.
    case unknownSite = "unknown_site"
    /// The service has no operation of this name.
    case unknownOperation = "unknown_operation"
    /// The vendor has the operation, and this server does not emulate it.
    case notEmulated = "not_emulated"
    /// The action names another operation than the body contains.
    case actionBodyMismatch = "action_body_mismatch"
    /// The envelope is of a SOAP version that is not answered here.
    case versionMismatch = "version_mismatch"
    /// A header block that must be understood is not.
    case headerNotUnderstood = "header_not_understood"
    /// The operation belongs to another servlet, or is not allowed for this record.
    case wrongServlet = "wrong_servlet"
    /// The site does not answer this binding.
    case bindingOff = "binding_off"

    // Arguments

    /// A required argument is missing.
    case missingArgument = "missing_argument"
    /// An argument has a value that it cannot have.
    case badValue = "bad_value"
    /// The query cannot be read, or is more work than a query may be.
    case badQuery = "bad_query"
    /// The redirect leads to a host that the site does not allow.
    case unsafeRedirect = "unsafe_redirect"

    // Session

    /// The call needs a token and has none.
    case noToken = "no_token"
    /// The token is unknown, has expired, or was used up.
    case unknownToken = "unknown_token"
    /// The session of the token has expired, by disuse or for its age.
    case sessionExpired = "session_expired"
    /// The session of the token was ended: by a newer sign-in, a change of the password, its caller, or an administrator.
    case sessionEnded = "session_ended"
    /// The token was issued to another client address.
    case wrongAddress = "wrong_address"
    /// The token is valid, but not for calls of this kind.
    case wrongKind = "wrong_kind"
    /// No account is logged in to the session.
    case notLoggedIn = "not_logged_in"

    // Caller

    /// The API key is missing or wrong.
    case badAPIKey = "bad_api_key"
    /// The credentials of the calling program are missing or wrong.
    case badCallerLogin = "bad_caller_login"
    /// The caller may not call from its address.
    case addressNotAllowed = "address_not_allowed"
    /// The page that calls is not of a host that the site trusts.
    case originNotTrusted = "origin_not_trusted"
    /// The caller has no right to do this.
    case missingPrivilege = "missing_privilege"
    /// The caller has caused as many faults today as allowed.
    case faultLimit = "fault_limit"

    // Account

    /// No account has this name or key.
    case unknownAccount = "unknown_account"
    /// Several accounts have this name or these values.
    case ambiguousAccount = "ambiguous_account"
    /// The account has no password.
    case noPassword = "no_password"
    /// The password is wrong.
    case wrongPassword = "wrong_password"
    /// The account is disabled.
    case disabled
    /// The account is locked.
    case locked
    /// Too many consecutive sign-ins have failed, so no password is verified for a while.
    case throttled
    /// The password has expired and no grace sign-ins are left.
    case passwordExpired = "password_expired"
    /// The account may not sign in at this time.
    case outsideHours = "outside_hours"
    /// The user belongs to another instance.
    case wrongInstance = "wrong_instance"
    /// Another change of the same data was made first.
    case raceLost = "race_lost"

    // Password

    /// The new password is shorter than the rules allow.
    case tooShort = "too_short"
    /// The new password is longer than the rules allow.
    case tooLong = "too_long"
    /// The new password needs more letters.
    case needsLetter = "needs_letter"
    /// The new password needs more digits.
    case needsDigit = "needs_digit"
    /// The new password needs more upper-case letters.
    case needsUpper = "needs_upper"
    /// The new password needs more lower-case letters.
    case needsLower = "needs_lower"
    /// The new password needs more characters that are neither letters nor digits.
    case needsSpecial = "needs_special"
    /// The new password has a character that the rules do not allow.
    case forbiddenCharacter = "forbidden_character"
    /// The new password does not have the required form.
    case pattern
    /// The new password is the present one.
    case unchanged
    /// The new password is a previous one.
    case reused
    /// The present password was set too short a time ago to be changed again.
    case changedTooSoon = "changed_too_soon"
    /// The new password and its confirmation differ.
    case confirmationDiffers = "confirmation_differs"

    // Data

    /// Another record already has this value.
    case duplicate
    /// No record has this key.
    case noSuchRecord = "no_such_record"
    /// The field is unknown or cannot be set.
    case fieldNotAllowed = "field_not_allowed"
    /// More records were found than are returned.
    case tooManyRecords = "too_many_records"

    // Server

    /// The server has no room for more of this work now.
    case busy
    /// The store failed.
    case storeFailed = "store_failed"
    /// An unforeseen internal failure.
    case unforeseen
    /// A fault rule answered, and the operation did not run.
    case injected
    /// The client closed the connection while the call waited, so nothing was done.
    case clientGone = "client_gone"

    /// The reason in a sentence.
    public var sentence: String {
        switch self {
        case .framing: "The head or the framing of the request is malformed."
        case .tooLarge: "The request, or a part of it, is larger than the server takes."
        case .wrongContentType: "The Content-Type is not one that this binding reads."
        case .malformedXML: "The body is not well-formed XML, or breaks a limit on XML."
        case .documentType: "The XML has a document type declaration, which is never read."
        case .notAnEnvelope: "The XML is not a SOAP envelope that can be read."
        case .malformedJSON: "The body is not JSON, or not the JSON that the operation takes."
        case .malformedForm: "The query or the form cannot be read."
        case .wrongVerb: "The HTTP method is not one that is served here."
        case .unknownAddress: "Nothing is served at this address."
        case .unknownSite: "There is no such site, or no longer."
        case .unknownOperation: "The service has no operation of this name."
        case .notEmulated: "The vendor has the operation, and this server does not emulate it."
        case .actionBodyMismatch: "The action names another operation than the body holds."
        case .versionMismatch: "The envelope is of a SOAP version that is not answered here."
        case .headerNotUnderstood: "A header block that must be understood is not."
        case .wrongServlet: "The operation belongs to another servlet, or is not allowed for this record."
        case .bindingOff: "The site does not answer this binding."
        case .missingArgument: "A required argument is missing."
        case .badValue: "An argument has a value that it cannot have."
        case .badQuery: "The query cannot be read, or is more work than a query may be."
        case .unsafeRedirect: "The redirect leads to a host that the site does not allow."
        case .noToken: "The call needs a token and carries none."
        case .unknownToken: "The token is unknown, has ended, or was used up."
        case .sessionExpired: "The session has expired."
        case .sessionEnded: "The session was ended."
        case .wrongAddress: "The token was issued to another client address."
        case .wrongKind: "The token is valid, but not for calls of this kind."
        case .notLoggedIn: "Nobody is logged in to the session."
        case .badAPIKey: "The API key is missing or wrong."
        case .badCallerLogin: "The credentials of the calling program are missing or wrong."
        case .addressNotAllowed: "The caller may not call from its address."
        case .originNotTrusted: "The page that calls is not of a host that the site trusts."
        case .missingPrivilege: "The caller has no right to do this."
        case .faultLimit: "The caller has met as many faults today as it may."
        case .unknownAccount: "No account has this name or key."
        case .ambiguousAccount: "Several accounts have this name or these values."
        case .noPassword: "The account has no password."
        case .wrongPassword: "The password is wrong."
        case .disabled: "The account is disabled."
        case .locked: "The account is locked."
        case .throttled: "Too many sign-ins have failed in a row, so no password is looked at for a while."
        case .passwordExpired: "The password has expired and no grace sign-ins are left."
        case .outsideHours: "The account may not sign in at this time."
        case .wrongInstance: "The user belongs to another instance."
        case .raceLost: "Another change of the same thing came first."
        case .tooShort: "The new password is shorter than the rules allow."
        case .tooLong: "The new password is longer than the rules allow."
        case .needsLetter: "The new password needs more letters."
        case .needsDigit: "The new password needs more digits."
        case .needsUpper: "The new password needs more upper-case letters."
        case .needsLower: "The new password needs more lower-case letters."
        case .needsSpecial: "The new password needs more characters that are neither letters nor digits."
        case .forbiddenCharacter: "The new password has a character that the rules do not allow."
        case .pattern: "The new password does not have the form that the rules ask for."
        case .unchanged: "The new password is the present one."
        case .reused: "The new password is one of the last."
        case .changedTooSoon: "The present password was set too short a time ago to be changed again."
        case .confirmationDiffers: "The new password and its confirmation are not the same."
        case .duplicate: "Another record has this value already."
        case .noSuchRecord: "No record has this key."
        case .fieldNotAllowed: "The field is unknown or cannot be set."
        case .tooManyRecords: "More records were found than are answered."
        case .busy: "The server has no room for more of this work at the moment."
        case .storeFailed: "The store failed."
        case .unforeseen: "The server failed in an unforeseen way."
        case .injected: "A fault rule answered, and the operation did not run."
        case .clientGone: "The client closed the connection while the call waited, and nothing was done."
        }
    }
}
