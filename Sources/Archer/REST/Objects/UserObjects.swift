import Accounts
import JSON
import OData

/// A user as answers show one.
struct RESTUser: Sendable {
    let user: ArcherUser
    /// The status at this moment.
    let status: AccountStatus
    /// The id of the security parameter.
    let securityParameter: Int32
}

/// The object of a user. Its keys are in the captured order; the last two are those of newer releases. There is never a password.
/// Source: Archer.docc/REST.md.
let userObject = RESTObject<RESTUser>([
    .init("Id", .number) { .number($0.user.id) },
    .init("DisplayName", .text) { .string($0.user.displayName) },
    .field(ArcherUserField.firstName, or: .string("")),
    .field(ArcherUserField.middleName, or: .string("")),
    .field(ArcherUserField.lastName, or: .string("")),
    .field(ArcherUserField.lastLogin),
    .init(ArcherUserField.userName.name, .text) { .string($0.user.userName) },
    .init(ArcherUserField.accountStatus.name, .number) { .number($0.status.number) },
    .init("DomainId", .number) { $0.user.domain.isEmpty ? .null : .number(ArcherDomain.id(of: $0.user.domain)) },
    .init("SecurityId", .number) { .number($0.securityParameter) },
    .init(ArcherUserField.locale.name, .text) { .string($0.user.locale) },
    .init(ArcherUserField.timeZone.name, .text) { .string($0.user.timeZone) },
    .field(ArcherUserField.address, or: .string("")),
    .field(ArcherUserField.company, or: .string("")),
    .field(ArcherUserField.title, or: .string("")),
    .field(ArcherUserField.note),
    .field(ArcherUserField.businessUnit),
    .field(ArcherUserField.department),
    .field(ArcherUserField.forcePasswordChange),
    .field(ArcherUserField.distinguishedName),
    .field(ArcherUserField.type),
    .field(ArcherUserField.languageID),
    .field(ArcherUserField.homeDashboard, or: .number(-1)),
    .field(ArcherUserField.homeWorkspace, or: .number(-1)),
    .init("UpdateInformation", UpdateInformation.kind) { UpdateInformation.json(of: $0.user.person.account) },
    .field(ArcherUserField.approvesByEmail, or: .bool(false)),
    .init("Guid", .text) { .string(RESTGuid.text(of: .user, $0.user.id)) },
    .init("Contacts", .collection(contactObject.fields), isShown: false) { contacts(of: $0.user) },
])

/// The names of a contact's properties that are used in several places.
enum RESTContact {
    /// The address or the number.
    static let value = "Value"
}

/// The object of a contact. Source: Archer.docc/REST.md.
let contactObject = RESTObject<ArcherContact>([
    .init("ContactType", .number) { .number($0.type) },
    .init("ContactSubType", .number) { .number($0.subtype) },
    .init("IsDefault", .boolean) { .bool($0.isDefault) },
    .init(RESTContact.value, .text) { .string($0.value) },
    .init("Id", .number) { .number($0.id) },
])

/// The object of a user's contacts. Source: Archer.docc/REST.md.
let userContactsObject = RESTObject<ArcherUser>([
    .init("UserId", .number) { .number($0.id) },
    .init("Contacts", .collection(contactObject.fields)) { contacts(of: $0) },
])

private func contacts(of user: ArcherUser) -> JSON { .array(ArcherContact.all(of: user.person).map { contactObject.json($0) }) }

extension RESTObject<RESTUser>.Property {
    /// Returns the property that shows a field. `other` is the value if the user has none.
    fileprivate static func field(_ field: RecordField, or other: JSON = .null) -> Self {
        Self(field.name, kind(of: field)) { shown in
            switch field.value(of: shown.user.person) {
            case .text(let text): .string(text)
            case .number(let number): .number(number)
            case .flag(let flag): .bool(flag)
            case .date(let moment): .string(ArcherTime.text(moment))
            case .list(let texts): .array(texts.map { .string($0) })
            case nil: other
            }
        }
    }

    private static func kind(of field: RecordField) -> ODataField.Kind {
        switch field.kind {
        case .text: .text
        case .number: .number
        case .flag: .boolean
        case .date: .moment
        case .list: .list
        }
    }
}

extension UpdateInformation {
    /// Returns the value for a user's account.
    fileprivate static func json(of account: Account) -> JSON {
        let created = ArcherTime.text(account.createdAt)
        let updated = account.attributes[ArcherAttribute.updatedAt].flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
        return json(
            createdAt: created, updatedAt: updated.map(ArcherTime.text) ?? created,
            createdBy: account.attributes[ArcherAttribute.createdBy], updatedBy: account.attributes[ArcherAttribute.updatedBy])
    }
}
