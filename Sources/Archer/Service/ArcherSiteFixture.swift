public import Accounts
public import JSON
import Operations

/// The `archer` section of a site in a fixtures file: its groups, roles and security parameters.
public struct ArcherSiteFixture: Sendable {
    /// The groups and roles.
    public private(set) var containers: [NewContainer] = []
    /// Which of them are in which.
    public private(set) var nestings: [(child: NewContainer, parent: NewContainer)] = []
    /// The security parameters as rule sets.
    public private(set) var policies: [(name: String, rules: AccountPolicy, fields: [String: String])] = []

    /// Reads a section. `path` is its place in the file.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var groups: [NewContainer] = []
        var children: [(parent: NewContainer, names: [String], path: JSONPath)] = []
        var roles: [NewContainer] = []
        var members: [(role: NewContainer, names: [String], path: JSONPath)] = []
        var policies: [(name: String, rules: AccountPolicy, fields: [String: String])] = []
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            _ = try reader.array("groups") { json, path throws(JSONSchemaError) in
                try json.readObject(at: path) { reader throws(JSONSchemaError) in
                    var group = NewContainer(ArcherGroup.kind, name: try Self.name(&reader))
                    group.key = ArcherGroup.key(of: group.name)
                    group.fields[ArcherGroup.Field.description] = try reader.string("description")
                    let names = try reader.strings("groups") ?? []
                    groups.append(group)
                    children.append((group, names, path.member("groups")))
                }
            }
            _ = try reader.array("roles") { json, path throws(JSONSchemaError) in
                try json.readObject(at: path) { reader throws(JSONSchemaError) in
                    let role = try Self.role(&reader)
                    let names = try reader.strings("groups") ?? []
                    roles.append(role)
                    members.append((role, names, path.member("groups")))
                }
            }
            _ = try reader.array("security_parameters") { json, path throws(JSONSchemaError) in
                let parameter = try SecurityParameter(json: json, at: path)
                policies.append((parameter.name, parameter.rules, parameter.fields))
            }
        }
        for list in [groups.map(\.key), roles.map(\.key), policies.map { CaseFolding.folded($0.name) }] {
            var seen: Set<String?> = []
            if let twice = list.first(where: { !seen.insert($0).inserted }) {
                throw JSONSchemaError(path, "\"\(twice ?? "")\" is there twice; letter case is ignored")
            }
        }
        containers = groups + roles
        self.policies = policies
        let known = Dictionary((groups + ArcherGroup.standard).map { ($0.key, $0) }) { first, _ in first }
        for (parent, names, path) in children + members {
            for name in names {
                guard let child = known[ArcherGroup.key(of: name)] else {
                    throw JSONSchemaError(path, "there is no group \"\(name)\" in this site")
                }
                nestings.append((child, parent))
            }
        }
        guard !hasCycle else { throw JSONSchemaError(path.member("groups"), "a group contains itself") }
    }

    /// Throws if an account's section names a group, a role or a security parameter that its site does not have.
    public static func checkNames(ofAccount section: JSON, at path: JSONPath, against containers: [NewContainer]) throws(JSONSchemaError) {
        let standard = ArcherGroup.standard + ArcherRole.standard
        for (member, kind, object) in [("groups", ArcherGroup.kind, "group"), ("roles", ArcherRole.kind, "role")] {
            for (index, name) in (section[member]?.elements ?? []).map(\.string).enumerated() {
                guard let name else { continue }
                let key = CaseFolding.folded(name)
                let isThere = (containers + standard).contains { $0.kind == kind && $0.key == key }
                guard !isThere else { continue }
                try JSONFindings.report(
                    JSONSchemaError(
                        path.member(member).element(index), "the site has no \(object) \"\(name)\"",
                        advice: "they are listed in \"archer\": {\"\(member)\": […]} beside \"accounts\""))
            }
        }
    }

    /// Whether a group contains itself, directly or through other groups.
    private var hasCycle: Bool {
        let inGroups = nestings.filter { $0.parent.kind == ArcherGroup.kind }
        return NestingCycle.first(in: inGroups.map { (child: $0.child.key, parent: $0.parent.key) }) != nil
    }

    fileprivate static func name(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> String {
        let name = try reader.requiredString("name")
        do throws(ArcherRefusal) {
            try ArcherName.validate(name, as: "name")
        } catch {
            throw reader.error("name", error.message)
        }
        return name
    }

    private static func role(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> NewContainer {
        var role = NewContainer(ArcherRole.kind, name: try name(&reader))
        role.key = ArcherRole.key(of: role.name)
        role.fields[ArcherRole.Field.description] = try reader.string("description")
        role.fields[ArcherRole.Field.isDefault] = try reader.bool("default").map { String($0) }
        role.fields[ArcherRole.Field.isRequired] = try reader.bool("required").map { String($0) }
        let pages = try reader.object("pages") { pages throws(JSONSchemaError) in
            var fields: [String: String] = [:]
            for (area, name) in ArcherArea.fixtureNames {
                guard let words = try pages.strings(name) else { continue }
                let privileges = words.compactMap { Privilege(rawValue: $0) }
                guard privileges.count == words.count else {
                    throw pages.error(name, "only \(Privilege.allCases.map(\.rawValue).joined(separator: ", ")) can be given")
                }
                fields[ArcherRole.Field.rights(on: area)] = ArcherRole.text(of: Set(privileges))
            }
            return fields
        }
        role.fields.merge(pages ?? [:]) { _, new in new }
        return role
    }
}

extension ArcherArea {
    /// The names of the areas in a fixtures file.
    fileprivate static let fixtureNames: [(ArcherArea, String)] = [
        (.users, "users"), (.groups, "groups"), (.roles, "roles"), (.securityParameters, "security_parameters"),
    ]
}
