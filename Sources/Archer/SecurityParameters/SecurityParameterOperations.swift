import ASMX
import Accounts
import Operations

/// The operations on security parameters. Source: Archer.docc/SecurityParameters.md.
let securityParameterOperations: [Operation<ArcherCall>] = [
    .inSession(
        "CreateExtendedSecurityParameter", requires: .create, on: .securityParameters, .parameterValues, .extendedValues,
        returns: .int("The id of the new security parameter."),
        certainty: .chosen,
        documentation: "Creates a security parameter with rules for letter case and special characters."
    ) { call, values, extended in
        var parameter = SecurityParameter()
        try values.set(in: &parameter)
        extended.set(in: &parameter)
        return try call.createSecurityParameter(parameter)
    },

    .inSession(
        "CreateSecurityParameter", requires: .create, on: .securityParameters, .parameterValues,
        returns: .int("The id of the new security parameter."),
        certainty: .chosen,
        documentation: "Creates a security parameter without rules for letter case and special characters."
    ) { call, values in
        var parameter = SecurityParameter()
        try values.set(in: &parameter)
        ExtendedParameterValues().set(in: &parameter)
        return try call.createSecurityParameter(parameter)
    },

    .inSession(
        "DeleteSecurityParameter", requires: .delete, on: .securityParameters,
        .int("securityParameterId", "The id of the security parameter.").alsoNamed("securityParameter"),
        returns: .int("1 if the security parameter was deleted."),
        certainty: .documented,
        documentation: "Deletes a security parameter. The one of new users and one that users have cannot be deleted."
    ) { call, id in
        try call.deleteSecurityParameter(id)
        return 1
    },

    .inSession(
        "GetSecurityParameterName", requires: .read, on: .securityParameters,
        .int("securityParameter", "The id of the security parameter.").alsoNamed("securityParameters", "securityParameterId"),
        returns: .string("The name."),
        certainty: .documented,
        documentation: "Returns the name of the security parameter with an id."
    ) { call, id in try call.policy(ofParameter: id).name },

    .inSession(
        "GetSecurityParameters", requires: .read, on: .securityParameters,
        returns: .string("The security parameters, as XML in a string."), does: .searches,
        certainty: .chosen,
        documentation: "Returns the ids, names and descriptions of all security parameters."
    ) { call in try SecurityParameterXML.list(call.securityParameters()) },

    .inSession(
        "UpdateExtendedSecurityParameter", requires: .update, on: .securityParameters, .parameterID, .parameterValues, .extendedValues,
        returns: .int("1 if the security parameter was changed."),
        certainty: .chosen,
        documentation: "Changes a security parameter with its rules for letter case and special characters."
    ) { call, id, values, extended in
        try call.updateSecurityParameter(id) { parameter in
            try values.set(in: &parameter)
            extended.set(in: &parameter)
        }
        return 1
    },

    .inSession(
        "UpdateSecurityParameter", requires: .update, on: .securityParameters, .parameterID, .parameterValues,
        returns: .int("1 if the security parameter was changed."),
        certainty: .chosen,
        documentation: "Changes a security parameter. Its rules for letter case and special characters stay."
    ) { call, id, values in
        try call.updateSecurityParameter(id) { parameter in try values.set(in: &parameter) }
        return 1
    },
]

/// The values that all operations that write a security parameter take.
struct SecurityParameterValues: Sendable {
    fileprivate let texts: (name: String?, description: String?)
    fileprivate let password: (length: Int32, letters: Int32, numerals: Int32, lifetime: Int32, grace: Int32)
    fileprivate let lock: (retries: Int32, duration: Int32, unit: Int32)
    fileprivate let session: (timeout: Int32, history: Int32, notice: Int32, account: Int32, unit: Int32)

