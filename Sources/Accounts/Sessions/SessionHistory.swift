import Synchronization

/// What this process knows about the sessions of the last day, so that somebody with a dead token can be told why it is dead.
///
/// It is in memory only, and bounded. It decides nothing: whether a token is valid, the store says.
final class SessionHistory: Sendable {
    private struct Key: Hashable, Sendable {
        let site: SiteID
        let digest: TokenDigest
    }

    private struct Owner: Hashable, Sendable {
        let site: SiteID
        let account: AccountID
    }

    private struct State: Sendable {
        var live: [Key: Session] = [:]
        /// The keys of the live sessions in the order of their openings. Some have ended since.
        var opened: [Key] = []
        var byOwner: [Owner: Set<TokenDigest>] = [:]
        var ended: [Key: EndedSession] = [:]
        /// The keys of the ended sessions in the order of their ends.
        var buried: [Key] = []
    }

    /// How many live sessions, and how many ended ones, are remembered. Beyond it, half of them are forgotten. So many take about 10 MB.
    static let limit = 16_384

    /// How long an ended session is remembered, by its site's clock.
    static let memory = Duration.seconds(86_400)

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = SessionHistory.limit) {
        self.limit = max(2, limit)
    }

    // MARK: What happens

    /// Remembers a live session that a store has returned.
    func met(_ session: Session, in site: SiteID) {
        state.withLock { state in
            guard state.live[Key(site: site, digest: session.digest)] == nil else { return }
            open(session, in: site, &state)
        }
    }

    /// Follows changes that were made at a moment. Returns the sessions that they ended.
    ///
    /// - Parameters:
    ///   - changes: The changes, in order.
    ///   - site: The site that was changed.
    ///   - now: The site's time.
    ///   - cause: Why sessions end, whatever the changes say. Nil if it follows from the changes.
    func follow(_ changes: [Change], in site: SiteID, at now: Timestamp, because cause: SessionEndCause?) -> [TokenDigest] {
        guard changes.contains(where: \.concernsSessions) else { return [] }
        let hasSuccessor = changes.contains { if case .keepSession = $0 { true } else { false } }
        return state.withLock { state in
            var ended: [TokenDigest] = []
            func end(_ digests: some Sequence<TokenDigest>, _ usual: SessionEndCause) {
                for digest in digests where bury(digest, in: site, at: now, cause ?? usual, &state) { ended.append(digest) }
            }
            for change in changes {
                switch change {
                case .keepSession(let session): open(session, in: site, &state)
                case .endSession(let digest): end([digest], hasSuccessor ? .renewed : .signOut)
                case .endSessions(let account, let kept):
                    end(
                        sessions(of: account, in: site, state).filter { $0 != kept },
                        changes.setPassword(of: account) ? .passwordChange : .accountClosed)
                case .update(let account, let changes) where changes.endsSessions:
                    end(sessions(of: account, in: site, state), .accountClosed)
                case .delete(let account): end(sessions(of: account, in: site, state), .accountDeleted)
                case .endSessionsAlike(let likeness, let kept):
                    let alike = sessions(of: likeness.account, in: site, state).compactMap { state.live[Key(site: site, digest: $0)] }
                        .filter { $0.kind == likeness.kind && $0.clientAddress == likeness.clientAddress }
                    end(alike.sorted { $0.createdAt > $1.createdAt }.dropFirst(max(0, kept)).map(\.digest), .newerSignIn)
                default: break
                }
            }
            return ended
        }
    }

    private func sessions(of account: AccountID, in site: SiteID, _ state: State) -> Set<TokenDigest> {
        state.byOwner[Owner(site: site, account: account)] ?? []
    }

    private func open(_ session: Session, in site: SiteID, _ state: inout State) {
        let key = Key(site: site, digest: session.digest)
        if state.live[key] == nil {
            if state.opened.count >= limit {
                for old in state.opened.prefix(limit / 2) { _ = forget(old, &state) }
                state.opened.removeFirst(limit / 2)
            }
            state.opened.append(key)
        } else {
            _ = forget(key, &state)
        }
        var session = session
        session.attributes = [:]
        state.live[key] = session
        if let account = session.account { state.byOwner[Owner(site: site, account: account), default: []].insert(session.digest) }
    }

    private func forget(_ key: Key, _ state: inout State) -> Session? {
        guard let session = state.live.removeValue(forKey: key) else { return nil }
        guard let account = session.account else { return session }
        let owner = Owner(site: key.site, account: account)
        state.byOwner[owner]?.remove(key.digest)
        if state.byOwner[owner]?.isEmpty == true { state.byOwner[owner] = nil }
        return session
    }

    private func bury(_ digest: TokenDigest, in site: SiteID, at now: Timestamp, _ cause: SessionEndCause, _ state: inout State) -> Bool {
        let key = Key(site: site, digest: digest)
        guard let session = forget(key, &state) else { return false }
        // One that had expired by then did not end for this reason.
        guard session.idleTimeout != nil || session.isLive(at: now) else { return false }
        if state.buried.count >= limit {
            for old in state.buried.prefix(limit / 2) { state.ended[old] = nil }
            state.buried.removeFirst(limit / 2)
        }
        state.buried.append(key)
        state.ended[key] = EndedSession(session: session, at: now, cause: cause)
        return true
    }

    // MARK: What is known

    /// Returns what became of a session that the store does not have any more, or nil if it is not known.
    func fate(of digest: TokenDigest, in site: SiteID, at now: Timestamp) -> SessionFate? {
        let key = Key(site: site, digest: digest)
        let (ended, live) = state.withLock { ($0.ended[key], $0.live[key]) }
        if let ended { return Self.isRemembered(ended, at: now) ? .ended(at: ended.at, by: ended.cause) : nil }
        // A sweep has deleted it.
        return live.flatMap { SessionFate(ofExpired: $0, at: now) }
    }

    /// Returns the sessions of a site that were ended within the last day, the newest end first. If `account` is not nil, those of that
    /// account only.
    func ended(of account: AccountID?, in site: SiteID, at now: Timestamp) -> [EndedSession] {
        let ended = state.withLock { state in state.ended.filter { $0.key.site == site }.values.map { $0 } }
        return ended.filter { Self.isRemembered($0, at: now) && (account == nil || $0.session.account == account) }
            .sorted { $0.at > $1.at }
    }

    private static func isRemembered(_ ended: EndedSession, at now: Timestamp) -> Bool { now < ended.at + memory }
}

extension [Change] {
    /// Returns whether the changes give an account another password.
    fileprivate func setPassword(of account: AccountID) -> Bool {
        contains { if case .setCredential(account, _) = $0 { true } else { false } }
    }
}

extension Change {
    /// Whether the change opens or ends sessions.
    fileprivate var concernsSessions: Bool {
        switch self {
        case .keepSession, .endSession, .endSessions, .endSessionsAlike, .delete: true
        case .update(_, let changes): changes.endsSessions
        default: false
        }
    }
}
