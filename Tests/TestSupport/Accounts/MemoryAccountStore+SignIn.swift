public import Accounts

extension MemoryAccountStore {
    /// Replaces a credential.
    public func replaceCredential(
        of id: AccountID, in site: SiteID, expecting expected: Int64?, with change: CredentialChange
    ) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            guard let present = state.records[id], present.site == site, present.account.credential?.version == expected,
                change.changes.expects(present.account.status)
            else {
                return false
            }
            try Self.apply(change.changes, to: id, in: &state)
            guard var record = state.records[id] else { return false }
            if change.isRehash {
                record.account.credential?.hash = change.hash
            } else {
                record.history = Array(([record.account.credential?.hash].compactMap { $0 } + record.history).prefix(change.keepsHistory))
                record.account.credential = Credential(
                    hash: change.hash, version: (expected ?? 0) + 1, changedAt: change.at, mustChange: change.mustChange)
                if change.endsSessions {
                    state.sessions = state.sessions.filter { $0.value.account != id || $0.key.digest == change.keptSession }
                }
            }
            state.records[id] = record
            return true
        }
    }

    /// Counts a sign-in after the password's end.
    public func countGraceSignIn(of id: AccountID, in site: SiteID, version: Int64, limit: Int) throws(StoreError) -> Int? {
        try write { state throws(StoreError) in
            guard let record = state.records[id], record.site == site, let credential = record.account.credential,
                credential.version == version, credential.graceSignInsUsed < limit
            else { return nil }
            state.records[id]?.account.credential?.graceSignInsUsed += 1
            return credential.graceSignInsUsed + 1
        }
    }

    /// Earlier hashes.
    public func passwordHistory(of id: AccountID, in site: SiteID, limit: Int) throws(StoreError) -> [PasswordHash] {
        read { state in
            guard let record = state.records[id], record.site == site else { return [] }
            return Array(record.history.prefix(max(0, limit)))
        }
    }

    /// A subject's failures.
    public func failures(of subject: String, in site: SiteID) throws(StoreError) -> SignInFailures? {
        read { $0.failures[Subject(site: site, key: subject)] }
    }

    /// Keeps a subject's failures.
    public func setFailures(
        _ failures: SignInFailures, of subject: String, in site: SiteID, expecting expected: SignInFailures?, lock: AccountLock?
    ) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let key = Subject(site: site, key: subject)
            guard state.failures[key] == expected else { return false }
            state.failures[key] = failures
            guard let lock, state.records[lock.account]?.site == site else { return true }
            if lock.untilUnlocked, state.records[lock.account]?.account.status == .active {
                state.records[lock.account]?.account.status = .locked
            }
            state.sessions = state.sessions.filter { $0.value.account != lock.account }
            return true
        }
    }

    /// Forgets a subject's failures.
    public func forgetFailures(of subject: String, in site: SiteID) throws(StoreError) {
        try write { state throws(StoreError) in state.failures[Subject(site: site, key: subject)] = nil }
    }

    /// Forgets old failures.
    public func forgetFailures(before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int) throws(StoreError) {
        try write { state throws(StoreError) in
            func isLocked(_ failures: SignInFailures) -> Bool { failures.lockedUntil.map { $0 > now } ?? false }
            state.failures = state.failures.filter { $0.value.lastAt >= moment || isLocked($0.value) }
            let youngestFirst = state.failures.sorted { $0.value.lastAt > $1.value.lastAt }
            let kept = [true, false].flatMap { locked in youngestFirst.filter { isLocked($0.value) == locked }.prefix(max(0, limit)) }
            state.failures = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
    }
}
