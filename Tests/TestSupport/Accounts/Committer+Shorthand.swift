public import Accounts

/// Short forms of transactions that many tests make. A result of type Bool is true if all expectations were true.
extension Committer {
    private func isDone(_ changes: [Change], expecting expectations: [Expectation], in site: SiteID) throws(StoreError) -> Bool {
        try commit(Transaction(expecting: expectations, changes), in: site) != nil
    }

    /// Stores new accounts.
    @discardableResult
    public func insert(_ accounts: [NewAccount], in site: SiteID, at now: Timestamp) throws(StoreError) -> [AccountID] {
        try commit(Transaction(accounts.map { .insert($0, at: now) }), in: site)?.accounts ?? []
    }

    /// Changes an existing account.
    public func update(
        _ id: AccountID, in site: SiteID, _ changes: AccountChanges, expecting statuses: Set<AccountStatus>? = nil
    ) throws(StoreError) -> Bool {
        try isDone([.update(id, changes)], expecting: [.account(id)] + (statuses.map { [.status(id, $0)] } ?? []), in: site)
    }

    /// Deletes an existing account.
    public func delete(_ id: AccountID, in site: SiteID) throws(StoreError) -> Bool {
        try isDone([.delete(id)], expecting: [.account(id)], in: site)
    }

    /// Replaces a credential that has the expected version.
    public func replaceCredential(
        of id: AccountID, in site: SiteID, expecting version: Int64?, with change: CredentialChange
    ) throws(StoreError) -> Bool {
        let credential = NewCredential(
            hash: change.hash, changedAt: change.at, mustChange: change.mustChange, keepsHistory: change.keepsHistory)
        var ofAccount = change.changes
        ofAccount.endsSessions = false
        var changes: [Change] = [.update(id, ofAccount)]
        changes.append(change.isRehash ? .rehash(id, change.hash) : .setCredential(id, credential))
        if change.endsSessions { changes.append(.endSessions(of: id, except: change.keptSession)) }
        return try isDone(changes, expecting: [.credential(id, version: version)], in: site)
    }

    /// Counts a sign-in after the password expired, if fewer than the limit were counted. Returns the new count.
    public func countGraceSignIn(of id: AccountID, in site: SiteID, version: Int64, limit: Int) throws(StoreError) -> Int? {
        let transaction = Transaction(
            expecting: [.credential(id, version: version), .graceSignIns(id, fewerThan: limit)], [.countGraceSignIn(id)], answering: [id])
        return try commit(transaction, in: site)?.people.first?.account.credential?.graceSignInsUsed
    }

    /// Replaces the expected failures of a subject.
    public func setFailures(
        _ failures: SignInFailures, of subject: String, in site: SiteID, expecting expected: SignInFailures?, lock: AccountLock?
    ) throws(StoreError) -> Bool {
        var changes: [Change] = [.setFailures(of: subject, failures)]
        if let lock {
            if lock.untilUnlocked { changes.append(.lock(lock.account)) }
            changes.append(.endSessions(of: lock.account, except: nil))
        }
        return try isDone(changes, expecting: [.failures(of: subject, expected)], in: site)
    }

    /// Deletes old failures.
    public func forgetFailures(
        before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int, in site: SiteID
    ) throws(StoreError) {
        _ = try commit(Transaction([.deleteOldFailures(before: moment, notLockedAt: now, keeping: limit)]), in: site)
    }

    /// Deletes ended sessions.
    public func deleteSessions(endedBefore moment: Timestamp, in site: SiteID) throws(StoreError) {
        _ = try commit(Transaction([.deleteEndedSessions(before: moment)]), in: site)
    }

    /// Deletes a subject's failures.
    public func forgetFailures(of subject: String, in site: SiteID) throws(StoreError) {
        _ = try commit(Transaction([.setFailures(of: subject, nil)]), in: site)
    }

    /// Stores a session of an active account.
    public func insert(
        _ session: Session, in site: SiteID, keepingOthers others: Int?, verified version: Int64?
    ) throws(StoreError) -> Bool {
        var changes: [Change] = []
        var expectations = mayHaveSession(session.account)
        if let account = session.account {
            if let version { expectations.append(.credential(account, version: version)) }
            if let others {
                let likeness = SessionLikeness(account: account, kind: session.kind, clientAddress: session.clientAddress)
                changes.append(.endSessionsAlike(likeness, keepingNewest: others))
            }
        }
        return try isDone(changes + [.keepSession(session)], expecting: expectations, in: site)
    }

    /// Changes an existing session.
    public func update(_ session: Session, in site: SiteID) throws(StoreError) -> Bool {
        try isDone([.keepSession(session)], expecting: [.session(session.digest)] + mayHaveSession(session.account), in: site)
    }

    /// Replaces a session by another one of the same account.
    public func replaceSession(_ digest: TokenDigest, with session: Session, in site: SiteID) throws(StoreError) -> Bool {
        try isDone(
            [.endSession(digest), .keepSession(session)],
            expecting: [.sessionOwner(digest, session.account)] + mayHaveSession(session.account), in: site)
    }

    /// Deletes an existing session.
    public func deleteSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> Bool {
        try isDone([.endSession(digest)], expecting: [.session(digest)], in: site)
    }

    /// Deletes an account's sessions except one.
    public func deleteSessions(of id: AccountID, in site: SiteID, except kept: TokenDigest?) throws(StoreError) {
        _ = try commit(Transaction([.endSessions(of: id, except: kept)]), in: site)
    }

    /// Stores a rule set.
    @discardableResult
    public func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError) -> PolicyID {
        let committed = try commit(Transaction([.setPolicy(policy, named: name)]), in: site)
        return committed?.policies.first ?? PolicyID(rawValue: -1)
    }

    /// Stores a value.
    public func setValue(_ value: String?, named name: String, in site: SiteID) throws(StoreError) {
        _ = try commit(Transaction([.setValue(value, named: name)]), in: site)
    }

    private func mayHaveSession(_ account: AccountID?) -> [Expectation] {
        account.map { [.status($0, [.active])] } ?? []
    }
}

/// A change of a password and of its account, for ``Committer/replaceCredential(of:in:expecting:with:)``.
public struct CredentialChange: Sendable {
    let hash: PasswordHash
    let at: Timestamp
    let mustChange: Bool
    let keepsHistory: Int
    let isRehash: Bool
    let endsSessions: Bool
    let keptSession: TokenDigest?
    let changes: AccountChanges

    /// Creates a change from its parts.
    public init(
        hash: PasswordHash, at: Timestamp, mustChange: Bool = false, keepsHistory: Int = 0, isRehash: Bool = false,
        endsSessions: Bool = true, keptSession: TokenDigest? = nil, changes: AccountChanges = AccountChanges()
    ) {
        self.hash = hash
        self.at = at
        self.mustChange = mustChange
        self.keepsHistory = keepsHistory
        self.isRehash = isRehash
        self.endsSessions = endsSessions && !isRehash
        self.keptSession = keptSession
        self.changes = changes
    }
}

/// The consequences of a failed sign-in, for ``Committer/setFailures(_:of:in:expecting:lock:)``.
public struct AccountLock: Sendable {
    let account: AccountID
    let untilUnlocked: Bool

    /// Creates a lock from its parts.
    public init(account: AccountID, untilUnlocked: Bool) {
        self.account = account
        self.untilUnlocked = untilUnlocked
    }
}
