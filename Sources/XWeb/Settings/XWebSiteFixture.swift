public import Accounts
public import JSON
import Text

/// The `xweb` section of a site in a fixtures file: `roles`, an array of names; `system_options`, values by option name;
/// `objects`, further objects with their records; `organizations`; `methods`, answers for ExecuteMethod.
public struct XWebSiteFixture: Sendable {
    /// The values to store for the site, by name.
    public let values: [(name: String, value: String)]
    /// The site's roles.
    public let roles: [NewContainer]
    /// The records of the site's declared objects.
    public let rows: [Row]

    /// Reads a section. `path` is its place in the file.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        (values, roles, rows) = try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            let roles = try reader.strings("roles") ?? []
            guard roles.allSatisfy({ !$0.isEmpty }) else { throw reader.error("roles", "a role must have a name") }
            let options = try SystemOption.readTable("system_options", &reader)
            let objects = try ObjectFixture.readAll(&reader)
            let values =
                options.sorted { $0.key < $1.key }.map { (name: XWebSiteValue.optionPrefix + $0.key, value: $0.value) }
                + objects.map { (name: XWebSiteValue.objectPrefix + ASCII.lowercased($0.object.name), value: $0.object.stored) }
                + MethodAnswer.values(try MethodAnswer.readAll(&reader))
            let organizations = try ObjectFixture.rows("organizations", of: .organization, &reader)
            return (values, roles.map(XWebRole.new), objects.flatMap(\.rows) + organizations)
        }
    }

    /// Throws if an account's section names something that its site does not have.
    ///
    /// - Parameters:
    ///   - section: The account's `xweb` section.
    ///   - path: Its place in the file.
    ///   - containers: The site's containers, including its roles.
    ///   - values: The site's values, including its declared objects.
    public static func check(
        account section: JSON, at path: JSONPath, against containers: [NewContainer], _ values: [(name: String, value: String)]
    ) throws(JSONSchemaError) {
        try checkRoles(ofAccount: section, at: path, against: containers)
        try checkObjects(ofAccount: section, at: path, against: values)
    }

    /// Throws if a program has rights on an object that the site does not declare. Letter case is ignored.
    private static func checkObjects(
        ofAccount section: JSON, at path: JSONPath, against values: [(name: String, value: String)]
    ) throws(JSONSchemaError) {
        guard let rights = section["allowed_objects"]?.members else { return }
        let standard = FacadeObject.standard.map(\.name)
        let known = Set(standard.map { XWebSiteValue.objectPrefix + ASCII.lowercased($0) } + values.map(\.name))
        for right in rights where !known.contains(XWebSiteValue.objectPrefix + ASCII.lowercased(right.name)) {
            throw JSONSchemaError(
                path.member("allowed_objects").member(right.name),
                "there is no such object; there are \(standard.joined(separator: ", ")), and those the site declares")
        }
    }

    /// Throws if an account has a role that the site does not list: `WEBGetAllRoles` would not list it, and
    /// `WEBRoleExists` would deny it. Letter case is ignored.
    private static func checkRoles(
        ofAccount section: JSON, at path: JSONPath, against containers: [NewContainer]
    ) throws(JSONSchemaError) {
        guard let roles = section["roles"]?.elements else { return }
        let listed = Set(containers.filter { $0.kind == XWebRole.kind }.compactMap(\.key))
        for (index, role) in roles.compactMap(\.string).enumerated() where !listed.contains(CaseFolding.folded(role)) {
            try JSONFindings.report(
                JSONSchemaError(
                    path.member("roles").element(index), "the site has no role \"\(role)\"",
                    advice: "roles are listed in \"xweb\": {\"roles\": […]} beside \"accounts\""))
        }
    }
}
