/// A table of a store's content, in the form in which content moves from one store to another.
///
/// The list ``all`` is the only place that says what is moved. Both stores derive their statements from it, and the export
/// file derives its lines. A column that a later release adds is optional, so that files of earlier releases stay readable.
public final class WorldTable: Sendable {
    /// The kinds of values of a column.
    public enum Kind: Sendable {
        /// A whole number. Times are in milliseconds since 1970.
        case number
        /// True or false.
        case flag
        /// A text.
        case text
        /// Bytes.
        case bytes
        /// Texts by name.
        case document
    }

    /// A column of a table.
    public struct Column: Sendable {
        /// The name, which is that of the column in a store.
        public let name: String
        /// The kind of its values.
        public let kind: Kind
        /// Whether a row may have no value.
        public let isOptional: Bool
        /// The table in which each value is the key of a row of the same site. Nil if nothing requires that.
        public let owner: String?
    }

    /// The name, which is that of the table in a store.
    public let name: String
    /// The columns, except the site, to which every row belongs.
    public let columns: [Column]
    /// The number of columns at the beginning whose values identify a row within its site. Rows are in ascending order of
    /// these values: numbers by size, texts and bytes by their bytes.
    public let keyCount: Int

    private init(_ name: String, key: [Column], _ others: [Column]) {
        self.name = name
        columns = key + others
        keyCount = key.count
    }

    /// Whether the keys of its rows are numbers that the store gives, and never gives again.
    public var hasNumberedRows: Bool { Self.numbered.contains(name) }
}

extension WorldTable {
    /// The sites. The rows of a site follow it.
    public static let site = WorldTable("site", key: [.number("id")], [.text("name"), .number("epoch")])

    /// The tables of a site's rows, in the order in which they follow the site.
    public static let inSite: [WorldTable] = [
        WorldTable("setting", key: [.text("name")], [.text("value")]),
        WorldTable("sequence", key: [.text("name")], [.number("next")]),
        WorldTable("policy", key: [.number("id")], [.number("number"), .text("name"), .text("rules"), .document("document")]),
        WorldTable(
            "account", key: [.number("id")],
            [
                .number("status"), .text("hash", isOptional: true), .number("version"), .number("changed_at"), .flag("must_change"),
                .number("grace_used"), .number("policy", isOptional: true), .document("attributes"), .number("created_at"),
                .number("last_sign_in_at", isOptional: true), .number("activated_at", isOptional: true),
            ]),
        WorldTable(
            "identity", key: [.number("account", owner: "account"), .number("position")],
            [.text("scheme"), .text("key"), .text("value", isOptional: true), .flag("is_unique")]),
        WorldTable("history", key: [.number("account", owner: "account"), .number("version")], [.text("hash")]),
        WorldTable(
            "container", key: [.number("id")],
            [.text("kind"), .number("number"), .text("key", isOptional: true), .text("name"), .document("document")]),
        WorldTable("membership", key: [.number("container", owner: "container"), .number("member_kind"), .number("member")], []),
        WorldTable(
            "event", key: [.number("id")], [.number("account", isOptional: true), .text("kind"), .number("at"), .document("document")]),
        WorldTable(
            "record", key: [.number("id")], [.text("kind"), .text("key"), .number("account", isOptional: true), .document("document")]),
        WorldTable(
            "failure", key: [.text("subject")], [.number("count"), .number("last_at"), .number("locked_until", isOptional: true)]),
        WorldTable(
            "session", key: [.bytes("digest")],
            [
                .text("kind"), .number("account", isOptional: true), .number("created_at"), .number("last_used_at"),
                .number("expires_at", isOptional: true), .number("idle", isOptional: true), .number("ends_at", isOptional: true),
                .text("client_address", isOptional: true), .document("attributes"),
            ]),
    ]

    /// The numbers that the store gives next, by the names of the tables with numbered rows. They follow the last site.
    public static let counter = WorldTable("counter", key: [.text("name")], [.number("next")])

    /// All tables.
    public static let all = [site] + inSite + [counter]

    /// The names of the tables with numbered rows, in the order of the counters.
    public static let numbered = ["account", "container", "event", "policy", "record", "site"]
}

extension WorldTable.Column {
    fileprivate static func number(_ name: String, isOptional: Bool = false, owner: String? = nil) -> Self {
        Self(name: name, kind: .number, isOptional: isOptional, owner: owner)
    }

    fileprivate static func text(_ name: String, isOptional: Bool = false) -> Self {
        Self(name: name, kind: .text, isOptional: isOptional, owner: nil)
    }

    fileprivate static func flag(_ name: String) -> Self { Self(name: name, kind: .flag, isOptional: false, owner: nil) }
    fileprivate static func bytes(_ name: String) -> Self { Self(name: name, kind: .bytes, isOptional: false, owner: nil) }
    fileprivate static func document(_ name: String) -> Self { Self(name: name, kind: .document, isOptional: false, owner: nil) }
}
