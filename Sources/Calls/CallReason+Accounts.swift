public import Accounts

extension SignInRefusal {
    /// The code of the reason.
    public var reasonCode: CallReason {
        switch self {
        case .unknownAccount: .unknownAccount
        case .wrongPassword: .wrongPassword
        case .noPassword: .noPassword
        case .disabled: .disabled
        case .locked: .locked
        case .throttled: .throttled
        case .passwordExpired: .passwordExpired
        case .unusedTooLong: .disabled
        case .outsideTimes: .outsideHours
        }
    }
}

extension PasswordChangeRefusal {
    /// The code of the reason: of several rules that are broken, the first.
    public var reasonCode: CallReason {
        switch self {
        case .unknownAccount: .unknownAccount
        case .ambiguous: .ambiguousAccount
        case .noPassword: .noPassword
        case .wrongPassword: .wrongPassword
        case .disabled: .disabled
        case .locked: .locked
        case .throttled: .throttled
        case .tooLong: .tooLong
        case .violates(let violations): violations.first?.reasonCode ?? .pattern
        case .raceLost: .raceLost
        case .identityTaken: .duplicate
        }
    }
}

extension PasswordViolation {
    /// The code of the rule.
    public var reasonCode: CallReason {
        switch self {
        case .tooShort: .tooShort
        case .tooLong: .tooLong
        case .tooFewLetters: .needsLetter
        case .tooFewDigits: .needsDigit
        case .tooFewUppercase: .needsUpper
        case .tooFewLowercase: .needsLower
        case .tooFewSpecial: .needsSpecial
        case .forbiddenCharacter, .characterNotAllowed: .forbiddenCharacter
        case .doesNotMatchPattern: .pattern
        case .reused(_, let isPresent): isPresent ? .unchanged : .reused
        case .changedTooSoon: .changedTooSoon
        }
    }
}

extension SessionFate {
    /// The code of the reason for a call with the session's token.
    public var reasonCode: CallReason {
        switch self {
        case .ended: .sessionEnded
        case .expired: .sessionExpired
        case .otherKind: .wrongKind
        }
    }
}
