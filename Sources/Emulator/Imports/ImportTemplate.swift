import CSV
import JSON
import Text

/// A part of an account in a mapping, with columns in the places of values.
indirect enum ImportTemplate: Sendable {
    /// A value that all accounts have.
    case fixed(JSON)
    /// A text with placeholders such as `{{column}}`.
    case text(TextTemplate<Int>, kind: ValueKind)
    /// An object such as `{"column": "status", "values": {"A": "active"}}`.
    case cell(ImportCell)
    case array([ImportTemplate])
    /// Members, for lines in which a column is not empty if one is given.
    case object([(name: String, value: ImportTemplate)], when: Int?)

    /// The JSON type that the text of a cell becomes.
    enum ValueKind: String, CaseIterable, Sendable {
        case text
        case number
        case boolean

        /// What a fixtures file has at a place.
        init(at place: JSONPath) {
            if Fixtures.outline?.isWholeNumber(at: place) == true {
                self = .number
            } else {
                self = Fixtures.outline?.isBoolean(at: place) == true ? .boolean : .text
            }
        }

        /// Returns a text as a value. One that is no value of the type stays a text, which the reader of the account refuses.
        func value(_ text: String) -> JSON {
            switch self {
            case .text: return .string(text)
            case .number: return Int(text) == nil ? .string(text) : .number(text.first == "+" ? String(text.dropFirst()) : text)
            case .boolean: return ["true": true, "false": false][text.lowercased()].map { .bool($0) } ?? .string(text)
            }
        }
    }

    /// The member of an object that names its condition. No object of an account has one of this name.
    private static let conditionName = "when"

    /// Members of an account that the mapping has elsewhere, or that an import cannot give.
    private static let refused = [
        "password": "an import takes hashes; write \"password\" beside \"account\", with a \"column\" and a \"format\"",
        "password_hash": "write \"password\" beside \"account\", with a \"column\" and a \"format\"",
        "failures": "an import gives accounts no failed sign-ins", "locked_until": "an import gives accounts no failed sign-ins",
        "previous_passwords": "an import gives accounts no previous passwords",
        "previous_password_hashes": "an import gives accounts no previous passwords",
        "grace_sign_ins_left": "an import gives accounts no sign-ins after the password expired",
    ]

    /// Creates the template of an account.
    init(account json: JSON, at path: JSONPath, _ columns: ImportColumns) throws(JSONSchemaError) {
        guard let members = json.members else { throw JSONSchemaError(path, "an object is needed, not \(json.kind)") }
        for member in members {
            if let reason = Self.refused[member.name] { throw JSONSchemaError(path.member(member.name), reason) }
        }
        try self.init(json, at: path, as: JSONPath.root.member("accounts").element(0), columns)
    }

    /// Creates a template. `place` is that of the value in a fixtures file.
    private init(_ json: JSON, at path: JSONPath, as place: JSONPath, _ columns: ImportColumns) throws(JSONSchemaError) {
        switch json {
        case .string(let text):
            let template = try TextTemplate(text, at: path) { name throws(JSONSchemaError) in
                try columns.index(of: String(name), at: path)
            }
            self = template.map { .text($0, kind: $0.only == nil ? .text : ValueKind(at: place)) } ?? .fixed(json)
        case .array(let elements):
            var templates: [ImportTemplate] = []
            for (index, element) in elements.enumerated() {
                templates.append(try ImportTemplate(element, at: path.element(index), as: place.element(0), columns))
            }
            self = .array(templates)
        case .object(let members):
            if json["column"] != nil {
                self = .cell(try ImportCell(json, at: path, as: place, columns))
                return
            }
            let known = Fixtures.outline?.memberNames(at: place)
            var templates: [(name: String, value: ImportTemplate)] = []
            var condition: Int?
            for member in members {
                let path = path.member(member.name)
                if member.name == Self.conditionName {
                    guard let name = member.value.string else { throw JSONSchemaError(path, "the name of a column is needed") }
                    condition = try columns.index(of: name, at: path)
                    continue
                }
                if let known, !known.contains(member.name) {
                    let hint = nearest(to: member.name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
                    throw JSONSchemaError(path, "unknown member\(hint)")
                }
                templates.append(
                    (member.name, try ImportTemplate(member.value, at: path, as: place.member(member.name), columns)))
            }
            self = .object(templates, when: condition)
        case .null, .bool, .number: self = .fixed(json)
        }
    }

    /// Returns the value for the cells of a line. Nil if all cells in it are empty, though there are some.
    func json(_ cells: ImportCells) throws(ImportRefusal) -> JSON? {
        switch self {
        case .fixed(let json): return json
        case .text(let template, let kind):
            var isEmpty = true
            let text = try template.text { column throws(ImportRefusal) in
                let text = try cells.text(column)
                isEmpty = isEmpty && text.isEmpty
                return text
            }
            return isEmpty ? nil : kind.value(text)
        case .cell(let cell): return try cell.json(cells)
        case .array(let elements):
            var values: [JSON] = []
            for element in elements {
                switch element {
                // Several values of one cell are elements, too.
                case .cell(let cell) where cell.isList: values += try cell.json(cells)?.elements ?? []
                default: if let value = try element.json(cells) { values.append(value) }
                }
            }
            return values.isEmpty && !elements.isEmpty ? nil : .array(values)
        case .object(let members, let condition):
            if let condition, try cells.text(condition).isEmpty { return nil }
            var values: [JSON.Member] = []
            var (hasCells, hasValues) = (false, false)
            for (name, member) in members {
                let value = try member.json(cells)
                if let value { values.append(JSON.Member(name, value)) }
                guard member.hasCells else { continue }
                hasCells = true
                hasValues = hasValues || value != nil
            }
            return hasCells && !hasValues && condition == nil ? nil : .object(values)
        }
    }

    /// Returns the columns of which the value at a place is made. Empty if it is made of none, or is an object.
    ///
    /// - Parameters:
    ///   - place: The steps from this value.
    ///   - cells: The cells of the line, which decide what is left out of arrays.
    func columns(at place: ArraySlice<JSONPath.Step>, _ cells: ImportCells) -> [Int] {
        switch self {
        case .fixed: return []
        case .text(let template, _): return template.placeholders
        case .cell(let cell): return [cell.column]
        case .array(let elements):
            guard case .element(var index)? = place.first else { return [] }
            for element in elements {
                let value = try? element.json(cells)
                let count = if case .cell(let cell) = element, cell.isList { value?.elements?.count ?? 0 } else { value == nil ? 0 : 1 }
                if index < count { return element.columns(at: place.dropFirst(), cells) }
                index -= count
            }
            return []
        case .object(let members, _):
            guard case .member(let name)? = place.first else { return [] }
            return members.first { $0.name == name }?.value.columns(at: place.dropFirst(), cells) ?? []
        }
    }

    /// Whether the value depends on the line.
    private var hasCells: Bool {
        switch self {
        case .fixed: false
        case .text, .cell: true
        case .array(let elements): elements.contains(where: \.hasCells)
        case .object(let members, let condition): condition != nil || members.contains { $0.value.hasCells }
        }
    }
}

/// The value of one column, which other values may stand for, and which may be several.
struct ImportCell: Sendable {
    let column: Int
    private let kind: ImportTemplate.ValueKind
    private let values: [String: JSON]?
    private let others: JSON?
    private let separator: String?

    /// Whether it is an array.
    var isList: Bool { separator != nil }

    init(_ json: JSON, at path: JSONPath, as place: JSONPath, _ columns: ImportColumns) throws(JSONSchemaError) {
        let name: String
        (name, kind, values, others, separator) = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let name = try reader.requiredString("column")
            let separator = try reader.string("separator")
            if separator?.isEmpty == true { throw reader.error("separator", "must not be empty") }
            let kind =
                try reader.choice("type", ImportTemplate.ValueKind.self)
                ?? ImportTemplate.ValueKind(at: separator == nil ? place : place.element(0))
            let table = try reader.table("values") { (key, json, _) throws(JSONSchemaError) in (key, json) }
            let values = reader.names.contains("values") ? Dictionary(table) { first, _ in first } : nil
            return (name, kind, values, reader.value("else"), separator)
        }
        column = try columns.index(of: name, at: path.member("column"))
    }

    /// Returns the value for the cells of a line. Nil if the cell is empty, and its value if `values` has one for the empty text.
    func json(_ cells: ImportCells) throws(ImportRefusal) -> JSON? {
        let text = try cells.text(column)
        guard let separator else { return try value(text, cells) }
        var elements: [JSON] = []
        for part in text.split(separator: separator) {
            if let element = try value(String(ASCII.trimmed(part)), cells) { elements.append(element) }
        }
        return elements.isEmpty ? nil : .array(elements)
    }

    private func value(_ text: String, _ cells: ImportCells) throws(ImportRefusal) -> JSON? {
        guard let values else { return text.isEmpty ? nil : kind.value(text) }
        if let value = values[text] { return value == .null ? nil : value }
        if let others { return others == .null ? nil : others }
        guard !text.isEmpty else { return nil }
        try cells.report(cells.refusal(of: [column], "\"\(text.prefix(40))\" is none of the values that the mapping has for it"))
        return nil
    }
}
