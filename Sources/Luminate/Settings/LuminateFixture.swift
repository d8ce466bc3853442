public import Accounts
public import JSON
import XML

/// The `luminate` section of one account in a fixtures file.
public struct LuminateFixture: Sendable {
    /// The account's identities, the constituent id first.
    public let identities: [Identity]
    /// The account's attributes in Luminate.
    public let attributes: [String: String]
    /// The groups and interests that the account is in. They have the names that their site gives them.
    public let memberships: [NewContainer]

    /// Reads an account's `luminate` object. Throws for unknown members, for values that no API call could have
    /// written, and for an account that cannot be found by anything.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        (identities, attributes, memberships) = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let identities = try Self.readIdentities(&reader)
            guard identities.contains(where: { $0.scheme == LuminateScheme.consID || $0.scheme == LuminateScheme.userName }) else {
                throw JSONSchemaError(reader.path, "\"cons_id\" or \"user_name\" is needed")
            }
            return (identities, try Self.readAttributes(&reader), try Self.readMemberships(&reader))
        }
    }

    private static func readMemberships(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [NewContainer] {
        var memberships: [NewContainer] = []
        for group in LuminateGroup.allCases {
            memberships += try reader.array(group.fixtureName) { json, path throws(JSONSchemaError) in
                guard let id = json.int else {
                    throw JSONSchemaError(path, "the id of one of the site's \(group.fixtureName) is needed")
                }
                return NewContainer(group.kind, number: Int64(id), key: LuminateGroup.key(ofID: Int64(id)), name: "")
            }
        }
        return memberships
    }

    private static func readIdentities(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [Identity] {
        var identities: [Identity] = []
        if let value = reader.value("cons_id") {
            let consID = value.string ?? value.int.map { String($0) } ?? ""
            guard (1...18).contains(consID.utf8.count), consID.utf8.allSatisfy({ (0x30...0x39).contains($0) }), consID.first != "0" else {
                throw reader.error("cons_id", "must be a number of 1 to 18 digits that begins with none of 0, such as 1000121")
            }
            identities.append(Identity(LuminateScheme.consID, consID))
        }
        for (name, scheme, limit) in [
            ("member_id", LuminateScheme.memberID, 32), ("primary_email", LuminateScheme.primaryEmail, 255),
            ("user_name", LuminateScheme.userName, 255),
        ] {
            guard let value = try reader.string(name) else { continue }
            try check(value, limit: limit, at: reader.path.member(name))
            identities.append(Identity(scheme, value))
        }
        identities += try reader.texts("columns") { name, text, path throws(JSONSchemaError) in
            guard LuminateScheme.isColumnName(name) else { throw JSONSchemaError(path, "not a column name") }
            let scheme = LuminateScheme.column(name)
            guard scheme.name.hasPrefix("luminate.column.") else { throw JSONSchemaError(path, "belongs beside \"columns\", not in it") }
            try check(text, limit: 255, at: path)
        }.map { Identity(LuminateScheme.column($0.name), $0.text) }
        let zip = identities.first { $0.scheme == LuminateScheme.column("zip") }
        return identities + (zip.flatMap { LuminateScheme.zipOfFive(in: $0.value) }.map { [$0] } ?? [])
    }

    private static func readAttributes(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String: String] {
        var attributes: [String: String] = [:]
        for (name, key) in [
            ("administrator", LuminateAttribute.administrator), ("api_administrator", LuminateAttribute.apiAdministrator),
        ] where try reader.bool(name) == true {
            attributes[key] = "true"
        }
        if let hint = try reader.string("reminder_hint") {
            try check(hint, limit: 128, at: reader.path.member("reminder_hint"))
            attributes[LuminateAttribute.reminderHint] = hint
        }
        return attributes
    }

    private static func check(_ value: String, limit: Int, at path: JSONPath) throws(JSONSchemaError) {
        guard !value.isEmpty, value.utf16.count <= limit, XMLWriter.isXMLText(value) else {
            throw JSONSchemaError(path, "must be 1 to \(limit) characters that XML can carry")
        }
    }
}
