import ASMX
import Accounts
import Operations

/// The operations that create, change and delete users. Source: Archer.docc/Users.md.
let userChangeOperations: [Operation<ArcherCall>] = [
    .inSession(
        "ChangePassword", requires: .update, .userID,
        .password("password", "The new password. It must meet the requirements of that user's security parameter."),
        returns: .int("1 if the password was changed."),
        foreseeing: .holder("userId") { Identity(ArcherScheme.userID, $0) },
        certainty: .documented,
        documentation: """
            Sets a user's password, without asking for the old one. A password that does not meet the user's security parameter is a fault \
            that says which rule it breaks.
            """
    ) { call, id, password in
        try call.setPassword(ofUser: id, to: password)
        return 1
    },

    .inSession(
        "CreateUser", requires: .create, .names, .oldTimeZone,
        returns: .newUser,
        certainty: .chosen,
        documentation: "Deprecated: use CreateUserEx. Creates a local user in the time zone of the instance. The user name is generated."
    ) { call, names, _ in try call.createUser(NewArcherUser(properties: names.change())) },

    .inSession(
        "CreateUserEx", requires: .create, .names, .place,
        returns: .newUser,
        certainty: .documented,
        documentation: "Creates a user without a password. The user name is generated."
    ) { call, names, place in
        var change = try names.change()
        try place.set(in: &change)
        return try call.createUser(NewArcherUser(properties: change))
    },

    .inSession(
        "CreateUserExWithPassword", requires: .create, .names, .place, .firstPassword,
        returns: .newUser,
        certainty: .documented,
        documentation: "Creates a user with a password and contacts. The user name is generated."
    ) { call, names, place, first in
        var change = try names.change()
        try place.set(in: &change)
        change.contacts = try ContactXML.contacts(in: first.contacts)
        return try call.createUser(NewArcherUser(properties: change, password: first.password, isNotified: first.isNotified))
    },

    .inSession(
        "DeleteUser", requires: .delete, .userID,
        returns: .int("1 if the user was deleted."),
        certainty: .documented,
        documentation: "Deletes a user. The user name is free from then on."
    ) { call, id in
        try call.deleteUser(id)
        return 1
    },

    .inSession(
        "ForcePasswordChange", requires: .update, .userID,
        .boolean("forcePasswordChange", "Whether the password must be changed at the next sign-in."),
        returns: .int("1."),
        certainty: .documented,
        documentation: "Sets whether a user must change the password at the next sign-in to the user interface."
    ) { call, id, forces in
        try call.setForcesPasswordChange(ofUser: id, to: forces)
        return 1
    },

    .inSession(
        "UpdateDomainUser", requires: .update, .userID, .names, .oldTimeZone, .usersDomain,
        returns: .int("1 if the user was changed."),
        certainty: .documented,
        documentation: "Changes the names, the security parameter, the address and the domain of a user. The time zone is ignored."
    ) { call, id, names, _, domain in
        var change = try names.change()
        try change.set(ArcherUserField.domain, to: domain, as: "usersDomain")
        try call.updateUser(id, change)
        return 1
    },

    .inSession(
        "UpdateUser", requires: .update, .userID, .names, .oldTimeZone,
        returns: .int("1 if the user was changed."),
        certainty: .chosen,
        documentation: "Deprecated: use UpdateUserEx. Changes the names, the security parameter and the address of a user."
    ) { call, id, names, _ in
        try call.updateUser(id, names.change())
        return 1
    },

    .inSession(
        "UpdateUserAccountStatus", requires: .update, .userID, .int("accountStatus", "1 Active, 2 Inactive, 3 Locked."),
        returns: .int("1 if the status was set."),
        certainty: .documented,
        documentation: "Sets whether a user may sign in. If not, the user's sessions end."
    ) { call, id, number in
        guard let status = AccountStatus(archer: Int64(number)) else {
            throw ArcherRefusal.badValue("accountStatus", "it is none of 1 (Active), 2 (Inactive) and 3 (Locked)")
        }
        try call.setStatus(ofUser: id, to: status)
        return 1
    },

    .inSession(
        "UpdateUserEx", requires: .update, .userID, .names, .place,
        returns: .int("1 if the user was changed."),
        certainty: .documented,
        documentation: "Changes the properties of a user. An empty domain, time zone or locale removes what the user has."
    ) { call, id, names, place in
        var change = try names.change()
        try place.set(in: &change)
        try call.updateUser(id, change)
        return 1
    },

    .inSession(
        "UpdateUserName", requires: .update, .userID, .userName("userName"),
        returns: .int("1 if the name was changed, 0 if it is the present one."),
        certainty: .documented,
        documentation: "Gives a user another name. A name that another user has is a fault."
    ) { call, id, name in try call.renameUser(id, to: name ?? "") ? 1 : 0 },

    .inSession(
        "UpdateUserNote", requires: .update, .userID, .string("note", "The note. It replaces the present one."),
        returns: .int("1 if the note was set."),
        certainty: .documented,
        documentation: "Sets the additional note of a user."
    ) { call, id, note in
        var change = ArcherUserChange()
        try change.set(ArcherUserField.note, to: note, as: "note")
        try call.updateUser(id, change)
        return 1
    },
]

