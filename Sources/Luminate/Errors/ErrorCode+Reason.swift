import Calls

extension LuminateErrorCode {
    /// The most frequent reason for the code, used if no better one is known.
    var usualReason: CallReason {
        switch self {
        case .unableToProcess: .badValue
        case .incorrectAPIKey: .badAPIKey
        case .notAuthorized: .badCallerLogin
        case .addressNotAllowed: .addressNotAllowed
        case .tokenRequired, .singleSignOnFailed: .unknownToken
        case .unknownMethod: .unknownOperation
        case .severalMatched, .updateMatchedSeveral: .ambiguousAccount
        case .parameterMissing, .fieldMissing, .oldPasswordRequired, .userNameMissing, .passwordMissing: .missingArgument
        case .methodNotAllowed: .wrongServlet
        case .notFound, .invalidInteraction, .wrongInteractionConstituent, .interactionNotLogged: .noSuchRecord
        case .wrongPassword: .wrongPassword
        case .validationFailed, .invalidCharacters, .noAuthenticationFields, .unknownField: .badValue
        case .invalidDateRange, .invalidInteractionType, .invalidCategory, .invalidListCriteria: .badValue
        case .valueTooLong, .interactionTooLarge: .tooLong
        case .tooManyInteractions: .tooManyRecords
        case .duplicateRecord, .duplicateUserName, .duplicateEmail: .duplicate
        case .loginFailed: .wrongPassword
        case .notLoggedIn: .notLoggedIn
        case .httpMethodNotSupported: .wrongVerb
        }
    }
}
