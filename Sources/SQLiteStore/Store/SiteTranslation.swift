import Accounts

/// What has keys of its own, which differ between a site and its copy.
enum KeyKind: String, CaseIterable, Sendable {
    case policy
    case account
    case container
    case event
    case record

    /// The keys of a site, in ascending order. The kind is the name of the table.
    var query: String { "SELECT id FROM \(rawValue) WHERE site = ? ORDER BY id" }
}

/// Keys in ascending order. Those of a copy have no gaps.
struct KeyList: Sendable {
    private let first: Int64
    let count: Int
    /// All keys. Empty if they have no gaps.
    private let all: [Int64]

    /// Whether there are no gaps.
    var isGapless: Bool { all.isEmpty }

    /// Creates a list of so many keys without gaps.
    init(from first: Int64, count: Int) {
        self.first = first
        self.count = count
        all = []
    }

    /// Creates a list of keys that are in ascending order.
    init(_ keys: [Int64]) {
        first = keys.first ?? 0
        count = keys.count
        all = (keys.last ?? 0) - first == Int64(keys.count) - 1 ? [] : keys
    }

    subscript(place: Int) -> Int64 { all.isEmpty ? first + Int64(place) : all[place] }

    /// Returns the place of a key, or nil if it is not there.
    func place(of key: Int64) -> Int? {
        guard !all.isEmpty else { return key >= first && key - first < count ? Int(key - first) : nil }
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < all.count && all[low] == key ? low : nil
    }
}

/// The keys of a site and those of its copy. Each has the place of the other in the order.
struct KeyPairs: Sendable {
    let old: KeyList
    let new: KeyList

    /// Returns the new key, or nil if the old one is none of the site's.
    func new(_ key: Int64) -> Int64? { old.place(of: key).map { new[$0] } }

    /// The expression for the new key of a column. NULL if the old one is none of the site's. Nil if the keys have gaps.
    func expression(for column: String) -> String? {
        guard old.isGapless, new.isGapless else { return nil }
        guard old.count > 0 else { return "NULL" }
        return "CASE WHEN \(column) BETWEEN \(old[0]) AND \(old[old.count - 1]) THEN \(column) + \(new[0] - old[0]) END"
    }
}

/// The translation of a site's rows to those of another one with the same content.
struct SiteTranslation: Sendable {
    /// What the rows of the other site have in their column for the site.
    let site: Int64
    private let source: Int64
    private let keys: [KeyKind: KeyPairs]
    private let accounts: KeyPairs
    private let containers: KeyPairs

    init(from source: Int64, to site: Int64, _ keys: [KeyKind: KeyPairs]) {
        let none = KeyPairs(old: KeyList([]), new: KeyList([]))
        self.source = source
        self.site = site
        self.keys = keys
        accounts = keys[.account] ?? none
        containers = keys[.container] ?? none
    }

    /// The translation in the other direction.
    var inverse: SiteTranslation {
        SiteTranslation(from: site, to: source, keys.mapValues { KeyPairs(old: $0.new, new: $0.old) })
    }

    /// Returns a row of the other site. Nil if a key in it that must not be missing is none of the site's.
    func row(of table: CopiedTable, _ statement: Statement) -> [StoredValue]? {
        translated(table.columns) { statement.value(Int32($0)) }
    }

    /// Returns the statement that copies the rows whose first column is a key from the first parameter through the second, and all those
    /// keys. Nil if the database cannot translate the rows: keys have gaps, or are part of a text. Nor if one key may have very many rows.
    func copying(_ table: CopiedTable) -> (statement: String, keys: KeyList)? {
        guard case .key(let kind) = table.columns[0].content, let pairs = keys[kind] else { return nil }
        var values: [String] = []
        for column in table.columns {
            switch column.content {
            case .same: values.append(column.name)
            case .site: values.append(String(site))
            case .key(let kind):
                guard let key = keys[kind]?.expression(for: column.name) else { return nil }
                values.append(key)
            case .subject, .memberKind, .member: return nil
            }
        }
        let names = table.columns.map(\.name).joined(separator: ", ")
        let statement = """
            INSERT INTO \(table.name) (\(names)) SELECT \(values.joined(separator: ", ")) FROM \(table.name)
            WHERE \(table.columns[0].name) BETWEEN ? AND ?
            """
        return (statement, pairs.old)
    }

    /// Returns the key of the row in the other site that corresponds to the row with a key. Nil if there can be none.
    func key(_ key: [StoredValue], of table: CopiedTable) -> [StoredValue]? {
        guard let moved = translated(table.columns.prefix(table.keyCount), { key[$0] }) else { return nil }
        return moved.contains(.null) ? nil : moved
    }

    private func translated(_ columns: some Collection<CopiedTable.Column>, _ value: (Int) -> StoredValue) -> [StoredValue]? {
        var row: [StoredValue] = []
        row.reserveCapacity(columns.count)
        var memberKeys = accounts
        for (index, column) in columns.enumerated() {
            let value = value(index)
            switch column.content {
            case .same: row.append(value)
            case .site: row.append(.integer(site))
            case .key(.account): row.append(Self.key(value, in: accounts))
            case .key(let kind): row.append(keys[kind].map { Self.key(value, in: $0) } ?? .null)
            case .memberKind:
                if case .integer(1) = value { memberKeys = containers }
                row.append(value)
            case .member:
                let member = Self.key(value, in: memberKeys)
                if case .null = member { return nil }
                row.append(member)
            case .subject:
                guard case .text(let subject) = value else { return nil }
                let moved = FailureSubject.moved(subject) { accounts.new($0.rawValue).map(AccountID.init(rawValue:)) }
                guard let moved else { return nil }
                row.append(.text(moved))
            }
        }
        return row
    }

    /// A key of something that was deleted becomes NULL, as it is treated like none.
    private static func key(_ value: StoredValue, in keys: KeyPairs) -> StoredValue {
        guard case .integer(let old) = value, let new = keys.new(old) else { return .null }
        return .integer(new)
    }
}
