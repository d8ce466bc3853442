extension UserService {
    /// Deletes a site with everything in it. Returns false if there is no such site. Calls for the site that are under way may still add to it:
    /// let none come any more, and wait for those that have.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool { try store.deleteSite(site) }

    /// Keeps new accounts, all or none, and gives their keys in order.
    public func insert(_ accounts: [NewAccount], in site: SiteID) throws(StoreError) -> [AccountID] {
        let now = now
        guard !accounts.isEmpty else { return [] }
        return try storage.commit(Transaction(accounts.map { .insert($0, at: now) }), in: site)?.accounts ?? []
    }

    /// Changes an account; at once for everybody. Disabling or locking ends its sessions; making it active forgets its failures, and with
    /// them a lock for a time; failures counted for one origin are left to time. False, and nothing happened, when there is no such
    /// account or it has none of the `statuses` that are expected, if any are.
    public func update(
        _ id: AccountID, in site: SiteID, _ changes: AccountChanges, expecting statuses: Set<AccountStatus>? = nil
    ) throws(StoreError) -> Bool {
        var changes = changes
        if let status = changes.status, status != .active { changes.endsSessions = true }
        var transaction = Transaction(
            expecting: [statuses.map { .status(id, $0) } ?? .account(id)], [.update(id, changes)])
        if changes.status == .active { transaction.changes.append(.setFailures(of: PasswordCheck.subject(of: id), nil)) }
        return try storage.commit(transaction, in: site) != nil
    }

    /// Takes an account with all that belongs to it away. False when there is no such account.
    public func delete(_ id: AccountID, in site: SiteID) throws(StoreError) -> Bool {
        try storage.commit(Transaction(expecting: [.account(id)], [.delete(id)]), in: site) != nil
    }

    /// Returns the person whose account has this key.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        try store.person(id, in: site)
    }

    /// Returns those who hold the first of several identities that anybody holds, in the order their accounts were made; at most `limit`.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        try store.people(withFirstOf: identities, in: site, limit: limit)
    }

    /// Returns those who hold each of several identities, in the order their accounts were made, or nil if each of the identities is held by
    /// more than `limit`.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try store.people(withAllOf: identities, in: site, among: limit)
    }

    /// The values under `scheme` of the accounts that hold `identity`: one look-up.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        try store.values(of: scheme, forHolderOf: identity, in: site)
    }

    /// Shows what a search finds to `visit`, in the order of ``AccountSearch``, until that gives false.
    ///
    /// The store is asked for a page at a time and holds nothing while `visit` runs. So an account that is changed meanwhile may be shown as
    /// it was, and one whose identities are changed may come twice or not at all.
    ///
    /// - Throws: what `visit` throws, or ``StoreError``.
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
