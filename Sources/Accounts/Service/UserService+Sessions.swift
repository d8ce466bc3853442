extension UserService {
    /// Opens a session, on disk when it returns.
    ///
    /// One that is opened for an account that is gone or not active, or whose password is no longer the one verified, is as if it had been
    /// ended just after: its token stands for nothing.
    public func openSession(_ opening: SessionOpening, in site: SiteID) throws(StoreError) -> OpenedSession {
        var transaction = Transaction()
        let opened = open(opening, in: &transaction)
        _ = try storage.commit(transaction, in: site)
        sweepIfDue(site)
        return opened
    }

    /// Opens several sessions and ends others, all at once, on disk when it returns.
    ///
    /// If one of them is for an account that is gone or not active, or whose password is no longer the one verified, all are as if they had been
    /// ended just after. The others end all the same.
    ///
    /// - Returns: the sessions in the order of the openings.
    public func openSessions(
        _ openings: [SessionOpening], ending ended: [TokenDigest] = [], in site: SiteID
    ) throws(StoreError) -> [OpenedSession] {
        var transaction = Transaction(ended.map { .endSession($0) })
        var opened: [OpenedSession] = []
        for opening in openings { opened.append(open(opening, in: &transaction)) }
        if try storage.commit(transaction, in: site) == nil, !ended.isEmpty {
            _ = try storage.commit(Transaction(ended.map { .endSession($0) }), in: site)
        }
        sweepIfDue(site)
        return opened
    }

    /// Adds to a transaction what opens a session, and what must hold for it.
    private func open(_ opening: SessionOpening, in transaction: inout Transaction) -> OpenedSession {
        let (token, session) = newSession(opening, for: opening.account)
        transaction.expectations += Self.mayHaveSession(opening.account)
        if let account = opening.account {
            if let version = opening.credentialVersion { transaction.expectations.append(.credential(account, version: version)) }
            if let others = opening.keepsOthers {
                let likeness = SessionLikeness(account: account, kind: session.kind, clientAddress: session.clientAddress)
                transaction.changes.append(.endSessionsAlike(likeness, keepingNewest: others))
            }
        }
        transaction.changes.append(.keepSession(session))
        return OpenedSession(token: token, session: session)
    }

    /// What must hold for an account to have a session: that it is active. Nobody's session asks for nothing.
    private static func mayHaveSession(_ account: AccountID?) -> [Expectation] {
        account.map { [.status($0, [.active])] } ?? []
    }

    /// The session that a token stands for, with whose it is. Nil when the token is unknown, ended or of another kind, or when its account
    /// is gone or not active.
    ///
    /// Asking counts as use and moves the end of a session that disuse would end. The moment of use reaches the store when a tenth of the
    /// idle timeout has passed since the last that did, so after a crash a session may end that much early.
    public func session(token: String, kind: SessionKind, in site: SiteID) throws(StoreError) -> LiveSession? {
        guard let live = try session(digester.digest(token), in: site), live.record.session.kind == kind else { return nil }
        if let status = live.record.person?.account.status, status != .active { return nil }
        return live
    }

    /// Puts a new session in the place of one that stands, on disk when it returns: the old token stands for nothing from then on.
    ///
    /// The account is the old session's; the opening's `account`, `keepsOthers` and `credentialVersion` do not count. All else is as the
    /// opening says, `clientAddress` and `attributes` too: nothing of the old ones is taken over.
    ///
    /// - Returns: nil when the token is unknown, ended or of another kind than `kind`, when its account is gone or not active, or when the
    ///   session was ended, renewed or given to another account meanwhile: of several callers with one token, exactly one gets a new one.
    public func renewSession(
        token: String, kind: SessionKind, _ opening: SessionOpening, in site: SiteID
    ) throws(StoreError) -> OpenedSession? {
        guard let old = try session(token: token, kind: kind, in: site)?.record.session else { return nil }
        let (renewed, session) = newSession(opening, for: old.account)
        guard try replace(old.digest, with: session, in: site) else { return nil }
        sweepIfDue(site)
        return OpenedSession(token: renewed, session: session)
    }

    /// Puts a session in the place of another one of the same account, if that is there and the account is active.
    private func replace(_ digest: TokenDigest, with session: Session, in site: SiteID) throws(StoreError) -> Bool {
        let transaction = Transaction(
            expecting: [.sessionOwner(digest, session.account)] + Self.mayHaveSession(session.account),
            [.endSession(digest), .keepSession(session)])
        return try storage.commit(transaction, in: site) != nil
    }

    /// Ends a session. True for exactly one of several callers; false when the token is unknown, ended or of another kind.
    public func endSession(token: String, kind: SessionKind, in site: SiteID) throws(StoreError) -> Bool {
        let digest = digester.digest(token)
        guard let live = try session(digest, in: site), live.record.session.kind == kind else { return false }
        return try storage.commit(Transaction(expecting: [.session(digest)], [.endSession(digest)]), in: site) != nil
    }

    /// Changes whose a session is and what belongs to it. False when it stands no more, or its account is gone or not active.
    public func update(_ session: Session, in site: SiteID) throws(StoreError) -> Bool {
        let transaction = Transaction(
            expecting: [.session(session.digest)] + Self.mayHaveSession(session.account), [.keepSession(session)])
        return try storage.commit(transaction, in: site) != nil
    }

    /// A session as an opening describes it, with its token.
    private func newSession(_ opening: SessionOpening, for account: AccountID?) -> (token: String, session: Session) {
        let token = opening.token ?? opening.format.mint(from: random)
        let now = now
        let session = Session(
            digest: digester.digest(token), kind: opening.kind, account: account, createdAt: now,
            expiresAt: opening.lifetime.map { now + $0 }, idleTimeout: opening.idleTimeout, clientAddress: opening.clientAddress,
            attributes: opening.attributes)
        return (token, session)
    }

    /// The live session under a digest, whatever its kind and its account's status. Without an account only if it never had one.
    private func session(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> LiveSession? {
        let key = SessionCache.Key(site: site, digest: digest)
        let now = now
        switch storage.sessions.use(key, at: now) {
        case .live(let live, let save):
            if let save { store.touch([(digest: digest, site: site, at: save)]) }
            return live
        case .ended:
            return nil
        case .nothing(let lastUse):
            return try read(key, lastUse: lastUse, at: now)
        }
    }

    private func read(_ key: SessionCache.Key, lastUse: SessionCache.Use?, at now: Timestamp) throws(StoreError) -> LiveSession? {
        let epoch = storage.sessions.epoch
        guard let stored = try store.storedSession(key.digest, in: key.site) else { return nil }
        var session = stored.session
        let savedUse = session.lastUsedAt
        if let lastUse, lastUse.openedAt == session.createdAt { session.lastUsedAt = max(session.lastUsedAt, lastUse.at) }
        guard session.isLive(at: now) else { return nil }
        session.lastUsedAt = max(session.lastUsedAt, now)
        guard session.account == stored.person?.id else { return nil }
        let live = LiveSession(session: session, person: stored.person)
        storage.sessions.keep(live, under: key, savedUse: savedUse, readSince: epoch)
        return live
    }
}
