public import Accounts
public import JSON

/// The `xweb` section of a site in a fixtures file: `roles`, an array of names, and `system_options`, values by option
/// name.
public struct XWebSiteFixture: Sendable {
    /// The values to store for the site, by name.
    public let values: [(name: String, value: String)]
    /// The site's roles.
    public let roles: [NewContainer]

    /// Reads a section. `path` is its place in the file.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        (values, roles) = try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            let roles = try reader.strings("roles") ?? []
            guard roles.allSatisfy({ !$0.isEmpty }) else { throw reader.error("roles", "a role must have a name") }
            let options = try SystemOption.readTable("system_options", &reader)
            return (
                options.sorted { $0.key < $1.key }.map { (XWebSiteValue.optionPrefix + $0.key, $0.value) }, roles.map(XWebRole.new)
            )
        }
    }

    /// Throws if an account has a role that the site does not list: `WEBGetAllRoles` would not list it, and
    /// `WEBRoleExists` would deny it. Letter case is ignored.
    ///
    /// - Parameters:
    ///   - section: The account's `xweb` section.
    ///   - path: Its place in the file.
    ///   - containers: The site's containers, including its roles.
    public static func checkRoles(
        ofAccount section: JSON, at path: JSONPath, against containers: [NewContainer]
    ) throws(JSONSchemaError) {
        guard let roles = section["roles"]?.elements else { return }
        let listed = Set(containers.filter { $0.kind == XWebRole.kind }.compactMap(\.key))
        for (index, role) in roles.compactMap(\.string).enumerated() where !listed.contains(CaseFolding.folded(role)) {
            throw JSONSchemaError(
                path.member("roles").element(index),
                "the site has no role \"\(role)\"; roles are listed in \"xweb\": {\"roles\": […]} beside \"accounts\"")
        }
    }
}
