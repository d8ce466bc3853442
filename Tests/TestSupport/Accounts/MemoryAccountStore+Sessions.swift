public import Accounts

extension MemoryAccountStore {
    /// The session under a digest.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        read { state in
            guard let session = state.sessions[SessionKey(site: site, digest: digest)] else { return nil }
            return StoredSession(session, of: session.account.flatMap { Self.person($0, in: site, state) })
        }
    }

    /// Keeps moments of use.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { note(uses) }

    /// Deletes ended sessions.
    public func deleteSessions(endedBefore moment: Timestamp, in site: SiteID) throws(StoreError) {
        try write { state throws(StoreError) in
            state.sessions = state.sessions.filter { key, session in
                guard key.site == site else { return true }
                let byDisuse = session.idleTimeout.map { session.lastUsedAt + $0 }
                return min(byDisuse ?? Timestamp(milliseconds: .max), session.expiresAt ?? Timestamp(milliseconds: .max)) >= moment
            }
        }
    }
}
