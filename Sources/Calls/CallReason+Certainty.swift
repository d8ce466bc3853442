public import Operations

extension CallReason {
    /// How certain it is that a system refuses a call of an operation in the same way for this reason.
    public func certainty(of row: OperationFacts? = nil, in system: SystemName?) -> Certainty {
        switch self {
        // ASP.NET and its SOAP stack.
        case .wrongContentType, .malformedXML, .documentType, .notAnEnvelope, .malformedForm, .wrongVerb, .unknownOperation,
            .actionBodyMismatch, .versionMismatch, .headerNotUnderstood:
            .seen
        // This server's own limits, settings and states.
        case .framing, .tooLarge, .malformedJSON, .unknownAddress, .unknownSite, .notEmulated, .bindingOff, .badQuery, .unsafeRedirect,
            .throttled, .raceLost, .tooManyRecords, .busy, .storeFailed, .unforeseen, .injected, .clientGone:
            .chosen
        case .noToken, .unknownToken, .sessionExpired, .sessionEnded, .wrongAddress, .wrongKind, .notLoggedIn: system?.deadTokens ?? .chosen
        // What a vendor decides for all operations.
        case .wrongServlet, .badAPIKey, .badCallerLogin, .addressNotAllowed, .originNotTrusted, .missingPrivilege, .faultLimit,
            .wrongInstance:
            system?.refusals ?? .chosen
        case .missingArgument, .badValue, .unknownAccount, .ambiguousAccount, .noPassword, .wrongPassword, .disabled, .locked,
            .passwordExpired, .outsideHours, .tooShort, .tooLong, .needsLetter, .needsDigit, .needsUpper, .needsLower, .needsSpecial,
            .forbiddenCharacter, .pattern, .unchanged, .reused, .changedTooSoon, .confirmationDiffers, .duplicate, .noSuchRecord,
            .fieldNotAllowed:
            row?.refusals ?? system?.refusals ?? .chosen
        }
    }
}
