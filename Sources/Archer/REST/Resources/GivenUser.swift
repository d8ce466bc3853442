import Accounts
import Operations

/// A user in a body, with the change that it asks for.
struct GivenUser: Sendable {
    let id: Int32
    let change: ArcherUserChange
}

extension RESTParameter<NewArcherUser> {
    /// A new user. The password is a parameter of its own.
    static var newUser: Self {
        let descriptions = GivenUser.descriptions(isNew: true, place: "User.") + GivenUser.lists
        return Self(descriptions) { source in
            guard let given = try source.body.object("User") else { throw RESTRefusal.required("User") }
            try GivenUser.refuse("Password", in: given, "the password belongs beside User")
            for field in [ArcherUserField.firstName, ArcherUserField.lastName] where try given.text(field.name)?.isEmpty != false {
                throw RESTRefusal.required(field.name)
            }
            var change = try GivenUser.change(given, around: source.body)
            // An empty name is generated, as none is.
            if let name = try given.text(ArcherUserField.userName.name), !name.isEmpty {
                try change.set(ArcherUserField.userName, to: name, as: given.path(ArcherUserField.userName.name))
            }
            if change.roles == [] { change.roles = nil }
            if change.groups == [] { change.groups = nil }
            return NewArcherUser(properties: change)
        }
    }
}

extension RESTParameter<GivenUser> {
    /// A change of a user: in the property User, or as the body itself.
    static var changedUser: Self {
        let password = ParameterDescription("Password", .string, secrecy: .secret, "It is refused: PUT system/userpassword sets it.")
        let descriptions = GivenUser.descriptions(isNew: false, place: "User.") + GivenUser.lists + [password]
        return Self(descriptions) { source in
            let given = try source.body.object("User") ?? source.body
            guard let id = try given.int("Id") else { throw RESTRefusal.required(given.path("Id")) }
            for place in [source.body, given] { try GivenUser.refuse(password.name, in: place, "PUT system/userpassword sets it") }
            var change = try GivenUser.change(given, around: source.body)
            if let name = try given.text(ArcherUserField.userName.name) {
                try change.set(ArcherUserField.userName, to: name, as: given.path(ArcherUserField.userName.name))
            }
            return GivenUser(id: id, change: change)
        }
    }
}

extension GivenUser {
    /// The fields that a body can set. The user name is read by itself. Nothing in a body sets the domain.
    private static let fields = ArcherUserField.all.all.filter {
        $0.isWritable && $0 !== ArcherUserField.userName && $0 !== ArcherUserField.domain
    }
    private static let securityParameter = "SecurityId"

    /// The lists beside the user.
    fileprivate static let lists = [
        ParameterDescription("Roles", .string, typeName: "ids", "The roles. A new user has those of new users besides."),
        ParameterDescription("Groups", .string, typeName: "ids", "The groups."),
        ParameterDescription("Contacts", .string, typeName: "contacts", "The contacts: ContactType, ContactSubType, IsDefault, Value."),
    ]

    /// Returns the facts of a user's properties.
    fileprivate static func descriptions(isNew: Bool, place: String) -> [ParameterDescription] {
        let id = ParameterDescription(place + "Id", .int, isRequired: true, "The id of the user.")
        let required = isNew ? [ArcherUserField.firstName.name, ArcherUserField.lastName.name] : []
        let others = [ArcherUserField.accountStatus.name, securityParameter, ArcherUserField.forcePasswordChange.name]
        let names = [ArcherUserField.userName.name] + fields.map(\.name) + others
        return (isNew ? [] : [id])
            + names.map { ParameterDescription(place + $0, .string, isRequired: required.contains($0), "The property of this name.") }
    }

    /// Throws if a body has a value of a property that it cannot set.
    fileprivate static func refuse(_ name: String, in body: RESTProperties, _ advice: String) throws(RESTRefusal) {
        guard try body.text(name)?.isEmpty == false else { return }
        throw .badValue(body.path(name), advice)
    }

    /// Returns the change that sets the properties of a body but the user name. Missing and null ones stay as they are.
    fileprivate static func change(_ given: RESTProperties, around body: RESTProperties) throws -> ArcherUserChange {
        try refuse(RESTSession.domainProperty, in: given, "UpdateUserEx of SOAP sets the domain")
        var change = ArcherUserChange()
        for field in fields {
            switch field.kind {
            case .number:
                // LanguageId may be beside the user.
                guard let number = try given.int(field.name) ?? body.int(field.name) else { continue }
                change.set(field, to: .number(Int64(number)))
            case .flag: if let flag = try given.flag(field.name) { change.set(field, to: .flag(flag)) }
            case .text, .date, .list:
                if let text = try given.text(field.name) { try change.set(field, to: text, as: given.path(field.name)) }
            }
        }
        if let number = try given.int(ArcherUserField.accountStatus.name) {
            guard let status = AccountStatus(archer: Int64(number)) else {
                throw RESTRefusal.badValue(
                    given.path(ArcherUserField.accountStatus.name), "it is none of 1 (Active), 2 (Inactive) and 3 (Locked)")
            }
            change.status = status
        }
        change.securityParameter = try given.int(securityParameter)
        change.forcesPasswordChange = try given.flag(ArcherUserField.forcePasswordChange.name)
        change.roles = try body.ids("Roles")
        change.groups = try body.ids("Groups")
        change.contacts = try body.objects("Contacts").map { try ArcherContact.given($0) }
        return change
    }
}

extension ArcherContact {
    /// Returns the contacts in a body.
    fileprivate static func given(_ list: [RESTProperties]) throws -> [ArcherContact] {
        guard list.count <= maximumCount else {
            throw RESTRefusal.badValue("Contacts", "a user has at most \(maximumCount) contacts")
        }
        let contacts = try list.map { given in
            let value = try given.text(RESTContact.value) ?? ""
            try check(value) { .badValue(given.path(RESTContact.value), $0) }
            return ArcherContact(
                id: try given.int("Id") ?? 0, type: try given.int("ContactType") ?? ArcherContactKind.email.id,
                subtype: try given.int("ContactSubType") ?? ArcherContactKind.business.id, value: value,
                isDefault: try given.flag("IsDefault") ?? false)
        }
        return settling(contacts, defaultAt: contacts.lastIndex { $0.isDefault && $0.isEmail })
    }
}
