/// A table of rows. The code that uses a table declares it, as with kinds of containers.
public struct RowTable: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The table's name in the store.
    public let rawValue: String

    /// Creates a table from its name in a store.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates a table from a literal.
    public init(stringLiteral value: String) {
        rawValue = value
    }
}

/// A record of a site that is neither an account nor a container: a customer's second address, a membership, an
/// organization.
public struct Row: Hashable, Sendable {
    /// The table that the row is in.
    public var table: RowTable
    /// The key for look-ups. It is unique in the table of a site. Keys are compared as bytes.
    public var key: String
    /// The account that the row belongs to, or nil. The row is deleted with the account.
    public var account: AccountID?
    /// Its values by name.
    public var fields: [String: String]

    /// Creates a row from its parts.
    public init(_ table: RowTable, key: String, of account: AccountID? = nil, fields: [String: String] = [:]) {
        self.table = table
        self.key = key
        self.account = account
        self.fields = fields
    }

    /// Returns the row as that of another account.
    public func belonging(to account: AccountID) -> Row {
        var row = self
        row.account = account
        return row
    }
}

/// A row in a store.
public struct StoredRow: Hashable, Sendable {
    /// The store's key. Rows that are inserted later have higher ones.
    public let id: Int64
    /// The row.
    public let row: Row

    /// Creates a stored row from its parts.
    public init(id: Int64, _ row: Row) {
        self.id = id
        self.row = row
    }
}
