public import Accounts

extension SQLiteStore {
    /// The number of changes from which releasing the pages they used is worthwhile.
    private static let many = 1000

    /// Makes a transaction's changes if all its expectations are true. Thousands of new accounts in one call are faster
    /// than one by one, but other writes wait meanwhile: about 10 µs for each account.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        let look = { @Sendable [schemes, uses] (connection: Connection) throws(Failure) -> Committed? in
            guard uses.isCurrent(site) else { throw .refused(.siteGone) }
            let work = SiteWork(site: site, schemes: schemes, connection: connection)
            guard try work.holds(transaction.expectations) else { return nil }
            var committed = Committed()
            for change in transaction.changes { try work.make(change, &committed) }
            for id in transaction.answers {
                if let person = try Self.person(id, in: site, schemes, connection) { committed.people.append(person) }
            }
            return committed
        }
        guard !transaction.changes.isEmpty else { return try read(in: site, look) }
        try addSchemes(of: transaction.changes)
        if transaction.changes.count >= Self.many, durability != .bulk { writer.releaseMemoryWhenIdle() }
        return try write(look)
    }

    /// Ensures that the schemes of identities have numbers before a transaction refers to them.
    private func addSchemes(of changes: [Change]) throws(StoreError) {
        var added: Set<IdentityScheme> = []
        for change in changes {
            switch change {
            case .insert(let account, _): for identity in account.identities { added.insert(identity.scheme) }
            case .update(_, let changes): for identity in changes.addedIdentities { added.insert(identity.scheme) }
            default: break
            }
        }
        guard !added.isEmpty else { return }
        do {
            try schemes.add(added, with: writer)
        } catch {
            throw error.whenWriting
        }
    }
}

/// The work of a transaction on a site, with a connection.
private struct SiteWork {
    let site: SiteID
    let schemes: SchemeTable
    let connection: Connection

    func holds(_ expectations: [Expectation]) throws(Failure) -> Bool {
        for expectation in expectations {
            guard try holds(expectation) else { return false }
        }
        return true
    }

    private func holds(_ expectation: Expectation) throws(Failure) -> Bool {
        switch expectation {
        case .account(let id): return try facts(of: id) != nil
        case .attribute(let id, let name, let value):
            guard let account = try SQLiteStore.account(id, in: site, connection) else { return false }
            let present = account.attributes[name]
            return present.map { Array($0.utf8) } == value.map { Array($0.utf8) }
        case .status(let id, let statuses): return try facts(of: id).map { statuses.contains($0.status) } ?? false
        case .credential(let id, let version): return try facts(of: id).map { $0.version == version } ?? false
        case .graceSignIns(let id, let limit): return try facts(of: id).map { $0.graceUsed < Int64(limit) } ?? false
        case .failures(let subject, let failures):
            return try SQLiteStore.failures(of: subject, in: site, connection) == failures
        case .session(let digest): return try owner(of: digest) != nil
        case .sessionOwner(let digest, let account):
            guard let owner = try owner(of: digest) else { return false }
            return owner == account
        case .container(let id): return try SQLiteStore.container(id, in: site, connection) != nil
        case .directory(let epoch): return try SQLiteStore.epoch(of: site, connection) == epoch
        case .free(let identity, let holder):
            return try SQLiteStore.isFree(identity, in: site, except: holder, schemes, connection)
        case .events(let kind, let id, let limit):
            return try SQLiteStore.hasEvents(kind, of: id, in: site, fewerThan: limit, connection)
        case .policy(let policy): return try SQLiteStore.holds(policy, in: site, connection)
        case .noPolicy(let name):
            return try !connection.hasRow("SELECT 1 FROM policy WHERE site = ? AND name = ?", site.part, name)
        case .policies(let policies): return try SQLiteStore.holds(exactly: policies, in: site, connection)
        case .row(let table, let key): return try SQLiteStore.hasRow(table, key: key, in: site, connection)
        case .rows(let table, let id, let limit):
            return try SQLiteStore.hasRows(table, of: id, in: site, fewerThan: limit, connection)
        case .value(let value, let name):
            return try SQLiteStore.value(named: name, in: site, connection).map { Array($0.utf8) } == value.map { Array($0.utf8) }
        case .unusedPolicy(let id): return try SQLiteStore.isUnused(id, in: site, connection)
        }
    }

