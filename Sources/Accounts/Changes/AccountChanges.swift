/// Changes to an account. Nil leaves a property unchanged.
public struct AccountChanges: Sendable {
    /// The new status.
    public var status: AccountStatus?
    /// The new rule set.
    public var policy: PolicyID??
    /// Attributes to set. A nil value removes the attribute.
    public var attributes: [String: String?] = [:]
    /// Schemes whose identities the account loses when the change is made, before the new ones are added.
    public var replacedSchemes: [IdentityScheme] = []
    /// Identities to add.
    public var addedIdentities: [Identity] = []
    /// Whether the password must be changed at the next sign-in.
    public var mustChangePassword: Bool?
    /// Whether the account's sessions are ended.
    public var endsSessions = false

    /// Creates a change that changes nothing.
    public init() {}
}
