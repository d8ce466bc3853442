/// What an operator changes of an account, whatever the rules for its owner are. Nil leaves a property unchanged.
public struct AccountRevision: Sendable {
    /// Status, rule set, attributes, the age of the password, and whether it must be changed.
    public var changes = AccountChanges()
    /// The hash of a new password. No rule for passwords applies to it. Its age is zero unless ``changes`` sets another.
    public var passwordHash: PasswordHash?
    /// The number of failed sign-ins in a row.
    public var failures: Int?
    /// When the lock by failures ends. `.some(nil)` removes it.
    public var lockedUntil: Timestamp??

    /// Creates a revision that changes nothing.
    public init() {}
}

/// Why a revision was not made. Nothing has changed.
public enum RevisionRefusal: Error, Hashable, Sendable {
    /// There is no such account.
    case unknownAccount
    /// The revision is about a password, and the account has none.
    case noPassword
    /// Others change the account all the time.
    case raceLost
}

extension UserService {
    /// Changes an account as an operator wants it, in one transaction and with immediate effect.
    ///
    /// A new password ends the account's sessions and deletes its failures, as an administrator's reset does. The replaced
    /// one stays in the history that the account's rule set keeps. The change is made only if the password and the
    /// failures are still those that were read; otherwise they are read again.
    public func revise(
        _ id: AccountID, in site: SiteID, by revision: AccountRevision
    ) throws(StoreError) -> Result<Person, RevisionRefusal> {
        for _ in 0..<Self.revisionTries {
            guard let person = try store.person(id, in: site) else { return .failure(.unknownAccount) }
            let subject = FailureSubject.of(id)
            let facts = try facts(of: [subject], rulesOf: [person.account], in: site)
            let credential = person.account.credential
            let isAboutPassword =
                revision.changes.passwordChangedAt != nil || revision.changes.graceSignInsUsed != nil
                || revision.changes.mustChangePassword != nil
            guard credential != nil || revision.passwordHash != nil || !isAboutPassword else { return .failure(.noPassword) }
            let present = facts.failures[subject]
            let rules = Self.rules(of: person.account, facts.policies, default: AccountPolicy(), exempting: .nobody).password
            let transaction = Transaction(
                expecting: [.credential(id, version: credential?.version), .failures(of: subject, present)],
                changes(revising: id, by: revision, present, keepingHistory: rules.historyDepth), answering: [id])
            if let committed = try commits.commit(transaction, in: site, at: now) {
                guard let person = committed.people.first else { return .failure(.unknownAccount) }
                return .success(person)
            }
        }
        return .failure(.raceLost)
    }

    /// How often an account is read again if others change it first.
    private static let revisionTries = 16

    private func changes(
        revising id: AccountID, by revision: AccountRevision, _ failures: SignInFailures?, keepingHistory depth: Int
    ) -> [Change] {
        var changes: [Change] = []
        var failures = failures
        if let hash = revision.passwordHash {
            let kept = max(0, min(depth, Self.maximumHistory) - 1)
            changes += [
                .setCredential(id, NewCredential(hash: hash, changedAt: now, keepsHistory: kept)), .endSessions(of: id, except: nil),
            ]
            failures = nil
        }
        changes += self.changes(updating: id, revision.changes)
        if revision.changes.status == .active { failures = nil }
        if revision.failures != nil || revision.lockedUntil != nil {
            var new = failures ?? SignInFailures(count: 0, lastAt: now)
            if let count = revision.failures {
                new.count = count
                new.lastAt = now
            }
            if let lockedUntil = revision.lockedUntil { new.lockedUntil = lockedUntil }
            failures = new.count == 0 && new.lockedUntil == nil ? nil : new
        }
        return changes + [.setFailures(of: FailureSubject.of(id), failures)]
    }

    /// Returns the number of an account's previous passwords that are remembered, the present one not counted.
    public func historyDepth(of id: AccountID, in site: SiteID) throws(StoreError) -> Int {
        try facts(rulesOf: [], historyOf: id, in: site).history.count
    }
}