    /// Sets the values in a parameter. Throws for the code of no unit.
    func set(in parameter: inout SecurityParameter) throws(ArcherRefusal) {
        parameter.name = texts.name ?? ""
        parameter.description = texts.description ?? ""
        parameter.minPasswordLength = password.length
        parameter.alphaCharsRequired = password.letters
        parameter.numericCharsRequired = password.numerals
        parameter.passwordChangeInterval = password.lifetime
        parameter.graceLogins = password.grace
        parameter.maximumFailedLoginAttempts = lock.retries
        parameter.lockoutPeriod = try .init(lock.duration, unit: lock.unit, "lockIntervalType")
        parameter.sessionTimeout = try .init(session.timeout, unit: session.unit, "timeoutIntervalType")
        parameter.previousPasswordsDisallowed = session.history
        parameter.passwordExpirationNotice = session.notice
        parameter.automaticAccountDeactivation = session.account
    }
}

/// The values that only the extended operations take.
struct ExtendedParameterValues: Sendable {
    fileprivate var uppercase: Int32 = 0
    fileprivate var lowercase: Int32 = 0
    fileprivate var special: Int32 = 0

    /// Sets the values in a parameter.
    func set(in parameter: inout SecurityParameter) {
        parameter.uppercaseCharsRequired = uppercase
        parameter.lowercaseCharsRequired = lowercase
        parameter.specialCharsRequired = special
    }
}

extension SecurityParameter.Interval {
    /// Creates an interval from a length and the code of a unit. Throws for the code of none.
    init(_ length: Int32, unit code: Int32, _ parameter: String) throws(ArcherRefusal) {
        guard let unit = Unit(rawValue: code) else { throw .badValue(parameter, "it is none of 1 (hours), 2 (minutes) and 3 (days)") }
        self.init(length, unit)
    }
}

extension Parameter where Value == Int32 {
    fileprivate static var parameterID: Self {
        .int("securityParameterId", "The id of the security parameter.").alsoNamed("securityParameter")
    }
}

extension Parameter where Value == SecurityParameterValues {
    /// The values in the order of the vendor's tables, whose odd spellings are accepted.
    fileprivate static var parameterValues: Self {
        .group(
            .string("name", "The name."),
            .string("description", "The description.").alsoNamed("Description"),
            .int("minPasswordLength", "The least length of a password."),
            .int("minPasswordCharacters", "The least number of letters.").alsoNamed("MinPasswordCharacters"),
            .int("minPasswordNumerals", "The least number of digits."),
            .int("passwordLifetime", "How long a password is valid, in days. 0 for ever."),
            .int("graceLogins", "How often a user may sign in with an expired password."),
            .int("maxRetries", "The number of failures in a row that locks a user. 0 for no lock."),
            .int("lockDuration", "How long the lock lasts. 0, or 999 days, until an administrator ends it."),
            .int("lockIntervalType", "Its unit: 1 hours, 2 minutes, 3 days."),
            .int("sessionTimeout", "How long a session may be inactive. 0 for ever."),
            .int("passwordHistoryCheckDepth", "How many passwords, with the present one, cannot be used again."),
            .int("expirationNotice", "How many days before its end a password is announced to expire.").alsoNamed("expiratonNotice"),
            .int("accountTimeout", "After how many days without a sign-in a user becomes inactive. 0 for never."),
            .int("timeoutIntervalType", "The unit of sessionTimeout: 1 hours, 2 minutes, 3 days.")
        ) {
            name, description, length, letters, numerals, lifetime, grace, retries, duration, lockUnit, timeout, history, notice, account,
            unit in
            SecurityParameterValues(
                texts: (name, description), password: (length, letters, numerals, lifetime, grace), lock: (retries, duration, lockUnit),
                session: (timeout, history, notice, account, unit))
        }
    }
}

extension Parameter where Value == ExtendedParameterValues {
    /// The names are our choice, because no readable page has them.
    fileprivate static var extendedValues: Self {
        .group(
            .int("uppercaseCharactersRequired", "The least number of capital letters."),
            .int("lowercaseCharactersRequired", "The least number of small letters."),
            .int("specialCharactersRequired", "The least number of characters other than letters and digits. \";\" does not count.")
        ) { ExtendedParameterValues(uppercase: $0, lowercase: $1, special: $2) }
    }
}
