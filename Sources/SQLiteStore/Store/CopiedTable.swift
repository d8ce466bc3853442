/// A table of sites' rows, and what its columns hold. All statements about whole rows come from this.
struct CopiedTable: Sendable {
    /// What a column holds.
    enum Content: Hashable, Sendable {
        /// The same in a site and its copy.
        case same
        /// What all rows of the site have.
        case site
        /// The key of something, or nothing.
        case key(KeyKind)
        /// The kind of a member: 0 for an account and 1 for a container. The key follows in the next column.
        case memberKind
        /// The key of a member.
        case member
        /// The subject of failures, which may name an account.
        case subject
    }

    struct Column: Sendable {
        let name: String
        let content: Content
    }

    /// The name.
    let name: String
    /// The columns, in the order of the statements. They begin with those that tell the rows of a site apart.
    let columns: [Column]
    /// The number of columns that tell rows apart.
    let keyCount: Int
    /// The table by which the rows of a site are found, if no index of this one has the site. It has the first column as its key.
    let owner: String?
    /// Writes a row.
    let insertion: String
    /// Reads the row with a key in a site.
    let lookup: String
    /// Deletes the row with a key in a site.
    let deletion: String

    /// Creates a table from the columns that tell rows apart, the column of the site, and the others.
    private init(_ name: String, key: [(String, Content)], of owner: String? = nil, _ others: [(String, Content)]) {
        self.name = name
        self.owner = owner
        keyCount = key.count
        columns = (key + [("site", .site)] + others).map { Column(name: $0.0, content: $0.1) }
        let names = columns.map(\.name).joined(separator: ", ")
        // The site is the last parameter.
        let isRow = key.map { "\($0.0) = ? AND " }.joined() + "site = ?"
        insertion = "INSERT INTO \(name) (\(names)) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
        lookup = "SELECT \(names) FROM \(name) WHERE \(isRow)"
        deletion = "DELETE FROM \(name) WHERE \(isRow)"
    }

    /// Everything that is kept for a site, except the site itself. What a table refers to comes before it.
    static let all: [CopiedTable] = [
        CopiedTable("setting", key: [("name", .same)], [("value", .same)]),
        CopiedTable("sequence", key: [("name", .same)], [("next", .same)]),
        CopiedTable(
            "policy", key: [("id", .key(.policy))], [("number", .same), ("name", .same), ("rules", .same), ("document", .same)]),
        CopiedTable(
            "account", key: [("id", .key(.account))],
            [
                ("status", .same), ("hash", .same), ("version", .same), ("changed_at", .same), ("must_change", .same),
                ("grace_used", .same), ("policy", .key(.policy)), ("attributes", .same), ("created_at", .same),
                ("last_sign_in_at", .same), ("activated_at", .same),
            ]),
        CopiedTable(
            "identity", key: [("account", .key(.account)), ("position", .same)], of: "account",
            [("scheme", .same), ("key", .same), ("value", .same), ("is_unique", .same)]),
        CopiedTable(
            "history", key: [("account", .key(.account)), ("version", .same)], of: "account", [("hash", .same)]),
        CopiedTable(
            "container", key: [("id", .key(.container))],
            [("kind", .same), ("number", .same), ("key", .same), ("name", .same), ("document", .same)]),
        CopiedTable(
            "membership", key: [("container", .key(.container)), ("member_kind", .memberKind), ("member", .member)], of: "container", []),
        CopiedTable(
            "event", key: [("id", .key(.event))],
            [("account", .key(.account)), ("kind", .same), ("at", .same), ("document", .same)]),
        CopiedTable(
            "record", key: [("id", .key(.record))],
            [("kind", .same), ("key", .same), ("account", .key(.account)), ("document", .same)]),
        CopiedTable(
            "failure", key: [("subject", .subject)], [("count", .same), ("last_at", .same), ("locked_until", .same)]),
        CopiedTable(
            "session", key: [("digest", .same)],
            [
                ("kind", .same), ("account", .key(.account)), ("created_at", .same), ("last_used_at", .same), ("expires_at", .same),
                ("idle", .same), ("ends_at", .same), ("client_address", .same), ("attributes", .same),
            ]),
    ]

    private var keyColumns: ArraySlice<Column> { columns.prefix(keyCount) }

    /// Reads the rows of the site that is the parameter, in the order in which they are written.
    var query: String {
        guard let owner else {
            // An index has the site and then the key of the row.
            let order = columns[0].name == "id" ? " ORDER BY id" : ""
            return "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name) WHERE site = ?\(order)"
        }
        let names = columns.map { "\(name).\($0.name)" }.joined(separator: ", ")
        return """
            SELECT \(names) FROM \(owner) CROSS JOIN \(name) ON \(name).\(columns[0].name) = \(owner).id
            WHERE \(owner).site = ? ORDER BY \(owner).id
            """
    }

    /// Creates triggers that call a function for each row that is inserted, deleted or updated, with a number for the table, the site,
    /// and the key. They belong to the connection.
    func triggers(calling function: String, number: Int) -> String {
        let noted = { (row: String) in
            "SELECT \(function)(\(number), \(row).site, \(keyColumns.map { "\(row).\($0.name)" }.joined(separator: ", ")));"
        }
        let kinds = [("INSERT", noted("NEW")), ("DELETE", noted("OLD")), ("UPDATE", noted("OLD") + noted("NEW"))]
        return kinds.map { kind, calls in
            "CREATE TEMP TRIGGER IF NOT EXISTS noted_\(name)_\(kind) AFTER \(kind) ON main.\(name) BEGIN \(calls) END;"
        }.joined()
    }
}
