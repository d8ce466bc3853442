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

    /// What the values of a column are, beyond their kind.
    public enum Content: Sendable {
        /// Anything.
        case any
        /// A number of a range.
        case range(ClosedRange<Int64>)
        /// The number of one of these words, which are counted from 0.
        case word([String])
        /// The hash of a password with its parameters.
        case passwordHash
        /// The rules of a rule set, in their stored form.
        case rules
        /// The digest of a token.
        case tokenDigest
        /// The name of a scheme of identities.
        case scheme
        /// The name of a table with numbered rows.
        case numberedTable
    }

    /// A column of a table.
    public struct Column: Sendable {
        /// The name, which is that of the column in a store.
        public let name: String
        /// The kind of its values.
        public let kind: Kind
        /// What its values are, beyond their kind.
        public let content: Content
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
    /// The greatest number of a row, and of what stores count on from. Nothing counts so far.
    public static let greatestNumber: Int64 = 1 << 60

    /// The sites. The rows of a site follow it. A store may keep how often a site was restored in the upper half of its key.
    public static let site = WorldTable("site", key: [.number("id", 1...Int64(UInt32.max))], [.text("name"), .count("epoch")])

    /// The tables of a site's rows, in the order in which they follow the site.
    public static let inSite: [WorldTable] = [
        WorldTable("setting", key: [.text("name")], [.text("value")]),
        WorldTable("sequence", key: [.text("name")], [.number("next", 1 ... .max)]),
        WorldTable("policy", key: [.id()], [.id("number"), .text("name"), .text("rules", .rules), .document("document")]),
        WorldTable(
            "account", key: [.id()],
            [
                .word("status", AccountStatus.storedWords), .text("hash", .passwordHash, isOptional: true), .count("version"),
                .moment("changed_at"), .flag("must_change"), .count("grace_used"), .id("policy", isOptional: true, owner: "policy"),
                .document("attributes"), .moment("created_at"), .moment("last_sign_in_at", isOptional: true),
                .moment("activated_at", isOptional: true),
            ]),
        WorldTable(
            "identity", key: [.id("account", owner: "account"), .count("position")],
            [.text("scheme", .scheme), .text("key"), .text("value", isOptional: true), .flag("is_unique")]),
        WorldTable("history", key: [.id("account", owner: "account"), .count("version")], [.text("hash", .passwordHash)]),
        WorldTable(
            "container", key: [.id()], [.text("kind"), .id("number"), .text("key", isOptional: true), .text("name"), .document("document")]),
        WorldTable("membership", key: [.id("container", owner: "container"), .word("member_kind", Member.storedWords), .id("member")], []),
        WorldTable("event", key: [.id()], [.id("account", isOptional: true), .text("kind"), .moment("at"), .document("document")]),
        WorldTable(
            "record", key: [.id()],
            [.text("kind"), .text("key"), .id("account", isOptional: true, owner: "account"), .document("document")]),
        WorldTable(
            "failure", key: [.text("subject")],
            [.number("count", SignInFailures.storedCounts), .moment("last_at"), .moment("locked_until", isOptional: true)]),
        WorldTable(
            "session", key: [.bytes("digest", .tokenDigest)],
            [
                .text("kind"), .id("account", isOptional: true), .moment("created_at"), .moment("last_used_at"),
                .moment("expires_at", isOptional: true), .number("idle", Session.storedIdles, isOptional: true),
                .moment("ends_at", isOptional: true), .text("client_address", isOptional: true), .document("attributes"),
            ]),
    ]

    /// The numbers that the store gives next, by the names of the tables with numbered rows. They follow the last site.
    public static let counter = WorldTable("counter", key: [.text("name", .numberedTable)], [.id("next")])

    /// All tables.
    public static let all = [site] + inSite + [counter]

    /// The names of the tables with numbered rows, in the order of the counters.
    public static let numbered = ["account", "container", "event", "policy", "record", "site"]
}

extension WorldTable.Column {
    fileprivate static func number(
        _ name: String, _ range: ClosedRange<Int64>, isOptional: Bool = false, owner: String? = nil
    ) -> Self {
        Self(name: name, kind: .number, content: .range(range), isOptional: isOptional, owner: owner)
    }

    fileprivate static func id(_ name: String = "id", isOptional: Bool = false, owner: String? = nil) -> Self {
        number(name, 1...WorldTable.greatestNumber, isOptional: isOptional, owner: owner)
    }

    fileprivate static func count(_ name: String) -> Self { number(name, 0...WorldTable.greatestNumber) }

    fileprivate static func moment(_ name: String, isOptional: Bool = false) -> Self {
        number(name, Timestamp.storedRange, isOptional: isOptional)
    }

    fileprivate static func word(_ name: String, _ words: [String]) -> Self {
        Self(name: name, kind: .number, content: .word(words), isOptional: false, owner: nil)
    }

    fileprivate static func text(_ name: String, _ content: WorldTable.Content = .any, isOptional: Bool = false) -> Self {
        Self(name: name, kind: .text, content: content, isOptional: isOptional, owner: nil)
    }

    fileprivate static func flag(_ name: String) -> Self { plain(name, .flag) }
    fileprivate static func bytes(_ name: String, _ content: WorldTable.Content) -> Self {
        Self(name: name, kind: .bytes, content: content, isOptional: false, owner: nil)
    }
    fileprivate static func document(_ name: String) -> Self { plain(name, .document) }

    private static func plain(_ name: String, _ kind: WorldTable.Kind) -> Self {
        Self(name: name, kind: kind, content: .any, isOptional: false, owner: nil)
    }
}
