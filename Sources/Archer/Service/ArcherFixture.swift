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
            identities.append(Identity(ArcherScheme.userName, userName))
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
            for name in ["first_name", "middle_name", "last_name"] {
                attributes["archer.\(name)"] = try reader.string(name)
            }
        }
        self.identities = identities
        self.attributes = attributes
        self.roles = roles
        securityParameter = parameter
        namesSecurityParameter = namesParameter
    }
}
