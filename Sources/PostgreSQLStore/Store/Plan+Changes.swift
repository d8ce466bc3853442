import Accounts

extension Plan {
    /// Creates the plan of a transaction. `policies` are the stored rule sets, if it expects something of them.
    init(_ transaction: Transaction, in site: SiteID, token: [UInt8], storedPolicies policies: [PolicyRow]) throws(StoreError) {
        self.init(site: site, token: token)
        for expectation in transaction.expectations { expect(expectation, storedPolicies: policies) }
        var new: [(account: NewAccount, at: Timestamp)] = []
        for change in transaction.changes {
            // New accounts that follow one another are added together.
            if case .insert(let account, let now) = change {
                new.append((account, now))
                continue
            }
            if !new.isEmpty { insert(new) }
            new = []
            try make(change)
        }
        if !new.isEmpty { insert(new) }
    }

    private mutating func make(_ change: Change) throws(StoreError) {
        switch change {
        case .insert(let account, let now): insert([(account, now)])
        case .update(let id, let changes): update(id, changes)
        case .lock(let id): self.change(id, .lock)
        case .recordSignIn(let id, let moment): self.change(id, .recordSignIn, [.int(moment.milliseconds)])
        case .disableUnused(let id, let moment):
            lock(.account(id))
            add(AccountSQL.disableUnused, [.int(id.rawValue), .int(moment.milliseconds)])
        case .delete(let id): delete(id)
        case .setCredential(let id, let credential): setCredential(of: id, credential)
        case .rehash(let id, let hash): self.change(id, .rehash, [.text(hash.text)])
        case .countGraceSignIn(let id): self.change(id, .countGraceSignIn)
        case .setFailures(let subject, let failures): setFailures(of: subject, failures)
        case .deleteOldFailures(let moment, let now, let limit): deleteFailures(before: moment, notLockedAt: now, keeping: limit)
        case .keepSession(let session): keep(session)
        case .endSession(let digest): endSession(digest)
        case .endSessions(let id, let kept): endSessions(of: id, except: kept)
        case .endSessionsAlike(let likeness, let kept): endSessions(alike: likeness, keepingNewest: kept)
        case .deleteEndedSessions(let moment): deleteSessions(endedBefore: moment)
        case .append(let event): append(event)
        case .updateEvent(let id, let kind, let fields): update(id, kind, fields)
        case .trimEvents(let kind, let account, let kept): trim(kind, of: account, keepingNewest: kept)
        case .insertRow(let row): insert(row)
        case .updateRow(let table, let key, let fields): update(table, key: key, fields)
        case .deleteRow(let table, let key): deleteRow(table, key: key)
        case .setValue(let value, let name): setValue(value, named: name)
        case .insertContainer, .updateContainer, .deleteContainer, .addMember, .removeMember, .draw, .setPolicy, .renamePolicy,
            .deletePolicy:
            try makeInDirectory(change)
        }
    }

    private mutating func makeInDirectory(_ change: Change) throws(StoreError) {
        switch change {
        case .insertContainer(let new): insert(new)
        case .updateContainer(let id, let changes): update(id, changes)
        case .deleteContainer(let id): delete(id)
        case .addMember(let member, let id): add(member, to: id)
        case .removeMember(let member, let id): remove(member, from: id)
        case .draw(let sequence, let least): draw(sequence, above: least)
        case .setPolicy(let policy, let name, let fields): try setPolicy(policy, named: name, fields: fields)
        case .renamePolicy(let id, let name): rename(id, to: name)
        case .deletePolicy(let id): delete(id)
        default: break
        }
    }
}
