/// What is looked at in a call, in this order. A call that is not done fails at one of them.
public enum CallStep: String, Sendable, CaseIterable {
    /// Whether the address and the HTTP method are served.
    case route
    /// Whether the message can be read, and which operation it is for.
    case action
    /// Whether the token belongs to a live session.
    case token
    /// Whether the caller may do this.
    case caller
    /// Whether the arguments have values that they can have.
    case arguments
    /// Whether the account and its rules allow it.
    case policy
    /// Whether the records allow it, and whether the server can do it.
    case store
}

extension CallReason {
    /// The step at which a call fails for this reason.
    public var step: CallStep {
        switch self {
        case .framing, .tooLarge, .wrongVerb, .unknownAddress, .unknownSite, .bindingOff: .route
        case .wrongContentType, .malformedXML, .documentType, .notAnEnvelope, .malformedJSON, .malformedForm, .unknownOperation,
            .notEmulated, .actionBodyMismatch, .versionMismatch, .headerNotUnderstood, .wrongServlet:
            .action
        case .noToken, .unknownToken, .sessionExpired, .sessionEnded, .wrongAddress, .wrongKind, .notLoggedIn: .token
        case .badAPIKey, .badCallerLogin, .addressNotAllowed, .originNotTrusted, .missingPrivilege, .faultLimit: .caller
        case .missingArgument, .badValue, .badQuery, .unsafeRedirect: .arguments
        case .unknownAccount, .ambiguousAccount, .noPassword, .wrongPassword, .disabled, .locked, .throttled, .passwordExpired,
            .outsideHours, .wrongInstance, .tooShort, .tooLong, .needsLetter, .needsDigit, .needsUpper, .needsLower, .needsSpecial,
            .forbiddenCharacter, .pattern, .unchanged, .reused, .changedTooSoon, .confirmationDiffers:
            .policy
        case .raceLost, .duplicate, .noSuchRecord, .fieldNotAllowed, .tooManyRecords, .busy, .storeFailed, .unforeseen, .injected,
            .clientGone:
            .store
        }
    }
}
