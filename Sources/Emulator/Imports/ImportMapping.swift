import JSON
import Text

/// How the columns of a CSV file become accounts: a JSON file written by people. The page "Move in" of the module
/// `Understudy` describes it.
public struct ImportMapping: Sendable {
    /// The name of the site that gets the accounts.
    public let site: String
    /// What separates the fields of a line.
    public let delimiter: UInt8
    /// The names of the columns, if the first line does not have them.
    public let columns: [String]?
    private let file: WrittenFile
    private let account: JSON
    private let password: JSON?

    /// The name of the member with the delimiter.
    static let delimiterName = "delimiter"
    /// What may separate fields.
    static let delimiters = [",", ";", "|", "\t"]

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - name: The file's name, for messages.
    public init(_ text: [UInt8], file name: String) throws(FileError) {
        file = try WrittenFile(text, name: name)
        (site, delimiter, columns, account, password) = try file.read { json throws(JSONSchemaError) in
            try json.readObject { reader throws(JSONSchemaError) in
                let site = try reader.string("site") ?? SiteRegistry.defaultName
                let separator = try reader.string(Self.delimiterName) ?? ","
                guard Self.delimiters.contains(separator), let delimiter = separator.utf8.first else {
                    throw reader.error(Self.delimiterName, "must be one of \(Self.delimiters.map(Self.spelling).joined(separator: ", "))")
                }
                let columns = try reader.strings("columns")
                let password = reader.value("password")
                guard let account = reader.value("account") else {
                    throw JSONSchemaError(reader.path, "an object \"account\" is missing: an account as in a fixtures file, with columns")
                }
                return (site, delimiter, columns, account, password)
            }
        }
    }

    /// Returns a delimiter as the mapping writes it.
    static func spelling(_ delimiter: String) -> String { String(decoding: JSON.string(delimiter).bytes, as: UTF8.self) }

    /// Returns how lines with these columns become accounts. Throws if the mapping names another column, or something that accounts do not
    /// have.
    public func plan(columns names: [String]) throws(FileError) -> ImportPlan {
        try file.read { _ throws(JSONSchemaError) in
            let columns = ImportColumns(names, isFirstLine: columns == nil)
            let template = try ImportTemplate(account: account, at: JSONPath.root.member("account"), columns)
            let hash = try password.map { json throws(JSONSchemaError) in
                try ImportPassword(json, at: JSONPath.root.member("password"), columns)
            }
            return ImportPlan(site: site, columns: names, template: template, password: hash)
        }
    }
}

/// The columns of a file by name.
struct ImportColumns {
    private let indices: [String: Int]
    private let repeated: Set<String>
    private let names: [String]

    /// Whether the names are those of the first line of the file.
    private let isFirstLine: Bool

    init(_ names: [String], isFirstLine: Bool) {
        self.names = names
        self.isFirstLine = isFirstLine
        var indices: [String: Int] = [:]
        var repeated: Set<String> = []
        for (index, name) in names.enumerated() where indices.updateValue(index, forKey: name) != nil { repeated.insert(name) }
        self.indices = indices
        self.repeated = repeated
    }

    /// Returns the place of a column. Throws if there is none, or more than one.
    func index(of name: String, at path: JSONPath) throws(JSONSchemaError) -> Int {
        guard let index = indices[name] else {
            if let other = otherDelimiter {
                let spelling = ImportMapping.spelling(other)
                let member = ImportMapping.delimiterName
                throw JSONSchemaError(
                    path, "the first line has one column only; if \(spelling) separates, say \"\(member)\": \(spelling) in the mapping")
            }
            let hint = nearest(to: name, among: names).map { "; did you mean \"\($0)\"?" } ?? "; there are \(names.joined(separator: ", "))"
            throw JSONSchemaError(path, "the file has no column \"\(name)\"\(hint)")
        }
        guard !repeated.contains(name) else { throw JSONSchemaError(path, "the file has more than one column \"\(name)\"") }
        return index
    }

    /// The delimiter that the file seems to have, if the first line is one column by that of the mapping.
    private var otherDelimiter: String? {
        guard isFirstLine, names.count == 1 else { return nil }
        return ImportMapping.delimiters.first { names[0].contains($0) }
    }
}
