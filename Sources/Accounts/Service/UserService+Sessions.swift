extension UserService {
    /// Opens a session. It is on disk when this returns.
    ///
    /// If the account does not exist, is not active, or no longer has the verified password, no session is stored: the
    /// token is invalid, as if the session had been ended at once.
    public func openSession(_ opening: SessionOpening, in site: SiteID) throws(StoreError) -> OpenedSession {
        var transaction = Transaction()
        let opened = open(opening, in: &transaction)
        _ = try commit(transaction, in: site)
        sweepIfDue(site)
        return opened
    }

    /// Opens several sessions and ends others in one transaction. It is on disk when this returns.
    ///
    /// If the account of one of them does not exist, is not active, or no longer has the verified password, none of the
    /// sessions is stored. The others are ended in any case.
    ///
    /// - Returns: The sessions in the order of the openings.
    public func openSessions(
        _ openings: [SessionOpening], ending ended: [TokenDigest] = [], in site: SiteID
    ) throws(StoreError) -> [OpenedSession] {
        var transaction = Transaction()
        let opened = open(SessionOpenings(openings, ending: ended), in: &transaction)
        if try commit(transaction, in: site) == nil, !ended.isEmpty {
            _ = try commit(Transaction(ended.map { .endSession($0) }), in: site)
        }
        sweepIfDue(site)
        return opened
    }

    /// Adds the changes and conditions for opening and ending sessions to a transaction.
    func open(_ all: SessionOpenings, in transaction: inout Transaction) -> [OpenedSession] {
        transaction.changes += all.ended.map { .endSession($0) }
        var opened: [OpenedSession] = []
        for opening in all.openings { opened.append(open(opening, in: &transaction)) }
        return opened
    }

    /// Adds the changes and conditions for opening a session to a transaction.
    private func open(_ opening: SessionOpening, in transaction: inout Transaction) -> OpenedSession {
        let (token, session) = newSession(opening, for: opening.account)
        transaction.expectations += Self.mayHaveSession(opening.account)
        if let account = opening.account {
            if let version = opening.credentialVersion { transaction.expectations.append(.credential(account, version: version)) }
            if opening.recordsSignIn { transaction.changes.append(.recordSignIn(account, at: session.createdAt)) }
            if let others = opening.keepsOthers {
                let likeness = SessionLikeness(account: account, kind: session.kind, clientAddress: session.clientAddress)
                transaction.changes.append(.endSessionsAlike(likeness, keepingNewest: others))
            }
        }
        transaction.changes.append(.keepSession(session))
        return OpenedSession(token: token, session: session)
    }

    /// Returns the conditions for an account to have a session: it must be active. A session without an account has no
    /// condition.
    private static func mayHaveSession(_ account: AccountID?) -> [Expectation] {
        account.map { [.status($0, [.active])] } ?? []
    }

    /// Returns the session of a token with its owner. Returns nil if the token is unknown, expired or of another kind,
    /// or if its account does not exist or is not active.
    ///
    /// This call counts as use and extends a session that inactivity would end. The time of use reaches the store once
    /// a tenth of the idle timeout has passed since the last stored one. So after a crash, a session may end that much
    /// early.
    public func session(token: String, kind: SessionKind, in site: SiteID) throws(StoreError) -> LiveSession? {
        let digest = digester.digest(token)
        guard let live = try session(digest, in: site) else { return nil }
        guard live.record.session.kind == kind else {
            lost(digest, .otherKind)
            return nil
        }
        if let status = live.record.person?.account.status, status != .active { return nil }
        return live
    }

    /// Returns those of some accounts that have a live session of a kind. A session that was used shortly before it would
    /// have ended may be missed: see ``session(token:kind:in:)``.
    public func accounts(_ ids: [AccountID], withSessionOf kind: SessionKind, in site: SiteID) throws(StoreError) -> Set<AccountID> {
        try store.accounts(ids, withSessionOf: kind, liveAt: now, in: site)
    }

    /// Replaces a valid session by a new one. It is on disk when this returns, and the old token is invalid from then
    /// on.
    ///
    /// The account is that of the old session. The opening's `account`, `keepsOthers` and `credentialVersion` are
    /// ignored. Everything else is as in the opening, including `clientAddress` and `attributes`: nothing is copied
    /// from the old session.
    ///
    /// - Returns: Nil if the token is unknown, expired or of another kind than `kind`, if its account does not exist or
    ///   is not active, or if the session was meanwhile ended, renewed or given to another account. Of several callers
    ///   with one token, exactly one gets a new one.
    public func renewSession(
        token: String, kind: SessionKind, _ opening: SessionOpening, in site: SiteID
    ) throws(StoreError) -> OpenedSession? {
        guard let old = try session(token: token, kind: kind, in: site)?.record.session else { return nil }
        let (renewed, session) = newSession(opening, for: old.account)
        guard try replace(old.digest, with: session, in: site) else { return nil }
        sweepIfDue(site)
        return OpenedSession(token: renewed, session: session)
    }

    /// Replaces a session by another one of the same account, if it exists and the account is active.
    private func replace(_ digest: TokenDigest, with session: Session, in site: SiteID) throws(StoreError) -> Bool {
        let transaction = Transaction(
            expecting: [.sessionOwner(digest, session.account)] + Self.mayHaveSession(session.account),
            [.endSession(digest), .keepSession(session)])
        return try commit(transaction, in: site) != nil
    }

    /// Ends a session. Of several callers, exactly one gets true. Returns false if the token is unknown, expired or of
    /// another kind.
    public func endSession(token: String, kind: SessionKind, in site: SiteID) throws(StoreError) -> Bool {
        let digest = digester.digest(token)
        guard let live = try session(digest, in: site), live.record.session.kind == kind else { return false }
        return try commit(Transaction(expecting: [.session(digest)], [.endSession(digest)]), in: site) != nil
    }

    /// Changes a session's account and attributes. Returns false if the session is no longer valid, or if its account
    /// does not exist or is not active.
    public func update(_ session: Session, in site: SiteID) throws(StoreError) -> Bool {
        let transaction = Transaction(
            expecting: [.session(session.digest)] + Self.mayHaveSession(session.account), [.keepSession(session)])
        return try commit(transaction, in: site) != nil
    }

    /// Returns a session as described by an opening, with its token.
    private func newSession(_ opening: SessionOpening, for account: AccountID?) -> (token: String, session: Session) {
        let token = opening.token ?? opening.format.mint(from: random, for: .tokens)
        let now = now
        let session = Session(
            digest: digester.digest(token), kind: opening.kind, account: account, createdAt: now,
            expiresAt: opening.lifetime.map { now + $0 }, idleTimeout: opening.idleTimeout, clientAddress: opening.clientAddress,
            attributes: opening.attributes)
        return (token, session)
    }

    /// Returns the live session with a digest, whatever its kind and the status of its account. It has no account only
    /// if it never had one.
    private func session(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> LiveSession? {
        try storage.retired.check(site)
        let key = SessionCache.Key(site: site, digest: digest)
        let now = now
        switch storage.sessions.use(key, at: now) {
        case .live(let live, let save):
            if let save { store.touch([(digest: digest, site: site, at: save)]) }
            return live
        case .ended(let session):
            lost(digest, SessionFate(ofExpired: session, at: now))
            return nil
        case .nothing(let lastUse):
            return try read(key, lastUse: lastUse, at: now)
        }
    }

    private func read(_ key: SessionCache.Key, lastUse: SessionCache.Use?, at now: Timestamp) throws(StoreError) -> LiveSession? {
        let epoch = storage.sessions.epoch
        guard let stored = try storedSession(key.digest, in: key.site) else {
            lost(key.digest, history.fate(of: key.digest, in: key.site, at: now))
            return nil
        }
        var session = stored.session
        let savedUse = session.lastUsedAt
        if let lastUse, lastUse.openedAt == session.createdAt { session.lastUsedAt = max(session.lastUsedAt, lastUse.at) }
        guard session.isLive(at: now) else {
            lost(key.digest, SessionFate(ofExpired: session, at: now))
            return nil
        }
        session.lastUsedAt = max(session.lastUsedAt, now)
        guard session.account == stored.person?.id else { return nil }
        history.met(session, in: key.site)
        let live = LiveSession(session: session, person: stored.person)
        if storage.sessions.isOff {
            // Nothing here remembers the use until it is worth writing.
            if let idle = session.idleTimeout, SessionCache.isWorthSaving(now, after: savedUse, idle: idle) {
                store.touch([(digest: key.digest, site: key.site, at: now)])
            }
        } else {
            storage.sessions.keep(live, under: key, savedUse: savedUse, readSince: epoch)
        }
        return live
    }

    /// Tells the call what became of the session of its token, if that is known.
    private func lost(_ session: TokenDigest, _ fate: SessionFate?) {
        if let witness, let fate { witness.met(fate, of: session) }
    }

    /// Returns the sessions of a site that were ended within the last day, the newest end first, as far as this process knows. If
    /// `account` is not nil, those of that account only.
    public func endedSessions(of account: AccountID? = nil, in site: SiteID) -> [EndedSession] {
        history.ended(of: account, in: site, at: now)
    }
}
