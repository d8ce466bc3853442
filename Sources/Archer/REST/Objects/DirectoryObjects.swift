import Accounts
import JSON
import OData

/// The object of a group. Its keys are in the vendor's order. Source: Archer.docc/REST.md.
let groupObject = RESTObject<Container>([
    .init("Id", .number) { .number($0.archerID) },
    .init("Name", .text) { .string($0.name) },
    .init("DisplayName", .text) { .string($0.name) },
    .init("Description", .text) { .string(ArcherGroup.description(of: $0)) },
    .init("EveryoneFlag", .boolean) { .bool(ArcherGroup.isEveryone($0)) },
    .init("Guid", .text) { .string(RESTGuid.text(of: .group, $0.archerID)) },
    .init("SystemFlag", .boolean) { .bool(ArcherGroup.isEveryone($0)) },
    .init("LdapFlag", .boolean) { _ in .bool(false) },
    .init("DomainId", .number) { _ in .null },
    .init("DistinguishedName", .text) { _ in .null },
    .init("DefaultHomeDashboardId", .number) { _ in .number(-1) },
    .init("DefaultHomeWorkspaceId", .number) { _ in .number(-1) },
    .init("UpdateInformation", UpdateInformation.kind) { ArcherChangeNote(in: $0.fields).updateInformation },
])

/// The object of a role. The vendor's clients name the keys. No source shows their order. Source: Archer.docc/REST.md.
let roleObject = RESTObject<Container>([
    .init("Id", .number) { .number($0.archerID) },
    .init("Name", .text) { .string($0.name) },
    .init("Alias", .text) { .string($0.fields[ArcherRole.Field.alias] ?? "") },
    .init("Description", .text) { .string($0.fields[ArcherRole.Field.description] ?? "") },
    .init("Guid", .text) { .string(RESTGuid.text(of: .role, $0.archerID)) },
    .init("IsDefault", .boolean) { .bool($0.fields[ArcherRole.Field.isDefault] == "true") },
    .init("IsRequired", .boolean) { .bool($0.fields[ArcherRole.Field.isRequired] == "true") },
    .init("IsSystemAdministrator", .boolean) { .bool(ArcherRole.isAdministrator($0)) },
    .init("DisplayNavMenu", .boolean) { _ in .bool(true) },
    .init("DefaultDashboardId", .number) { _ in .null },
    .init("DefaultWorkspaceId", .number) { _ in .null },
    .init("UpdateInformation", UpdateInformation.kind) { ArcherChangeNote(in: $0.fields).updateInformation },
])

/// A pair of groups of which one contains the other.
struct GroupGeneration: Sendable {
    let id: Int32
    let relatedID: Int32
    let generation: Int
}

/// The object of a pair of groups.
let hierarchyObject = RESTObject<GroupGeneration>([
    .init("Id", .number) { .number($0.id) }, .init("RelatedId", .number) { .number($0.relatedID) },
    .init("Generation", .number) { .number($0.generation) },
])

/// The members of a group or role.
struct RESTMembership: Sendable {
    let container: Container
    /// The ids of the users that are members, directly.
    let users: [Int32]
    /// The ids of the groups around a group, or of those that have a role.
    let groups: [Int32]

    fileprivate static func list(_ ids: [Int32]) -> JSON { ids.isEmpty ? .null : .array(ids.map { .number($0) }) }
}

/// The object of a group's members. An empty list is null (clients).
let groupMembershipObject = RESTObject<RESTMembership>([
    .init("GroupId", .number) { .number($0.container.archerID) }, .init("UserIds", .list) { RESTMembership.list($0.users) },
    .init("ParentGroupIds", .list) { RESTMembership.list($0.groups) },
])

/// The object of a role's members. An empty list is null.
let roleMembershipObject = RESTObject<RESTMembership>([
    .init("RoleId", .number) { .number($0.container.archerID) }, .init("UserIds", .list) { RESTMembership.list($0.users) },
    .init("GroupIds", .list) { RESTMembership.list($0.groups) },
])

/// Who changed an object, and when.
enum UpdateInformation {
    /// The kind of the property.
    static let kind = ODataField.Kind.object([
        ODataField("CreateDate", .moment), ODataField("UpdateDate", .moment), ODataField("CreateLogin", .number),
        ODataField("UpdateLogin", .number),
    ])

    /// Returns the value. The logins are ids of users. What is not known is null.
    static func json(createdAt: String?, updatedAt: String?, createdBy: String?, updatedBy: String?) -> JSON {
        func number(_ text: String?) -> JSON { text.flatMap { Int32($0) }.map { JSON.number($0) } ?? .null }
        return .object([
            .init("CreateDate", createdAt.map(JSON.string) ?? .null), .init("UpdateDate", updatedAt.map(JSON.string) ?? .null),
            .init("CreateLogin", number(createdBy)), .init("UpdateLogin", number(updatedBy)),
        ])
    }
}

/// GUIDs of objects. They follow from kind and id, which is our choice: nothing public says how the vendor's are made.
enum RESTGuid {
    /// The kinds of objects. The values are part of the GUIDs.
    enum Kind: Int {
        case user = 1
        case group, role, securityParameter
    }

    /// Returns the GUID of an object.
    static func text(of kind: Kind, _ id: Int32) -> String {
        let digits = String(UInt32(bitPattern: id), radix: 16)
        let number = String(repeating: "0", count: 12 - digits.utf8.count) + digits
        return "a7c4e700-000\(kind.rawValue)-4000-8000-\(number)"
    }
}