/// The values that all operations that write a user take.
struct UserNames: Sendable {
    fileprivate let first: String?
    fileprivate let middle: String?
    fileprivate let last: String?
    fileprivate let company: String?
    fileprivate let title: String?
    fileprivate let securityParameter: Int32
    fileprivate let address: String?

    /// Returns the change that sets them.
    func change() throws(ArcherRefusal) -> ArcherUserChange {
        var change = ArcherUserChange()
        try change.set(ArcherUserField.firstName, to: first, as: "firstName")
        try change.set(ArcherUserField.middleName, to: middle, as: "middleName")
        try change.set(ArcherUserField.lastName, to: last, as: "lastName")
        try change.set(ArcherUserField.company, to: company, as: "companyName")
        try change.set(ArcherUserField.title, to: title, as: "title")
        try change.set(ArcherUserField.address, to: address, as: "address")
        change.securityParameter = securityParameter
        return change
    }
}

/// Where a user is: the values that only the newer operations take.
struct UserPlace: Sendable {
    fileprivate let domain: String?
    fileprivate let timeZone: String?
    fileprivate let locale: String?

    /// Adds them to a change.
    func set(in change: inout ArcherUserChange) throws(ArcherRefusal) {
        try change.set(ArcherUserField.domain, to: domain, as: "userDomain")
        try change.set(ArcherUserField.timeZone, to: timeZone, as: "timeZone")
        try change.set(ArcherUserField.locale, to: locale, as: "locale")
    }
}

/// The values that only CreateUserExWithPassword takes.
struct UserFirstPassword: Sendable {
    fileprivate let password: Password
    fileprivate let contacts: String
    fileprivate let isNotified: Bool
}

extension Returns where Value == Int32 {
    fileprivate static var newUser: Self { .int("The id of the new user.") }
}

extension Parameter where Value == Int32 {
    fileprivate static var oldTimeZone: Self { .int("timeZone", "It is ignored: pass 0.") }
}

extension Parameter where Value == UserNames {
    fileprivate static var names: Self {
        .group(
            .string("firstName", "The first name."), .string("middleName", "The middle name."), .string("lastName", "The last name."),
            .string("companyName", "The company."), .string("title", "The title."),
            .int("securityParameter", "The id of the security parameter."), .string("address", "The address.")
        ) {
            UserNames(first: $0, middle: $1, last: $2, company: $3, title: $4, securityParameter: $5, address: $6)
        }
    }
}

extension Parameter where Value == UserPlace {
    fileprivate static var place: Self {
        .group(
            .string("userDomain", "The domain. It is empty for local users.").alsoNamed("usersDomain"),
            .string("timeZone", "The id of a time zone of Windows, or the beginning of its display name. Empty for that of the instance."),
            .string("locale", "The name of a culture, such as en-US. Empty for that of the instance.").alsoNamed("Locale")
        ) { UserPlace(domain: $0, timeZone: $1, locale: $2) }
    }
}

extension Parameter where Value == UserFirstPassword {
    fileprivate static var firstPassword: Self {
        .group(
            .password("password", "The password. It must meet the requirements of the security parameter."),
            .string("contactInfo", "The contacts, as XML in a string: a ContactInfo element, or several. Empty for none."),
            .boolean("sendNotification", "Whether the user is told by mail.")
        ) { UserFirstPassword(password: $0, contacts: $1 ?? "", isNotified: $2) }
    }
}