    func make(_ change: Change, _ committed: inout Committed) throws(Failure) {
        switch change {
        case .insert(let account, let now):
            committed.accounts.append(try SQLiteStore.insert(account, in: site, at: now, schemes, connection))
        case .update(let id, let changes): try SQLiteStore.update(id, in: site, changes, schemes, connection)
        case .lock(let id):
            try connection.run(
                "UPDATE account SET status = ? WHERE id = ? AND site = ? AND status = ?", AccountStatus.locked.stored, id.rawValue,
                site.part, AccountStatus.active.stored)
        case .recordSignIn(let id, let moment):
            try connection.run(
                "UPDATE account SET last_sign_in_at = ? WHERE id = ? AND site = ?", moment.milliseconds, id.rawValue, site.part)
        case .disableUnused(let id, let moment):
            let disabled = try connection.run(
                """
                UPDATE account SET status = ? WHERE id = ? AND site = ? AND status = ?
                AND max(created_at, coalesce(last_sign_in_at, created_at), coalesce(activated_at, created_at)) <= ?
                """, AccountStatus.disabled.stored, id.rawValue, site.part, AccountStatus.active.stored, moment.milliseconds)
            if disabled > 0 { try SQLiteStore.deleteSessions(of: id, in: site, except: nil, connection) }
        case .delete(let id): try SQLiteStore.delete(id, in: site, connection)
        case .setCredential(let id, let credential): try SQLiteStore.setCredential(of: id, in: site, credential, connection)
        case .rehash(let id, let hash):
            try connection.run(
                "UPDATE account SET hash = ? WHERE id = ? AND site = ? AND hash IS NOT NULL", hash.text, id.rawValue, site.part)
        case .countGraceSignIn(let id):
            try connection.run("UPDATE account SET grace_used = grace_used + 1 WHERE id = ? AND site = ?", id.rawValue, site.part)
        case .setFailures(let subject, let failures): try SQLiteStore.setFailures(of: subject, in: site, failures, connection)
        case .deleteOldFailures(let moment, let now, let limit):
            try SQLiteStore.deleteFailures(before: moment, notLockedAt: now, keeping: limit, in: site, connection)
        case .keepSession(let session): try SQLiteStore.keep(session, in: site, connection)
        case .endSession(let digest): try SQLiteStore.deleteSession(digest, in: site, connection)
        case .endSessions(let id, let kept): try SQLiteStore.deleteSessions(of: id, in: site, except: kept, connection)
        case .endSessionsAlike(let likeness, let kept):
            try SQLiteStore.deleteSessions(alike: likeness, in: site, keepingNewest: kept, connection)
        case .deleteEndedSessions(let moment): try SQLiteStore.deleteSessions(endedBefore: moment, in: site, connection)
        case .setValue(let value, let name): try SQLiteStore.setValue(value, named: name, in: site, connection)
        case .append(let event): try SQLiteStore.append(event, in: site, connection)
        case .updateEvent(let id, let kind, let fields): try SQLiteStore.update(id, kind, in: site, fields, connection)
        case .trimEvents(let kind, let account, let kept):
            try SQLiteStore.trimEvents(kind, of: account, in: site, keepingNewest: kept, connection)
        case .draw(let sequence, let least):
            committed.numbers.append(try SQLiteStore.draw(sequence, above: least, in: site, connection))
        case .insertRow(let row): try SQLiteStore.insert(row, in: site, connection)
        case .updateRow(let table, let key, let fields): try SQLiteStore.update(table, key: key, in: site, fields, connection)
        case .deleteRow(let table, let key): try SQLiteStore.deleteRow(table, key: key, in: site, connection)
        case .insertContainer, .updateContainer, .deleteContainer, .addMember, .removeMember: try makeInDirectory(change, &committed)
        case .setPolicy, .renamePolicy, .deletePolicy: try makeOfPolicies(change, &committed)
        }
    }

    private func makeInDirectory(_ change: Change, _ committed: inout Committed) throws(Failure) {
        switch change {
        case .insertContainer(let new): committed.containers.append(try SQLiteStore.insert(new, in: site, connection))
        case .updateContainer(let id, let changes): try SQLiteStore.update(id, in: site, changes, connection)
        case .deleteContainer(let id): try SQLiteStore.delete(id, in: site, connection)
        case .addMember(let member, let id): try SQLiteStore.add(member, to: id, in: site, connection)
        case .removeMember(let member, let id): try SQLiteStore.remove(member, from: id, in: site, connection)
        default: break
        }
    }

    private func makeOfPolicies(_ change: Change, _ committed: inout Committed) throws(Failure) {
        switch change {
        case .setPolicy(let policy, let name, let fields):
            committed.policies.append(try SQLiteStore.setPolicy(policy, named: name, fields: fields, in: site, connection))
        case .renamePolicy(let id, let name): try SQLiteStore.rename(id, to: name, in: site, connection)
        case .deletePolicy(let id): try SQLiteStore.delete(id, in: site, connection)
        default: break
        }
    }

    private func facts(of id: AccountID) throws(Failure) -> (status: AccountStatus, version: Int64?, graceUsed: Int64)? {
        try connection.first(
            "SELECT status, hash IS NULL, version, grace_used FROM account WHERE id = ? AND site = ?", id.rawValue, site.part
        ) { row in
            (AccountStatus(stored: row.int(0)), row.int(1) != 0 ? nil : row.int(2), row.int(3))
        }
    }

    /// Returns the account of a session, which is nil if it has none. Returns no value if there is no such session.
    private func owner(of digest: TokenDigest) throws(Failure) -> AccountID?? {
        try connection.first("SELECT account FROM session WHERE site = ? AND digest = ?", site.part, digest.bytes) { row in
            row.optionalInt(0).map(AccountID.init(rawValue:))
        }
    }
}
