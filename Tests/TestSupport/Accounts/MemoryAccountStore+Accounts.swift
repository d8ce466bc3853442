public import Accounts

extension MemoryAccountStore {
    /// The site of this name.
    public func site(named name: String) throws(StoreError) -> SiteID? {
        read { Self.site(name, in: $0) }
    }

    /// All sites.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] {
        read { state in
            state.sites.enumerated().compactMap { index, name in name.map { (name: $0, id: SiteID(rawValue: Int64(index) + 1)) } }
        }
    }

    /// Gives the name of a site to another one.
    public func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let indices = [old, new].map { Int($0.rawValue) - 1 }
            guard indices.allSatisfy({ state.sites.indices.contains($0) && state.sites[$0] != nil }) else { return false }
            state.sites[indices[1]] = state.sites[indices[0]]
            state.sites[indices[0]] = "replaced \(old.rawValue)"
            state.values[ValueKey(site: old, name: Array(mark.utf8))] = ""
            state.values[ValueKey(site: new, name: Array(mark.utf8))] = nil
            return true
        }
    }

    /// Deletes a site.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let index = Int(site.rawValue) - 1
            guard state.sites.indices.contains(index), state.sites[index] != nil else { return false }
            state.sites[index] = nil
            state.records = state.records.filter { $0.value.site != site }
            state.failures = state.failures.filter { $0.key.site != site }
            state.sessions = state.sessions.filter { $0.key.site != site }
            state.policies = state.policies.filter { $0.key.site != site }
            state.values = state.values.filter { $0.key.site != site }
            let containers = Set(state.containers.filter { $0.value.site == site }.keys)
            state.memberships = state.memberships.filter { !containers.contains($0.container) }
            state.containers = state.containers.filter { $0.value.site != site }
            state.sequences = state.sequences.filter { $0.key.site != site }
            state.epochs[site] = nil
            state.events.removeAll { $0.site == site }
            state.rows.removeAll { $0.site == site }
            return true
        }
    }

    /// Makes a site, or finds it.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        try write { state throws(StoreError) in
            if let site = Self.site(name, in: state) { return site }
            state.sites.append(name)
            return SiteID(rawValue: Int64(state.sites.count))
        }
    }

    /// The number of a site's accounts.
    public func accountCount(in site: SiteID) throws(StoreError) -> Int { read { $0.records.values.count { $0.site == site } } }

    /// The numbers of accounts and sessions in some sites.
    public func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes {
        read { state in
            StoreSizes(
                accounts: state.records.values.count { sites.contains($0.site) },
                sessions: state.sessions.keys.count { sites.contains($0.site) })
        }
    }

    /// Whether there is no account.
    public func isEmpty() throws(StoreError) -> Bool { read { $0.records.isEmpty } }

    /// The person of a key.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        read { Self.person(id, in: site, $0) }
    }

    /// The holders of the first identity that has any.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        read { state in
            let holders = identities.lazy.map { Self.holders(of: $0, in: site, state) }.first { !$0.isEmpty } ?? []
            return holders.prefix(max(0, limit)).map { Self.person($0, state) }
        }
    }

    /// Those who hold all identities.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        read { state in
            let fewest = identities.map { Self.holders(of: $0, in: site, state) }.min { $0.count < $1.count } ?? []
            guard fewest.count <= limit else { return nil }
            return fewest.map { Self.person($0, state) }.filter { identities.allSatisfy($0.holds) }
        }
    }

    /// Values of those that hold an identity.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        read { state in
            Self.holders(of: identity, in: site, state).flatMap { $0.identities.filter { $0.scheme == scheme }.map(\.value) }
        }
    }

    private static func site(_ name: String, in state: State) -> SiteID? {
        state.sites.firstIndex { $0?.lowercased() == name.lowercased() }.map { SiteID(rawValue: Int64($0) + 1) }
    }

    static func person(_ id: AccountID, in site: SiteID, _ state: State) -> Person? {
        state.records[id].flatMap { $0.site == site ? person($0, state) : nil }
    }

    static func person(_ record: Record, _ state: State) -> Person {
        let id = record.account.id
        return Person(
            account: record.account, identities: record.identities.map { (scheme: $0.scheme.name, value: $0.value) },
            memberships: state.memberships.filter { $0.member == .account(id) }.map(\.container).sorted { $0.rawValue < $1.rawValue })
    }

    static func holders(of identity: Identity, in site: SiteID, _ state: State) -> [Record] {
        state.records.values
            .filter { record in
                record.site == site
                    && record.identities.contains { $0.scheme == identity.scheme && Array($0.key.utf8) == Array(identity.key.utf8) }
            }
            .sorted { $0.account.id.rawValue < $1.account.id.rawValue }
    }
}
