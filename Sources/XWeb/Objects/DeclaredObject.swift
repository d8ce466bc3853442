import Accounts
import JSON
import Operations
import Text
import XML

/// An object that fixtures declare: a name, a key column, and further columns. Its records are rows of the store.
/// Source: XWeb.docc/Objects.md.
struct DeclaredObject: Sendable {
    /// The name, as fixtures write it.
    let name: String
    /// What the object is, for GetFacadeObjectList.
    let documentation: String
    /// The name of the column that identifies a record.
    let keyColumn: String
    /// All columns, in the order of the declaration.
    let fields: RecordFields
    /// The names of the columns of an answer if the caller names none. Nil for all.
    var shown: [String]?

    /// The table of the object's rows.
    var table: RowTable { Self.table(ofObjectNamed: name) }

    /// The columns of dates that an insertion sets: those whose names end in `_add_date` or `_change_date` and begin as the
    /// key column's, or with `cst_`.
    var addDates: [String] { dates(endingIn: ["add_date", "change_date"]) }
    /// The columns of dates that each write sets: those whose names end in `_change_date`.
    var changeDates: [String] { dates(endingIn: ["change_date"]) }

    private func dates(endingIn endings: [String]) -> [String] {
        let prefixes = Set([keyColumn.prefix { $0 != "_" }.lowercased(), "cst"])
        let names = Set(prefixes.flatMap { prefix in endings.map { "\(prefix)_\($0)" } })
        return fields.all.filter { $0.kind == .date && names.contains(ASCII.lowercased($0.name)) }.map(\.name)
    }

    static func table(ofObjectNamed name: String) -> RowTable { RowTable(rawValue: "xweb.object." + ASCII.lowercased(name)) }

    /// Returns the key under which the store finds a record by the value of its key column. GUIDs are the same in every
    /// spelling. Of other values, letter case and trailing spaces are ignored, as in queries.
    static func rowKey(of value: String) -> String {
        if let guid = GUIDText.normalized(value) { return guid }
        var text = value[...]
        while text.last == " " { text.removeLast() }
        return CaseFolding.folded(String(text))
    }
}

/// The limits of declared objects. They bound the store's size and the work of a query, whoever inserts the records.
enum ObjectLimits {
    /// The greatest number of objects that a site declares.
    static let objects = 200
    /// The greatest number of columns of an object.
    static let columns = 200
    /// The greatest number of records of an object, those of the file included.
    static let rows = 10_000
    /// The greatest length of a value in characters, where the column declares none.
    static let characters = 4_000
    /// The greatest size of a record in bytes: the values, and 32 for each column that has one.
    static let rowBytes = 16_384
    /// The greatest length of the name of an object or a column in characters.
    static let nameCharacters = 64
    /// The greatest number of answers that a site declares for ExecuteMethod.
    static let methods = 500
    /// The greatest size of such an answer in bytes.
    static let answerBytes = 65_536

    /// Returns whether a text can name an object or a column: it begins with a letter or `_`, and has letters of ASCII,
    /// digits, `_` and `-`.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= nameCharacters, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
            && !ASCII.lowercased(text).hasPrefix("xml")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}

extension DeclaredObject {
    /// Reads a declaration: `{"name", "description", "key", "columns"}`. The key column may be left out of `columns`.
    init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let name = try reader.requiredString("name")
        guard ObjectLimits.isName(name) else { throw reader.error("name", Self.nameRule) }
        guard FacadeObject.standard.allSatisfy({ !ASCII.equalsIgnoringCase($0.name, name) }) else {
            throw reader.error("name", "every site has the object \(name); declare another name")
        }
        let key = try reader.requiredString("key")
        guard ObjectLimits.isName(key) else { throw reader.error("key", Self.nameRule) }
        var fields = try reader.array("columns", Self.readColumn)
        guard fields.count <= ObjectLimits.columns else {
            throw reader.error("columns", "an object has at most \(ObjectLimits.columns) columns")
        }
        if !fields.contains(where: { ASCII.equalsIgnoringCase($0.name, key) }) { fields.insert(Self.column(key), at: 0) }
        guard Set(fields.map { ASCII.lowercased($0.name) }).count == fields.count else {
            throw reader.error("columns", "a column is named twice; letter case is ignored")
        }
        self.name = name
        self.documentation = try reader.string("description") ?? name
        self.fields = RecordFields(fields)
        keyColumn = self.fields[key]?.name ?? key
    }

    private static let nameRule =
        "a name has at most \(ObjectLimits.nameCharacters) letters of ASCII, digits, _ and -, and begins with a letter or _"

    /// Reads a column: its name, or `{"name", "type", "length"}`.
    private static func readColumn(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) -> RecordField {
        JSONOutline.noteAlsoText(at: path)
        if let name = json.string {
            guard ObjectLimits.isName(name) else { throw JSONSchemaError(path, nameRule) }
            return column(name)
        }
        return try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            let name = try reader.requiredString("name")
            guard ObjectLimits.isName(name) else { throw reader.error("name", nameRule) }
            let type = try reader.choice("type", ColumnType.self) ?? .text
            let length = try reader.int("length", in: 1...ObjectLimits.characters)
            guard length == nil || type == .text else { throw reader.error("length", "only texts have a length") }
            return column(name, type.kind, length)
        }
    }

    private static func column(_ name: String, _ kind: FieldKind = .text, _ length: Int? = nil) -> RecordField {
        RecordField(name, kind: kind, limit: kind == .text ? length ?? ObjectLimits.characters : nil, .attribute(key: name))
    }

    /// The type of a column, as declarations name it.
    private enum ColumnType: String, CaseIterable {
        case text
        case number
        case flag
        case date

        var kind: FieldKind {
            switch self {
            case .text: .text
            case .number: .number
            case .flag: .flag
            case .date: .date
            }
        }

        init(_ kind: FieldKind) {
            switch kind {
            case .text, .list: self = .text
            case .number: self = .number
            case .flag: self = .flag
            case .date: self = .date
            }
        }
    }

    /// The declaration as the text that the store keeps.
    var stored: String {
        let columns = fields.all.map { field in
            var members: [JSON.Member] = [.init("name", .string(field.name)), .init("type", .string(ColumnType(field.kind).rawValue))]
            if field.kind == .text, let limit = field.limit { members.append(.init("length", .number(limit))) }
            return JSON.object(members)
        }
        let object = JSON.object([
            .init("name", .string(name)), .init("description", .string(documentation)), .init("key", .string(keyColumn)),
            .init("columns", .array(columns)),
        ])
        return String(decoding: object.bytes, as: UTF8.self)
    }

    /// Reads a declaration from the text in ``stored``. Nil for any other text.
    init?(stored text: String) {
        let json = try? JSON.parse(Array(text.utf8), limits: .ownFile)
        guard let object = try? json?.readObject(at: .root, { (reader) throws(JSONSchemaError) in try DeclaredObject(&reader) }) else {
            return nil
        }
        self = object
    }
}
