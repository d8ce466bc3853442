public import JSON

/// The `xweb` section of a site in a fixtures file: `roles`, an array of names, and `system_options`, values by the option's name.
public struct XWebSiteFixture: Sendable {
    /// What is kept for the site, by name.
    public let values: [(name: String, value: String)]

    /// Reads a section; `path` is where it stands.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        values = try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            let roles = try reader.strings("roles") ?? []
            guard roles.allSatisfy({ !$0.isEmpty }) else { throw reader.error("roles", "a role has a name") }
            let options = try SystemOption.readTable("system_options", &reader)
            return roles.map { (XWebSiteValue.rolePrefix + $0, "") }
                + options.sorted { $0.key < $1.key }.map { (XWebSiteValue.optionPrefix + $0.key, $0.value) }
        }
    }
}
