import Accounts

/// A person as a user of Archer.
struct ArcherUser {
    /// The person.
    let person: Person

    init(_ person: Person) {
        self.person = person
    }

    /// The user id. It is 0 for a person who is no user of Archer.
    var id: Int32 { person.identity(ArcherScheme.userID).flatMap { Int32($0) } ?? 0 }

    /// The user name, without the domain.
    var userName: String { text(ArcherUserField.userName) }

    /// The domain. It is empty for a local user.
    var domain: String { text(ArcherUserField.domain) }

    /// The first name.
    var firstName: String { text(ArcherUserField.firstName) }

    /// The last name.
    var lastName: String { text(ArcherUserField.lastName) }

    /// "Last, First", or the only one of them, or the user name.
    var displayName: String {
        let names = [lastName, firstName].filter { !$0.isEmpty }
        return names.isEmpty ? userName : names.joined(separator: ", ")
    }

    /// The stored status. For the status at this moment, see ``ArcherCall/statuses(of:)``.
    var status: AccountStatus { person.account.status }

    /// The type of the user.
    var type: ArcherUserType {
        person.account.attributes[ArcherAttribute.userType].flatMap(ArcherUserType.init(rawValue:)) ?? .general
    }

    /// Whether the password must be changed at the next sign-in to the user interface.
    var forcesPasswordChange: Bool {
        if let stored = person.account.attributes[ArcherAttribute.forcesPasswordChange] { return stored == "true" }
        return person.account.credential?.mustChange ?? false
    }

    /// Returns a field's value as a text, or another text if there is none.
    func text(_ field: RecordField, or other: String = "") -> String { field.storedText(of: person) ?? other }

    /// The culture: the user's own, or the instance's.
    var locale: String { text(ArcherUserField.locale, or: Self.instanceLocale) }

    /// The culture of an instance. Source: Archer.docc/REST.md.
    private static let instanceLocale = "en-US"

    /// The time zone: the user's own, or the instance's.
    var timeZone: String { text(ArcherUserField.timeZone, or: WindowsTimeZones.instanceDefault) }
}
