/// What happened to an account before it was stored. The default is the past of a new account: nothing.
public struct AccountPast: Hashable, Sendable {
    /// When the password was set. Nil for the moment at which the account was stored.
    public var passwordChangedAt: Timestamp?
    /// The hashes of its previous passwords, newest first. At most ``mostPreviousPasswords``.
    public var previousPasswords: [PasswordHash] = []
    /// The number of sign-ins since the password expired.
    public var graceSignInsUsed: Int?
    /// The number of failed sign-ins in a row.
    public var failures: Int?
    /// When the lock by failures ends.
    public var lockedUntil: Timestamp?

    /// How many previous passwords are kept at most. A comparison with each costs a hash.
    public static let mostPreviousPasswords = UserService.maximumHistory - 1

    /// Creates a past in which nothing happened.
    public init() {}
}

extension UserService {
    /// Returns the changes that give an account its past. `account` is the account as it was stored, with this key and no past.
    public func changes(giving past: AccountPast, to id: AccountID, storedAs account: NewAccount) -> [Change] {
        var changes: [Change] = []
        if let present = account.passwordHash {
            changes += history(past, of: id, upTo: present, mustChange: account.mustChangePassword)
            var age = AccountChanges()
            age.passwordChangedAt = past.passwordChangedAt
            age.graceSignInsUsed = past.graceSignInsUsed
            if age.passwordChangedAt != nil || age.graceSignInsUsed != nil { changes.append(.update(id, age)) }
        }
        if (past.failures ?? 0) > 0 || past.lockedUntil != nil {
            let failures = SignInFailures(count: past.failures ?? 0, lastAt: now, lockedUntil: past.lockedUntil)
            changes.append(.setFailures(of: FailureSubject.of(id), failures))
        }
        return changes
    }

    /// Returns the changes that set the previous passwords one after the other, the oldest first, and then the present one again.
    private func history(_ past: AccountPast, of id: AccountID, upTo present: PasswordHash, mustChange: Bool) -> [Change] {
        guard let oldest = past.previousPasswords.last else { return [] }
        let count = past.previousPasswords.count
        let later = past.previousPasswords.dropLast().reversed() + [present]
        return [.rehash(id, oldest)]
            + later.map { .setCredential(id, NewCredential(hash: $0, changedAt: now, mustChange: mustChange, keepsHistory: count)) }
    }
}
