/// A store with what is kept of it in memory. Every change of accounts, sessions and rule sets goes through here, so that memory never says what
/// is no longer so.
struct Storage: Sendable {
    let store: any AccountStore
    let sessions: SessionCache
    let policies: PolicyCache

    /// Makes a transaction's changes if all it expects holds. Returns nil if not; then nothing happened, as when it throws.
    func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        // Whatever came of it: what is forgotten for nothing is read again.
        defer { forget(transaction.changes, in: site) }
        return try store.commit(transaction, in: site)
    }

    /// Forgets what changes make untrue.
    private func forget(_ changes: [Change], in site: SiteID) {
        for change in changes {
            switch change {
            case .update(let id, _), .lock(let id), .delete(let id), .setCredential(let id, _), .rehash(let id, _),
                .countGraceSignIn(let id),
                .endSessions(let id, _):
                sessions.accountChanged(id, in: site)
            case .endSessionsAlike(let likeness, _): sessions.accountChanged(likeness.account, in: site)
            case .keepSession(let session): sessions.sessionChanged(session.digest, in: site)
            case .endSession(let digest): sessions.sessionChanged(digest, in: site)
            case .setPolicy: policies.changed()
            case .insert, .setFailures, .setValue: break
            }
        }
    }
}
