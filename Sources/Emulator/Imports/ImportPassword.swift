import Accounts
import Digests
import HTTP
import JSON
import PasswordHashing
import Text

/// Where the hash of a password is in a line, and how it was made.
struct ImportPassword: Sendable {
    /// A form of hashes, as it is in files of other systems.
    private enum Form: Sendable {
        /// A text that says by itself what it is, by one of these beginnings. There is none for any form.
        case whole([String])
        /// A digest. With a salt, that is in another column.
        case digest(DigestFormat)
        /// A text that is stored behind the prefix of this.
        case behind(any LegacyPasswordFormat)
    }

    /// How the text of a salt gives its bytes.
    private enum Encoding: String, CaseIterable {
        case text
        case hex
        case base64

        func bytes(of text: String) -> [UInt8]? {
            switch self {
            case .text: Array(text.utf8)
            case .hex: Hexadecimal.bytes(of: text)
            case .base64: Base64.decode(text)
            }
        }
    }

    private let column: Int
    /// The form of all lines. Nil if each line says its own.
    private let form: Form?
    /// The column that says the form, and what its values mean.
    private let forms: (column: Int, values: [String: Form])?
    private let salt: (column: Int, encoding: Encoding)?

    /// The forms by name. The names are those of the prefixes in fixtures files.
    private static let all: [(name: String, form: Form)] =
        [
            ("hash", .whole([])), ("argon2", .whole(["$argon2id$", "$argon2i$"])),
            ("bcrypt", .whole(BcryptFormat.allCases.map(\.prefix))),
        ] + DigestFormat.all.map { (name(of: $0), .digest($0)) }
        + (MD5Format.allCases as [any LegacyPasswordFormat] + [ASPNetIdentityFormat()]).map { (name(of: $0), .behind($0)) }

    private static func name(of format: any LegacyPasswordFormat) -> String { String(format.prefix.dropFirst().dropLast()) }

    private static func form(named name: String, at path: JSONPath) throws(JSONSchemaError) -> Form {
        if let known = all.first(where: { $0.name == name }) { return known.form }
        let names = all.map(\.name)
        let hint = nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        throw JSONSchemaError(path, "must be one of \(names.joined(separator: ", "))\(hint)")
    }

    init(_ json: JSON, at path: JSONPath, _ columns: ImportColumns) throws(JSONSchemaError) {
        var (column, form): (Int?, Form?)
        var forms: (column: Int, values: [String: Form])?
        var salt: (column: Int, encoding: Encoding)?
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            column = try columns.index(of: try reader.requiredString("column"), at: path.member("column"))
            let place = path.member("format")
            switch reader.value("format") {
            case .string(let name)?: form = try Self.form(named: name, at: place)
            case .object?: forms = try Self.readForms(json["format"] ?? .null, at: place, columns)
            default: throw JSONSchemaError(place, "a name of a format is needed, or an object with a \"column\" that has it")
            }
            if let json = reader.value("salt") { salt = try Self.readSalt(json, at: path.member("salt"), columns) }
        }
        let needsSalt = [form].compactMap { $0 } + (forms.map { Array($0.values.values) } ?? [])
        if salt == nil, needsSalt.contains(where: Self.hasSalt) {
            throw JSONSchemaError(path, "an object \"salt\" is missing: the \"column\" that has the salt, and its \"encoding\"")
        }
        self.column = column ?? 0
        self.form = form
        self.forms = forms
        self.salt = salt
    }

    private static func readForms(
        _ json: JSON, at path: JSONPath, _ columns: ImportColumns
    ) throws(JSONSchemaError) -> (column: Int, values: [String: Form]) {
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let column = try columns.index(of: try reader.requiredString("column"), at: path.member("column"))
            let values = try reader.table("values") { (key, json, path) throws(JSONSchemaError) in
                (key, try form(named: json.string ?? "", at: path))
            }
            let own = reader.names.contains("values") ? values : all.filter { !hasSalt($0.form) }.map { ($0.name, $0.form) }
            return (column, Dictionary(own) { first, _ in first })
        }
    }

    private static func readSalt(
        _ json: JSON, at path: JSONPath, _ columns: ImportColumns
    ) throws(JSONSchemaError) -> (column: Int, encoding: Encoding) {
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let column = try columns.index(of: try reader.requiredString("column"), at: path.member("column"))
            return (column, try reader.choice("encoding", Encoding.self) ?? .text)
        }
    }

    private static func hasSalt(_ form: Form) -> Bool {
        if case .digest(let format) = form { format.salt != .none } else { false }
    }

    /// Returns the hash of a line, or nil if the cell is empty. No reason has anything of the hash.
    func hash(_ cells: ImportCells) throws(ImportRefusal) -> PasswordHash? {
        let text = try cells.text(column)
        guard !text.isEmpty else { return nil }
        let written = try written(text, form(cells), cells)
        if let problem = Argon2idHasher.problem(with: written) { throw cells.refusal(of: [column], problem) }
        return PasswordHash(written)
    }

    private func form(_ cells: ImportCells) throws(ImportRefusal) -> Form {
        if let form { return form }
        guard let forms, let form = forms.values[try cells.text(forms.column)] else {
            throw cells.refusal(of: (forms?.column).map { [$0] } ?? [], "has no format of hashes that the mapping knows")
        }
        return form
    }

    private func written(_ text: String, _ form: Form, _ cells: ImportCells) throws(ImportRefusal) -> String {
        switch form {
        case .behind(let format):
            if let need = format.problem(with: text[...]) { throw refusal(Self.name(of: format), need, cells) }
            return format.prefix + text
        case .whole(let prefixes):
            guard prefixes.isEmpty || prefixes.contains(where: text.hasPrefix) else {
                throw cells.refusal(of: [column], "must begin with one of \(prefixes.joined(separator: " "))")
            }
            return text
        case .digest(let format):
            if let need = format.problem(withDigest: text) { throw refusal(Self.name(of: format), need, cells) }
            guard format.salt != .none else { return format.prefix + text }
            guard let salt else { throw cells.refusal(of: [column], "there is no column for the salt") }
            let given = try cells.text(salt.column)
            guard !given.isEmpty else { throw cells.refusal(of: [salt.column], "the salt is missing") }
            guard let bytes = salt.encoding.bytes(of: given) else {
                throw cells.refusal(of: [salt.column], "the salt is not in the encoding \(salt.encoding.rawValue)")
            }
            if let need = DigestFormat.problem(withSalt: bytes) { throw cells.refusal(of: [salt.column], "the salt must have \(need)") }
            return format.prefix + Hexadecimal.text(of: bytes) + "$" + text
        }
    }

    private func refusal(_ form: String, _ need: String, _ cells: ImportCells) -> ImportRefusal {
        cells.refusal(of: [column], "\"\(form)\" needs \(need)")
    }
}
