extension UserService {
    /// Deletes a site with everything in it. Returns false if there is no such site.
    ///
    /// The site is then retired: see ``retire(_:)``. A call that is in progress at the same moment may still add data to it. To
    /// prevent that, retire it before.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        let isDeleted = try store.deleteSite(site)
        if isDeleted { retire(site) }
        housekeeping.forget(site)
        storage.directories.changed(in: site)
        storage.policiesChanged()
        return isDeleted
    }

    /// Gives a site the content of its original again, if the store has noted what was changed since: see
    /// ``SiteStore/restoreSite(_:from:marking:isInUse:)``. Returns its new key, or nil. The earlier one is then retired.
    public func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID? {
        guard let restored = try store.restoreSite(site, from: original, marking: mark, isInUse: isInUse) else { return nil }
        retire(site)
        housekeeping.forget(site)
        storage.directories.changed(in: site)
        return restored
    }

    /// Ends a site for the calls that began before: from now on they write nothing and find no session, but fail with
    /// ``StoreError/siteGone``, which is answered as busy. Call this when another site has taken the site's place.
    public func retire(_ site: SiteID) {
        storage.retired.insert(site)
    }

    /// Stores new accounts, all or none, and returns their keys in order.
    public func insert(_ accounts: [NewAccount], in site: SiteID) throws(StoreError) -> [AccountID] {
        let now = now
        guard !accounts.isEmpty else { return [] }
        return try commits.commit(Transaction(accounts.map { .insert($0, at: now) }), in: site, at: now)?.accounts ?? []
    }

    /// Changes an account, with immediate effect. Disabling or locking ends its sessions. Activating it deletes its
    /// failures, and with them a temporary lock; failures counted for one origin expire with time. Returns false and
    /// changes nothing if there is no such account, or if its status is not one of the expected `statuses`.
    public func update(
        _ id: AccountID, in site: SiteID, _ changes: AccountChanges, expecting statuses: Set<AccountStatus>? = nil
    ) throws(StoreError) -> Bool {
        let expected: Expectation = statuses.map { .status(id, $0) } ?? .account(id)
        return try commits.commit(Transaction(expecting: [expected], self.changes(updating: id, changes)), in: site, at: now) != nil
    }

    /// Returns the changes that ``update(_:in:_:expecting:)`` makes, for a transaction that makes others with them.
    public func changes(updating id: AccountID, _ changes: AccountChanges) -> [Change] {
        var changes = changes
        if let status = changes.status, status != .active { changes.endsSessions = true }
        guard changes.status == .active else { return [.update(id, changes)] }
        changes.activatedAt = now
        return [.update(id, changes), .setFailures(of: FailureSubject.of(id), nil)]
    }

    /// Deletes an account with everything that belongs to it. Returns false if there is no such account.
    public func delete(_ id: AccountID, in site: SiteID) throws(StoreError) -> Bool {
        try commits.commit(Transaction(expecting: [.account(id)], [.delete(id)]), in: site, at: now) != nil
    }

    /// Returns the person with this account key, or nil.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        if case .people(let people)? = known(.person(id), in: site) { return people.first }
        return try store.person(id, in: site)
    }

    /// Returns the holders of the first identity that has any, in the order of their creation; at most `limit`.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        if let known = ahead?.people(withFirstOf: identities, limit: limit, in: site) { return known }
        return try store.people(withFirstOf: identities, in: site, limit: limit)
    }

    /// Returns the people that have all of several identities, in the order of their creation, or nil if each of the
    /// identities has more than `limit` holders.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try store.people(withAllOf: identities, in: site, among: limit)
    }

    /// Returns the values of `scheme` of the accounts that hold `identity`. One look-up.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        if case .texts(let texts)? = known(.identities(of: scheme, forHolderOf: identity), in: site) { return texts }
        return try store.values(of: scheme, forHolderOf: identity, in: site)
    }

    /// Returns search results in the order of ``AccountSearch`` without the first `skipped` ones; at most `limit`. Skipped
    /// ones are passed in the index and not read.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        try store.search(search, in: site, skipping: skipped, limit: limit)
    }

    /// Returns the number of search results, which are counted in the index and not read.
    public func count(_ search: AccountSearch, in site: SiteID) throws(StoreError) -> Int {
        try store.count(search, in: site, before: nil)
    }

    /// Returns the number of search results before that of an account with an identity of the search's scheme.
    public func count(
        _ search: AccountSearch, in site: SiteID, before identity: Identity, of id: AccountID
    ) throws(StoreError) -> Int {
        try store.count(search, in: site, before: AccountSearch.Position(key: identity.key, account: id))
    }

    /// Passes the results of a search to `visit`, in the order of ``AccountSearch``, until it returns false.
    ///
    /// The store returns one page at a time and holds no lock while `visit` runs. So an account that is changed
    /// meanwhile may be passed in its old state. An account whose identities are changed may be passed twice or not at
    /// all.
    ///
    /// - Throws: The errors of `visit`, or ``StoreError``.
    public func search(
        _ search: AccountSearch, in site: SiteID, pageSize: Int = 200, _ visit: (Person) throws -> Bool
    ) throws {
        let limit = max(1, pageSize)
        var position: AccountSearch.Position?
        while true {
            let page = try store.search(search, in: site, after: position, limit: limit)
            for found in page {
                guard try visit(found.person) else { return }
            }
            guard page.count >= limit, let last = page.last else { return }
            position = last.position
        }
    }
}
