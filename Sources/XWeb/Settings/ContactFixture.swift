import Accounts
import JSON
import Operations

/// Addresses, phones and faxes of an account in a fixtures file. Source: XWeb.docc/Contacts.md.
enum ContactFixture {
    /// Reads the contacts of a kind from the member named after it, an array. Each is an object of columns. One that names
    /// no key gets one that is made from the customer's.
    static func readAll(
        _ kind: ContactKind, ofCustomer customer: String?, _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> [Row] {
        let member = kind.plural.lowercased()
        var rows: [Row] = []
        for (path, values) in try reader.array(member, { json, path throws(JSONSchemaError) in (path, try read(json, at: path, kind)) }) {
            guard let customer else { throw JSONSchemaError(path, "only a web user has \(member)") }
            let key = values.key ?? DerivedKey.guid(kind.key, customer, String(rows.count))
            guard !rows.contains(where: { $0.key == key }) else { throw JSONSchemaError(path, "another of the \(member) has this key") }
            rows.append(Row(kind.table, key: key, fields: values.columns))
        }
        guard rows.count <= ContactKind.limit else { throw reader.error(member, "a customer has at most \(ContactKind.limit) \(member)") }
        return rows
    }

    private static func read(
        _ json: JSON, at path: JSONPath, _ kind: ContactKind
    ) throws(JSONSchemaError) -> (key: String?, columns: [String: String]) {
        guard let members = json.members else { throw JSONSchemaError(path, "an object is needed, not \(json.kind)") }
        var key: String?
        var columns: [String: String] = [:]
        for member in members {
            let path = path.member(member.name)
            guard let text = member.value.string, !text.isEmpty else { throw JSONSchemaError(path, "a text is needed") }
            switch member.name {
            case kind.key:
                guard let guid = GUIDText.normalized(text) else { throw JSONSchemaError(path, "a GUID is needed") }
                key = guid
            case kind.typeCode:
                guard ContactKind.types.contains(text) else {
                    throw JSONSchemaError(path, "must be one of \(ContactKind.types.joined(separator: ", "))")
                }
                columns[kind.typeKey] = kind.key(ofType: text)
            default:
                guard let field = kind.stored.first(where: { $0.name == member.name }) else {
                    throw JSONSchemaError(path, "is not a column that can be set")
                }
                do throws(XWebRefusal) {
                    columns[field.name] = try field.checked(text)
                } catch {
                    throw JSONSchemaError(path, error.messageDetail ?? error.reason)
                }
            }
        }
        return (key, columns)
    }
}
