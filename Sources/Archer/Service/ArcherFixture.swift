import ASMX
public import Accounts
public import JSON
import Operations

/// The `archer` section of an account in a fixtures file: `user_id`, `user_name`, the `user_type`, the `privileges`, and
/// the names of its groups, its roles and its security parameter.
public struct ArcherFixture: Sendable {
    /// The account's identities in Archer.
    public let identities: [Identity]
    /// The account's attributes in Archer.
    public let attributes: [String: String]
    /// The roles that give it its privileges, and its groups.
    public let roles: [NewContainer]
    /// The name of its security parameter. Nil if it has that of new users.
    public let securityParameter: String?
    /// Whether the name was given. If not, it follows from the type of the user.
    public let namesSecurityParameter: Bool

    /// Reads a section. `path` is its place in the file.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var identities: [Identity] = []
        var attributes: [String: String] = [:]
        var roles: [NewContainer] = []
        var parameter: String?
        var namesParameter = false
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            guard let userID = try reader.int("user_id", in: 1...Int(Int32.max)) else { throw reader.error("user_id", "is missing") }
            identities.append(Identity(ArcherScheme.userID, String(userID)))
            let userName = try reader.requiredString("user_name")
            let type = try reader.choice("user_type") ?? ArcherUserType(ofUserNamed: userName)
            if type != .general { attributes[ArcherAttribute.userType] = type.rawValue }
            if type.isSystemAccount { attributes[Account.systemAccountAttribute] = "true" }
            guard !reader.names.contains("instance") else {
                throw reader.error("instance", "an instance is a site, and the site's setting \"archer\": {\"instance\": …} is its name")
            }
            let groups = try reader.strings("groups")
            let named = try reader.strings("roles")
            roles +=
                (groups ?? []).map { ArcherRole.named($0, ArcherGroup.kind) } + (named ?? []).map { ArcherRole.named($0, ArcherRole.kind) }
            parameter = try reader.string("security_parameter")
            namesParameter = parameter != nil
            parameter = parameter ?? type.securityParameter
            for name in try reader.strings("privileges") ?? (groups == nil && named == nil ? ["read"] : []) {
                guard let privilege = Privilege(rawValue: name) else {
                    let known = Privilege.allCases.map(\.rawValue).joined(separator: ", ")
                    throw reader.error("privileges", "\"\(name)\" is none of \(known)")
                }
                roles.append(ArcherRole.new(giving: privilege))
            }
            if type != .general { identities.append(Identity(ArcherScheme.userType, type.rawValue)) }
            let fields = try Self.readFields(&reader, userName: userName, userID: userID)
            identities += fields.identities
            attributes.merge(fields.attributes) { _, new in new }
        }
        self.identities = identities
        self.attributes = attributes
        self.roles = roles
        securityParameter = parameter
        namesSecurityParameter = namesParameter
    }

    /// Reads the fields of a user and its contacts.
    private static func readFields(
        _ reader: inout JSONObjectReader, userName: String, userID: Int
    ) throws(JSONSchemaError) -> (identities: [Identity], attributes: [String: String]) {
        var change = ArcherUserChange()
        let texts = [
            ("user_name", ArcherUserField.userName, userName), ("domain", ArcherUserField.domain, try reader.string("domain")),
            ("first_name", ArcherUserField.firstName, try reader.string("first_name")),
            ("middle_name", ArcherUserField.middleName, try reader.string("middle_name")),
            ("last_name", ArcherUserField.lastName, try reader.string("last_name")),
            ("company", ArcherUserField.company, try reader.string("company")),
            ("title", ArcherUserField.title, try reader.string("title")),
            ("address", ArcherUserField.address, try reader.string("address")), ("note", ArcherUserField.note, try reader.string("note")),
            ("time_zone", ArcherUserField.timeZone, try reader.string("time_zone")),
            ("locale", ArcherUserField.locale, try reader.string("locale")),
        ]
        for (name, field, text) in texts {
            guard let text, !text.isEmpty || name == "user_name" else { continue }
            do throws(ArcherRefusal) {
                try change.set(field, to: text, as: name)
            } catch {
                throw reader.error(name, error.message)
            }
        }
        let contacts = try readContacts(&reader)
        do throws(ArcherRefusal) {
            var changes = try change.fieldChanges(of: nil)
            ArcherContact.set(contacts, in: &changes, of: nil)
            ArcherCall.setKeys(of: nil, id: String(userID), in: &changes)
            return (changes.addedIdentities, changes.attributes.compactMapValues { $0 })
        } catch {
            throw reader.error("user_name", error.message)
        }
    }

    /// Reads the `contacts`, each an object with `type`, `subtype`, `value` and `default`.
    private static func readContacts(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [ArcherContact] {
        let contacts = try reader.array("contacts") { (json, path) throws(JSONSchemaError) in
            try json.readObject(at: path) { (entry) throws(JSONSchemaError) in
                let numbers = 0...Int(Int32.max)
                let contact = ArcherContact(
                    type: Int32(clamping: try entry.int("type", in: numbers) ?? Int(ArcherContactKind.email.id)),
                    subtype: Int32(clamping: try entry.int("subtype", in: numbers) ?? Int(ArcherContactKind.business.id)),
                    value: try entry.requiredString("value"), isDefault: try entry.bool("default") ?? false)
                do throws(ArcherRefusal) {
                    try ArcherContact.check(contact.value) { .contactInfo($0) }
                } catch {
                    throw entry.error("value", error.message)
                }
                return contact
            }
        }
        return ArcherContact.settling(contacts, defaultAt: contacts.lastIndex { $0.isDefault && $0.isEmail })
    }
}
