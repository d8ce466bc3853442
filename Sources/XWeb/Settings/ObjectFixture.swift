import Accounts
import JSON
import Text
import XML

/// The declared objects of a site in a fixtures file, with their records. Source: XWeb.docc/Objects.md.
struct ObjectFixture {
    let object: DeclaredObject
    let rows: [Row]

    /// Reads all objects of a site's section.
    static func readAll(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [ObjectFixture] {
        let fixtures = try reader.array("objects") { json, path throws(JSONSchemaError) in try ObjectFixture(json, at: path) }
        guard fixtures.count <= ObjectLimits.objects else {
            throw reader.error("objects", "a site has at most \(ObjectLimits.objects) objects")
        }
        guard Set(fixtures.map(\.object.table)).count == fixtures.count else {
            throw reader.error("objects", "two objects have the same name; letter case is ignored")
        }
        return fixtures
    }

    private init(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        (object, rows) = try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            let object = try DeclaredObject(&reader)
            return (object, try Self.rows("rows", of: object, &reader))
        }
    }

    /// Reads the records of an object from the array that is the member with a name.
    static func rows(
        _ member: String, of object: DeclaredObject, _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> [Row] {
        var keys: Set<String> = []
        let rows = try reader.array(member) { json, path throws(JSONSchemaError) -> Row in
            let row = try Self.row(json, at: path, of: object)
            guard keys.insert(row.key).inserted else {
                throw JSONSchemaError(path.member(object.keyColumn), "another row has this key")
            }
            return row
        }
        guard rows.count <= ObjectLimits.rows else { throw reader.error(member, "an object has at most \(ObjectLimits.rows) rows") }
        return rows
    }

    private static func row(_ json: JSON, at path: JSONPath, of object: DeclaredObject) throws(JSONSchemaError) -> Row {
        guard let members = json.members else { throw JSONSchemaError(path, "an object is needed, not \(json.kind)") }
        var given: [(name: String, text: String)] = []
        for member in members where member.value != .null {
            guard let text = Self.text(of: member.value) else {
                throw JSONSchemaError(path.member(member.name), "a string, a number, true or false is needed, not \(member.value.kind)")
            }
            given.append((member.name, text))
        }
        do throws(XWebRefusal) {
            let values = try object.values(given)
            guard let key = values[object.keyColumn] ?? nil else {
                throw XWebRefusal.errorOccurred("\(object.keyColumn), the key, is missing.")
            }
            return try object.row(values) { key }
        } catch {
            throw JSONSchemaError(path, error.messageDetail ?? error.reason)
        }
    }

    private static func text(of json: JSON) -> String? {
        switch json {
        case .string(let text): text
        case .number(let spelling): spelling
        case .bool(let flag): flag ? "1" : "0"
        case .null, .array, .object: nil
        }
    }
}
