/// What changes in an account; nil leaves a thing as it is.
public struct AccountChanges: Sendable {
    /// The new status.
    public var status: AccountStatus?
    /// The new rule set.
    public var policy: PolicyID??
    /// Attributes to set; a nil value takes one away.
    public var attributes: [String: String?] = [:]
    /// Schemes of which the account loses whatever values it holds when the change is made, before the new ones are added.
    public var replacedSchemes: [IdentityScheme] = []
    /// Identities to add.
    public var addedIdentities: [Identity] = []
    /// Whether the password must be changed at the next sign-in.
    public var mustChangePassword: Bool?
    /// Whether the account's sessions end.
    public var endsSessions = false

    /// No change.
    public init() {}
}
