/// Sees what a service does for one call.
public protocol CallWitness: AnyObject, Sendable {
    /// Changes were made for the call.
    func changed(_ changes: [CallChange])
    /// The call has the token of a session that is not live any more.
    func met(_ fate: SessionFate, of session: TokenDigest)
}

/// Makes changes for a call or for somebody else, and remembers what they mean for sessions.
struct Commits: Sendable {
    let storage: Storage
    let history: SessionHistory
    /// Sees the changes. Nil if nobody does.
    let witness: (any CallWitness)?
    /// Why the changes end sessions, whatever they are. Nil if it follows from them.
    let cause: SessionEndCause?
    /// What was read for the call, which a change makes outdated.
    let ahead: ReadAhead?

    /// Makes a transaction's changes at a moment; see ``Storage/commit(_:in:)``.
    func commit(_ transaction: Transaction, in site: SiteID, at now: Timestamp) throws(StoreError) -> Committed? {
        defer { if !transaction.changes.isEmpty { ahead?.forget() } }
        guard let committed = try storage.commit(transaction, in: site) else {
            ahead?.forget()
            return nil
        }
        guard !transaction.changes.isEmpty else { return committed }
        let ended = history.follow(transaction.changes, in: site, at: now, because: cause)
        if let witness {
            let changes = CallChange.changes(of: transaction, committed, ending: ended)
            if !changes.isEmpty { witness.changed(changes) }
        }
        return committed
    }
}
