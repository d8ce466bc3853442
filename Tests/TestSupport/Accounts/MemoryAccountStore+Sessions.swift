public import Accounts

extension MemoryAccountStore {
    /// Keeps a session.
    public func insert(
        _ session: Session, in site: SiteID, keepingOthers others: Int?, verified version: Int64?
    ) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            if let id = session.account {
                guard let record = state.records[id], record.site == site, record.account.status == .active else { return false }
                if let version, record.account.credential?.version != version { return false }
            }
            if let others, let account = session.account {
                let alike = state.sessions.filter { key, other in
                    key.site == site && other.account == account && other.kind == session.kind
                        && other.clientAddress == session.clientAddress
                }
                let ended = alike.sorted { $0.value.createdAt > $1.value.createdAt }.dropFirst(others)
                for (key, _) in ended { state.sessions[key] = nil }
            }
            state.sessions[SessionKey(site: site, digest: session.digest)] = session
            return true
        }
    }

    /// The session under a digest.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        read { state in
            guard let session = state.sessions[SessionKey(site: site, digest: digest)] else { return nil }
            let record = session.account.flatMap { state.records[$0] }
            return StoredSession(session, of: record?.site == site ? record?.person : nil)
        }
    }

    /// Keeps moments of use.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { note(uses) }

    /// Changes a session.
    public func update(_ session: Session, in site: SiteID) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let key = SessionKey(site: site, digest: session.digest)
            guard state.sessions[key] != nil else { return false }
            if let id = session.account {
                guard let record = state.records[id], record.site == site, record.account.status == .active else { return false }
            }
            state.sessions[key] = session
            return true
        }
    }

    /// Puts a session in the place of another.
    public func replaceSession(_ digest: TokenDigest, with session: Session, in site: SiteID) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let key = SessionKey(site: site, digest: digest)
            guard let old = state.sessions[key], old.account == session.account else { return false }
            if let id = session.account {
                guard let record = state.records[id], record.site == site, record.account.status == .active else { return false }
            }
            state.sessions[key] = nil
            state.sessions[SessionKey(site: site, digest: session.digest)] = session
            return true
        }
    }

    /// Takes a session away.
    public func deleteSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in state.sessions.removeValue(forKey: SessionKey(site: site, digest: digest)) != nil }
    }

    /// Takes an account's sessions away.
    public func deleteSessions(of id: AccountID, in site: SiteID, except kept: TokenDigest?) throws(StoreError) {
        try write { state throws(StoreError) in
            state.sessions = state.sessions.filter { $0.value.account != id || $0.key.digest == kept }
        }
    }

    /// Takes ended sessions away.
    public func deleteSessions(endedBefore moment: Timestamp) throws(StoreError) {
        try write { state throws(StoreError) in
            state.sessions = state.sessions.filter { _, session in
                let byDisuse = session.idleTimeout.map { session.lastUsedAt + $0 }
                return min(byDisuse ?? Timestamp(milliseconds: .max), session.expiresAt ?? Timestamp(milliseconds: .max)) >= moment
            }
        }
    }

    /// The rule set of a name.
    public func policy(named name: String, in site: SiteID) throws(StoreError) -> AccountPolicy? {
        read { $0.policies[PolicyKey(site: site, name: name)] }
    }

    /// Keeps a rule set.
    public func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError) {
        try write { state throws(StoreError) in state.policies[PolicyKey(site: site, name: name)] = policy }
    }
}
