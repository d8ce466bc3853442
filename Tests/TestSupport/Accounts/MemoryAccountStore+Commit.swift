public import Accounts

extension MemoryAccountStore {
    /// Makes a transaction's changes if all it expects holds.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        guard !transaction.changes.isEmpty else {
            return read { state in
                guard Self.holds(transaction.expectations, in: site, state) else { return nil }
                return Committed(people: Self.people(transaction.answers, in: site, state))
            }
        }
        return try write { state throws(StoreError) -> Committed? in
            guard Self.holds(transaction.expectations, in: site, state) else { return nil }
            var committed = Committed()
            for change in transaction.changes { try Self.make(change, in: site, &state, &committed) }
            committed.people = Self.people(transaction.answers, in: site, state)
            return committed
        }
    }

    private static func people(_ ids: [AccountID], in site: SiteID, _ state: State) -> [Person] {
        ids.compactMap { person($0, in: site, state) }
    }

    private static func record(_ id: AccountID, in site: SiteID, _ state: State) -> Record? {
        state.records[id].flatMap { $0.site == site ? $0 : nil }
    }

    private static func holds(_ expectations: [Expectation], in site: SiteID, _ state: State) -> Bool {
        expectations.allSatisfy { expectation in
            switch expectation {
            case .account(let id): record(id, in: site, state) != nil
            case .attribute(let id, let name, let value):
                record(id, in: site, state).map { record in
                    record.account.attributes[name].map { Array($0.utf8) } == value.map { Array($0.utf8) }
                } ?? false
            case .status(let id, let statuses): record(id, in: site, state).map { statuses.contains($0.account.status) } ?? false
            case .credential(let id, let version):
                record(id, in: site, state).map { $0.account.credential?.version == version } ?? false
            case .graceSignIns(let id, let limit):
                record(id, in: site, state).map { ($0.account.credential?.graceSignInsUsed ?? 0) < limit } ?? false
            case .failures(let subject, let failures): state.failures[Subject(site: site, key: subject)] == failures
            case .session(let digest): state.sessions[SessionKey(site: site, digest: digest)] != nil
            case .sessionOwner(let digest, let account):
                state.sessions[SessionKey(site: site, digest: digest)].map { $0.account == account } ?? false
            case .container(let id): container(id, in: site, state) != nil
            case .directory(let epoch): state.epochs[site, default: 0] == epoch
            case .free(let identity, let holder): holders(of: identity, in: site, state).allSatisfy { $0.account.id == holder }
            case .events(let kind, let id, let limit):
                state.events.count { $0.site == site && $0.event.event.kind == kind && $0.event.event.account == id } < limit
            case .policy(let policy): state.policies[PolicyKey(site: site, id: policy.id)] == policy
            case .noPolicy(let name):
                state.policies.allSatisfy { $0.key.site != site || Array($0.value.name.utf8) != Array(name.utf8) }
            case .policies(let policies): Set(state.policies.filter { $0.key.site == site }.values) == Set(policies)
            case .row(let table, let key): hasRow(table, key, in: site, state)
            case .rows(let table, let id, let limit): rows(table, of: id, in: site, state).count < limit
            case .value(let value, let name):
                state.values[ValueKey(site: site, name: Array(name.utf8))].map { Array($0.utf8) } == value.map { Array($0.utf8) }
            case .unusedPolicy(let id):
                state.policies[PolicyKey(site: site, id: id)] != nil && state.records.values.allSatisfy { $0.account.policy != id }
            }
        }
    }

    private static func make(_ change: Change, in site: SiteID, _ state: inout State, _ committed: inout Committed) throws(StoreError) {
        switch change {
        case .insert(let account, let now): committed.accounts.append(try insert(account, in: site, at: now, &state))
        case .setFailures(let subject, let failures): state.failures[Subject(site: site, key: subject)] = failures
        case .deleteOldFailures(let moment, let now, let limit):
            deleteFailures(before: moment, notLockedAt: now, keeping: limit, in: site, &state)
        case .deleteEndedSessions(let moment): deleteSessions(endedBefore: moment, in: site, &state)
        case .keepSession(let session): state.sessions[SessionKey(site: site, digest: session.digest)] = session
        case .endSession(let digest): state.sessions[SessionKey(site: site, digest: digest)] = nil
        case .endSessions(let id, let kept): endSessions(of: id, in: site, except: kept, &state)
        case .endSessionsAlike(let likeness, let kept): endSessions(alike: likeness, in: site, keepingNewest: kept, &state)
        case .append(let event): append(event, in: site, &state)
        case .updateEvent, .trimEvents: makeOfEvents(change, in: site, &state)
        case .draw(let sequence, let least):
            committed.numbers.append(number(nil, of: sequence, above: least, in: site, &state))
        case .insertRow, .updateRow, .deleteRow: try makeOfRows(change, in: site, &state)
        case .setPolicy, .renamePolicy, .deletePolicy: try makeOfPolicies(change, in: site, &state, &committed)
        case .insertContainer, .updateContainer, .deleteContainer, .addMember, .removeMember:
            try makeInDirectory(change, in: site, &state, &committed)
        case .setValue(let value, let name): state.values[ValueKey(site: site, name: Array(name.utf8))] = value
        case .update(let id, _), .lock(let id), .recordSignIn(let id, _), .disableUnused(let id, _), .delete(let id),
            .setCredential(let id, _), .rehash(let id, _), .countGraceSignIn(let id):
            guard record(id, in: site, state) != nil else { return }
            try make(change, ofAccount: id, in: site, &state)
        }
    }

    /// Changes an account that is there.
    private static func make(_ change: Change, ofAccount id: AccountID, in site: SiteID, _ state: inout State) throws(StoreError) {
        switch change {
        case .update(_, let changes): try update(id, changes, in: site, &state)
        case .lock:
            if state.records[id]?.account.status == .active { state.records[id]?.account.status = .locked }
        case .recordSignIn(_, let moment): state.records[id]?.account.lastSignInAt = moment
        case .disableUnused(_, let moment):
            guard let account = state.records[id]?.account, account.status == .active, account.lastUsedAt <= moment else { return }
            state.records[id]?.account.status = .disabled
            endSessions(of: id, in: site, except: nil, &state)
        case .delete:
            state.records[id] = nil
            let memberships = state.memberships.filter { $0.member == .account(id) }
            if !memberships.isEmpty { state.epochs[site, default: 0] += 1 }
            state.memberships.subtract(memberships)
            state.events.removeAll { $0.event.event.account == id }
            state.rows.removeAll { $0.row.row.account == id }
            endSessions(of: id, in: site, except: nil, &state)
        case .setCredential(_, let new):
            guard var record = state.records[id] else { return }
            let present = record.account.credential
            record.history = Array(([present?.hash].compactMap { $0 } + record.history).prefix(max(0, new.keepsHistory)))
            record.account.credential = Credential(
                hash: new.hash, version: (present?.version ?? 0) + 1, changedAt: new.changedAt, mustChange: new.mustChange)
            state.records[id] = record
        case .rehash(_, let hash): state.records[id]?.account.credential?.hash = hash
        case .countGraceSignIn: state.records[id]?.account.credential?.graceSignInsUsed += 1
        default: break
        }
    }

    private static func insert(_ new: NewAccount, in site: SiteID, at now: Timestamp, _ state: inout State) throws(StoreError) -> AccountID
    {
        state.lastKey += 1
        let id = AccountID(rawValue: state.lastKey)
        let credential = new.passwordHash.map {
            Credential(hash: $0, version: 1, changedAt: new.passwordChangedAt ?? now, mustChange: new.mustChangePassword)
        }
        state.records[id] = Record(
            site: site,
            account: Account(
                id: id, status: new.status, credential: credential, policy: new.policy, attributes: new.attributes, createdAt: now),
            identities: [])
        try add(new.identities, to: id, in: &state)
        for container in new.memberships { try add(.account(id), to: container, in: site, &state) }
        for event in new.events { append(event.concerning(id), in: site, &state) }
        for row in new.rows { try makeOfRows(.insertRow(row.belonging(to: id)), in: site, &state) }
        return id
    }

    private static func append(_ event: Event, in site: SiteID, _ state: inout State) {
        state.lastKey += 1
        state.events.append((site, StoredEvent(id: state.lastKey, event)))
    }

    private static func update(_ id: AccountID, _ changes: AccountChanges, in site: SiteID, _ state: inout State) throws(StoreError) {
        guard var record = state.records[id] else { return }
        if let mustChange = changes.mustChangePassword { record.account.credential?.mustChange = mustChange }
        if let changedAt = changes.passwordChangedAt { record.account.credential?.changedAt = changedAt }
        if let used = changes.graceSignInsUsed { record.account.credential?.graceSignInsUsed = used }
        record.account.status = changes.status ?? record.account.status
        record.account.activatedAt = changes.activatedAt ?? record.account.activatedAt
        record.account.policy = changes.policy ?? record.account.policy
        for (name, value) in changes.attributes { record.account.attributes[name] = value }
        record.identities.removeAll { changes.replacedSchemes.contains($0.scheme) }
        state.records[id] = record
        try add(changes.addedIdentities, to: id, in: &state)
        if changes.endsSessions { endSessions(of: id, in: site, except: nil, &state) }
    }

    private static func add(_ identities: [Identity], to id: AccountID, in state: inout State) throws(StoreError) {
        guard let site = state.records[id]?.site else { return }
        for identity in identities {
            let holders = holders(of: identity, in: site, state).map(\.account.id)
            if holders.contains(id) { continue }
            if identity.scheme.isUnique, !holders.isEmpty { throw .identityTaken(identity) }
            state.records[id]?.identities.append(identity)
        }
    }

    private static func endSessions(of id: AccountID, in site: SiteID, except kept: TokenDigest?, _ state: inout State) {
        state.sessions = state.sessions.filter { $0.key.site != site || $0.value.account != id || $0.key.digest == kept }
    }

    private static func endSessions(alike likeness: SessionLikeness, in site: SiteID, keepingNewest kept: Int, _ state: inout State) {
        let alike = state.sessions.filter { key, session in
            key.site == site && session.account == likeness.account && session.kind == likeness.kind
                && session.clientAddress == likeness.clientAddress
        }
        for (key, _) in alike.sorted(by: { $0.value.createdAt > $1.value.createdAt }).dropFirst(max(0, kept)) { state.sessions[key] = nil }
    }
}
