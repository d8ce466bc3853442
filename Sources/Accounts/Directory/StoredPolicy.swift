/// The store's key of a rule set within its site.
public struct PolicyID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// A rule set known by its key.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// A rule set as a store has it. Accounts refer to it by its key, so that it keeps them when it is renamed.
public struct StoredPolicy: Hashable, Sendable {
    /// The store's key. It is never given to another rule set.
    public let id: PolicyID
    /// What it is called by number; no two of a site have one number.
    public let number: Int64
    /// Its name; no two of a site have one name. Letter case counts.
    public let name: String
    /// The rules.
    public let rules: AccountPolicy
    /// What else is known of it.
    public let fields: [String: String]

    /// A rule set made of its parts.
    public init(id: PolicyID, number: Int64, name: String, rules: AccountPolicy, fields: [String: String] = [:]) {
        self.id = id
        self.number = number
        self.name = name
        self.rules = rules
        self.fields = fields
    }
}
