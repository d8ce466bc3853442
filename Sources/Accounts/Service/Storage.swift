/// A store with its caches. All changes to accounts, sessions and policies go through this type, so that the caches are
/// never out of date.
///
/// It is a class because each step of a call has it, and each copy would retain all its members.
final class Storage: Sendable {
    let store: any AccountStore
    let sessions: SessionCache
    let policies: PolicyCache
    let directories: DirectoryCache
    let signIns: RepeatedSignIns
    let retired = RetiredSites()
    /// Measures the transactions that change something.
    let meter = WorkMeter()

    init(
        store: any AccountStore, sessions: SessionCache, policies: PolicyCache, directories: DirectoryCache, signIns: RepeatedSignIns
    ) {
        self.store = store
        self.sessions = sessions
        self.policies = policies
        self.directories = directories
        self.signIns = signIns
    }

    /// How often a transaction is tried if others interfere.
    private static let tries = 5

    /// Makes a transaction's changes if all its expectations are true. Returns nil if not. In that case, and if it throws
    /// an error other than ``StoreError/outcomeUnknown(_:)``, nothing is changed. If other transactions interfere, it is
    /// tried again a few times.
    func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        try retired.check(site)
        // This happens whatever the outcome. Data that is dropped unnecessarily is read again.
        defer { forget(transaction.changes, in: site) }
        guard !transaction.changes.isEmpty else { return try attempt(transaction, in: site) }
        return try meter.measure { () throws(StoreError) in try attempt(transaction, in: site) }
    }

    private func attempt(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        for _ in 1..<Self.tries {
            do {
                return try store.commit(transaction, in: site)
            } catch .tryAgain {
                continue
            }
        }
        return try store.commit(transaction, in: site)
    }

    /// Drops all cached data.
    func forgetAll() {
        peopleChanged()
        policies.changed()
        directories.changed(in: nil)
    }

    /// Drops what is cached about all people.
    private func peopleChanged() {
        sessions.everythingChanged()
        signIns.everythingChanged()
    }

    /// Drops what is cached about an account.
    private func accountChanged(_ id: AccountID, in site: SiteID) {
        sessions.accountChanged(id, in: site)
        signIns.accountChanged(id, in: site)
    }

    /// Drops all rule sets, and what depends on them.
    func policiesChanged() {
        policies.changed()
        signIns.everythingChanged()
    }

    /// Drops cached data that changes make invalid. A cached directory contains no people, but its epoch counts changes
    /// of their memberships too, so they make it invalid.
    func forget(_ changes: [Change], in site: SiteID) {
        for change in changes {
            switch change {
            case .update(let id, _), .lock(let id), .recordSignIn(let id, _), .disableUnused(let id, _), .setCredential(let id, _),
                .rehash(let id, _), .countGraceSignIn(let id),
                .endSessions(let id, _):
                accountChanged(id, in: site)
            case .delete(let id):
                accountChanged(id, in: site)
                directories.changed(in: site)
            case .insert(let account, _): if !account.memberships.isEmpty { directories.changed(in: site) }
            case .endSessionsAlike(let likeness, _): accountChanged(likeness.account, in: site)
            case .keepSession(let session): sessions.sessionChanged(session.digest, in: site)
            case .endSession(let digest): sessions.sessionChanged(digest, in: site)
            case .setPolicy, .renamePolicy, .deletePolicy: policiesChanged()
            case .setFailures(let subject, _): signIns.failuresChanged(of: subject, in: site)
            case .deleteOldFailures: signIns.everythingChanged()
            case .addMember(.account(let id), _), .removeMember(.account(let id), _):
                accountChanged(id, in: site)
                directories.changed(in: site)
            case .insertContainer(let new):
                for case .account(let id) in new.members { accountChanged(id, in: site) }
                directories.changed(in: site)
            case .updateContainer, .addMember, .removeMember: directories.changed(in: site)
            case .deleteContainer:
                // It may have many members, and each of them was read with this membership.
                peopleChanged()
                directories.changed(in: site)
            // A cached session that has ended is recognized by its times.
            case .deleteEndedSessions, .draw, .append, .updateEvent, .trimEvents, .insertRow, .updateRow, .deleteRow, .setValue:
                break
            }
        }
    }
}
