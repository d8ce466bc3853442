import Calls

/// How REST answers a refusal of an operation. Source: Archer.docc/REST.md.
enum RESTForm: Equatable {
    /// Status 401: there is no valid session.
    case unauthorized
    /// Status 403: the user has no right.
    case forbidden
    /// An envelope that says no more than that the sign-in is refused.
    case loginNotValid
    /// An envelope that says that nothing was found, for a call that only reads.
    case nothingFound
    /// An envelope with the text of the refusal.
    case refused(ValidationMessage.Template)
}

extension ArcherRefusal {
    /// Returns how REST answers the refusal of a call to a resource. Nil if the call was refused before its resource was known.
    func restForm(of resource: RESTResource?) -> RESTForm {
        if resource?.controller == RESTResource.securityController { return .loginNotValid }
        return switch reasonCode {
        case .unknownToken, .noToken: .unauthorized
        case .missingPrivilege: .forbidden
        case .unknownAccount, .noSuchRecord: resource?.verb == .get ? .nothingFound : .refused(.notValid)
        case .duplicate: .refused(.nameNotUnique)
        case .tooShort, .tooLong, .needsLetter, .needsDigit, .needsUpper, .needsLower, .needsSpecial, .forbiddenCharacter, .pattern,
            .reused, .changedTooSoon:
            .refused(.passwordNotValid)
        case .fieldNotAllowed: .refused(.accessDenied)
        default: .refused(.notValid)
        }
    }
}
