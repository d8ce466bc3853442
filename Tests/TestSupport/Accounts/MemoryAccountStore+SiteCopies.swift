public import Accounts

extension MemoryAccountStore {
    /// Copies a site with everything in it.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID? {
        let copy = try write { state throws(StoreError) -> SiteID? in
            let index = Int(source.rawValue) - 1
            guard state.sites.indices.contains(index), state.sites[index] != nil,
                state.sites.allSatisfy({ $0?.lowercased() != name.lowercased() })
            else { return nil }
            state.sites.append(name)
            let site = SiteID(rawValue: Int64(state.sites.count))
            let policies = Self.copyPolicies(of: source, to: site, &state)
            let accounts = Self.copyAccounts(of: source, to: site, policies, &state)
            Self.copyDirectory(of: source, to: site, accounts, &state)
            Self.copyRest(of: source, to: site, accounts, &state)
            if let mark { state.values[ValueKey(site: site, name: Array(mark.utf8))] = "" }
            return site
        }
        if copy != nil { begun() }
        return copy
    }

    private static func copyPolicies(of source: SiteID, to site: SiteID, _ state: inout State) -> [PolicyID: PolicyID] {
        var keys: [PolicyID: PolicyID] = [:]
        for (key, policy) in state.policies.filter({ $0.key.site == source }).sorted(by: { $0.key.id.rawValue < $1.key.id.rawValue }) {
            state.lastKey += 1
            let id = PolicyID(rawValue: state.lastKey)
            keys[key.id] = id
            state.policies[PolicyKey(site: site, id: id)] = StoredPolicy(
                id: id, number: policy.number, name: policy.name, rules: policy.rules, fields: policy.fields)
        }
        return keys
    }

    private static func copyAccounts(
        of source: SiteID, to site: SiteID, _ policies: [PolicyID: PolicyID], _ state: inout State
    ) -> [AccountID: AccountID] {
        var keys: [AccountID: AccountID] = [:]
        for (id, record) in state.records.filter({ $0.value.site == source }).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            state.lastKey += 1
            let new = AccountID(rawValue: state.lastKey)
            keys[id] = new
            let old = record.account
            var account = Account(
                id: new, status: old.status, credential: old.credential, policy: old.policy.flatMap { policies[$0] },
                attributes: old.attributes, createdAt: old.createdAt)
            account.lastSignInAt = old.lastSignInAt
            account.activatedAt = old.activatedAt
            state.records[new] = Record(site: site, account: account, identities: record.identities, history: record.history)
        }
        return keys
    }

    private static func copyDirectory(
        of source: SiteID, to site: SiteID, _ accounts: [AccountID: AccountID], _ state: inout State
    ) {
        var keys: [ContainerID: ContainerID] = [:]
        for (id, kept) in state.containers.filter({ $0.value.site == source }).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            state.lastKey += 1
            let new = ContainerID(rawValue: state.lastKey)
            keys[id] = new
            let old = kept.container
            state.containers[new] = (
                site, Container(id: new, kind: old.kind, number: old.number, key: old.key, name: old.name, fields: old.fields)
            )
        }
        for membership in state.memberships {
            guard let container = keys[membership.container] else { continue }
            let member: Member? =
                switch membership.member {
                case .account(let id): accounts[id].map(Member.account)
                case .container(let id): keys[id].map(Member.container)
                }
            if let member { state.memberships.insert(Membership(container: container, member: member)) }
        }
        state.epochs[site] = state.epochs[source]
    }

    private static func copyRest(of source: SiteID, to site: SiteID, _ accounts: [AccountID: AccountID], _ state: inout State) {
        for (key, value) in state.values where key.site == source { state.values[ValueKey(site: site, name: key.name)] = value }
        for (key, next) in state.sequences where key.site == source { state.sequences[SequenceKey(site: site, name: key.name)] = next }
        for (key, session) in state.sessions where key.site == source {
            var copy = session
            copy.account = session.account.flatMap { accounts[$0] }
            state.sessions[SessionKey(site: site, digest: key.digest)] = copy
        }
        for (key, failures) in state.failures where key.site == source {
            if let subject = FailureSubject.moved(key.key, { accounts[$0] }) {
                state.failures[Subject(site: site, key: subject)] = failures
            }
        }
        for (_, event) in state.events.filter({ $0.site == source }) {
            var copy = event.event
            copy.account = copy.account.flatMap { accounts[$0] }
            state.lastKey += 1
            state.events.append((site, StoredEvent(id: state.lastKey, copy)))
        }
        for (_, row) in state.rows.filter({ $0.site == source }) {
            var copy = row.row
            copy.account = copy.account.flatMap { accounts[$0] }
            state.lastKey += 1
            state.rows.append((site, StoredRow(id: state.lastKey, copy)))
        }
    }
}
