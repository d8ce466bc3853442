public import Accounts

extension MemoryAccountStore {
    /// The session under a digest.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        read { state in
            guard let session = state.sessions[SessionKey(site: site, digest: digest)] else { return nil }
            return StoredSession(session, of: session.account.flatMap { Self.person($0, in: site, state) })
        }
    }

    /// Sessions in the byte order of their digests.
    public func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session] {
        read { state in
            let sessions = state.sessions.filter { $0.key.site == site && (account == nil || $0.value.account == account) }.map(\.value)
            let sorted = sessions.sorted { $0.digest.bytes.lexicographicallyPrecedes($1.digest.bytes) }
            return Array(
                sorted.filter { digest?.bytes.lexicographicallyPrecedes($0.digest.bytes) ?? true }.prefix(max(0, limit)))
        }
    }

    /// Those of some accounts that have a live session of a kind.
    public func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID> {
        read { state in
            let live = state.sessions.filter { $0.key.site == site && $0.value.kind == kind && $0.value.isLive(at: now) }
            return Set(live.compactMap(\.value.account)).intersection(ids)
        }
    }

    /// How many live sessions some accounts have.
    public func liveSessions(
        of ids: [AccountID], at now: Timestamp, in site: SiteID, countingUpTo most: Int
    ) throws(StoreError) -> [AccountID: Int] {
        read { state in
            let live = state.sessions.filter { $0.key.site == site && $0.value.isLive(at: now) }
            let counts = Dictionary(live.compactMap(\.value.account).map { ($0, 1) }, uniquingKeysWith: +)
            return counts.filter { ids.contains($0.key) }.mapValues { min($0, most) }
        }
    }

    /// Keeps moments of use.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { note(uses) }

    static func deleteSessions(endedBefore moment: Timestamp, in site: SiteID, _ state: inout State) {
        state.sessions = state.sessions.filter { key, session in
            guard key.site == site else { return true }
            let byDisuse = session.idleTimeout.map { session.lastUsedAt + $0 }
            return min(byDisuse ?? Timestamp(milliseconds: .max), session.expiresAt ?? Timestamp(milliseconds: .max)) >= moment
        }
    }
}
