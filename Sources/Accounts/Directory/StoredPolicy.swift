/// The store's key of a rule set within its site.
public struct PolicyID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// Creates the key of a rule set.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// A rule set in a store. Accounts refer to it by its key, so renaming it does not affect them.
public struct StoredPolicy: Hashable, Sendable {
    /// The store's key. It is never given to another rule set.
    public let id: PolicyID
    /// Its number, which is unique in a site.
    public let number: Int64
    /// Its name, which is unique in a site. Letter case is significant.
    public let name: String
    /// The rules.
    public let rules: AccountPolicy
    /// Further attributes.
    public let fields: [String: String]

    /// Creates a rule set from its parts.
    public init(id: PolicyID, number: Int64, name: String, rules: AccountPolicy, fields: [String: String] = [:]) {
        self.id = id
        self.number = number
        self.name = name
        self.rules = rules
        self.fields = fields
    }
}
