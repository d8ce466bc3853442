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
    /// When the password was set, if that is to be another moment than before. Ignored for an account without a password.
    public var passwordChangedAt: Timestamp?
    /// The number of sign-ins allowed since the password expired. Ignored for an account without a password.
    public var graceSignInsUsed: Int?
    /// When a person made the account active, if this change does.
    public var activatedAt: Timestamp?
    /// Whether the account's sessions are ended.
    public var endsSessions = false

    /// Creates a change that changes nothing.
    public init() {}

    /// Replaces all identities of a scheme, including those that another change adds in between. Changes nothing if these
    /// are the values of `person`, who is the person before the change, or nil for a new one.
    public mutating func replace(_ scheme: IdentityScheme, by values: [String], of person: Person?) {
        guard person?.identities(scheme) ?? [] != values else { return }
        replacedSchemes.append(scheme)
        addedIdentities += values.map { Identity(scheme, $0) }
    }

    /// Returns the first value of a scheme that a person will have after the change, or nil. `person` is the person before
    /// the change, or nil for a new one.
    public func identity(_ scheme: IdentityScheme, of person: Person?) -> String? {
        if !replacedSchemes.contains(scheme), let value = person?.identity(scheme) { return value }
        return addedIdentities.first { $0.scheme == scheme }?.value
    }
}
