extension UserService {
    /// Replaces the current password. The new one is on disk when this returns.
    ///
    /// The current password is verified outside any transaction. The new one is stored only if the credential is still
    /// the verified one. So of two simultaneous changes exactly one succeeds, and the other gets
    /// ``PasswordChangeRefusal/raceLost``. A reset verifies nothing and is repeated instead. Success clears the
    /// must-change flag unless the change sets it, deletes failures, and ends the account's sessions except the kept
    /// one. A wrong current password is counted and costs like a failed sign-in.
    ///
    /// - Returns: The account whose password was changed.
    public func changePassword(
        _ change: PasswordChange, in site: SiteID
    ) throws(Trouble) -> Result<AccountID, PasswordChangeRefusal> {
        try Stop.sorting { () throws(Stop<PasswordChangeRefusal>) in try replacePassword(by: change, in: site) }
    }

    private func replacePassword(by change: PasswordChange, in site: SiteID) throws(Stop<PasswordChangeRefusal>) -> AccountID {
        guard !change.new.isTooLong else { throw .refused(.tooLong) }
        let target = try find(change, in: site)
        if let current = change.current { return try verify(current, of: target, change, in: site) }
        switch target {
        case .nobody: throw .refused(.unknownAccount)
        case .several: throw .refused(.ambiguous)
        case .one(let person): return try reset(person, change, in: site)
        }
    }

    /// Returns the rules that a password breaks, including the pattern, in the order of ``PasswordViolation``. Previous
    /// passwords are not checked. A password longer than ``Password/maximumBytes`` is never matched against the pattern
    /// and breaks it.
    public func violations(of password: Password, under policy: PasswordPolicy) -> [PasswordViolation] {
        var violations = policy.violations(in: password)
        if let pattern = policy.pattern, password.isTooLong || patterns.matches(password.text, pattern: pattern) != true {
            violations.append(.doesNotMatchPattern)
        }
        return violations
    }

    /// How often a reset is repeated if other changes are made first.
    private static let resetTries = 5
    /// The greatest number of previous passwords to compare with, whatever a policy says. Each costs a hash.
    static let maximumHistory = 50

    /// The result of looking up a change's target.
    private enum Found {
        case nobody(name: String)
        case several(name: String)
        case one(Person)
    }

    private func find(_ change: PasswordChange, in site: SiteID) throws(Stop<PasswordChangeRefusal>) -> Found {
        try answering { () throws(StoreError) in
            switch change.target {
            case .account(let id):
                let subjects = check.subjects(of: id, address: change.address).all
                try readAhead(
                    [
                        .person(id), .policies,
                        .facts(Self.question(of: change.current == nil ? [] : subjects, historyOf: id)),
                    ], in: site)
                return try self.person(id, in: site).map(Found.one) ?? .nobody(name: "account \(id.rawValue)")
            case .holder(let identity):
                let people = try self.people(withFirstOf: [identity], in: site, limit: 2)
                guard let person = people.first else { return .nobody(name: identity.value) }
                return people.count == 1 ? .one(person) : .several(name: identity.value)
            }
        }
    }

    // MARK: With the present password

    /// Changes the password after verifying the current one. An unknown account costs the same time, and is counted,
    /// like a wrong password.
    private func verify(
        _ current: Password, of target: Found, _ change: PasswordChange, in site: SiteID
    ) throws(Stop<PasswordChangeRefusal>) -> AccountID {
        switch target {
        case .one(let person): return try verify(current, of: person, change, in: site)
        case .nobody(let name): try refuse(current, name, change, in: site)
        case .several(let name):
            do {
                try refuse(current, name, change, in: site)
            } catch {
                throw error == .refused(.unknownAccount) ? .refused(.ambiguous) : error
            }
        }
    }

    /// Refuses a password for an unknown name.
    private func refuse(_ current: Password, _ name: String, _ change: PasswordChange, in site: SiteID) throws(Stop<PasswordChangeRefusal>)
        -> Never
    {
        let subjects = check.subjects(ofUnknown: name, address: change.address)
        let rows = try answering { () throws(StoreError) in try facts(of: subjects.all, rulesOf: [], in: site).failures }
        let trial = PasswordTrial(subjects: subjects, account: nil, lockout: change.defaultPolicy.lockout, exempting: change.exemption)
        try tried(in: site) { () throws(Stop<SignInRefusal>) -> Never in
            try check.run([trial], current, after: rows, in: site) { _, _ throws(Stop<SignInRefusal>) in .heldUp(.unknownAccount) }
        }
    }

    private func verify(
        _ current: Password, of person: Person, _ change: PasswordChange, in site: SiteID
    ) throws(Stop<PasswordChangeRefusal>) -> AccountID {
        let subjects = check.subjects(of: person.id, address: change.address)
        let facts = try answering { () throws(StoreError) in
            try self.facts(of: subjects.all, rulesOf: [person.account], historyOf: person.id, in: site)
        }
        let policy = Self.rules(
            of: person.account, facts.policies, default: change.defaultPolicy, exempting: change.exemption)
        let trial = PasswordTrial(
            subjects: subjects, account: person.account, lockout: policy.lockout, exempting: change.exemption)
        let outcome = try tried(in: site) { () throws(Stop<SignInRefusal>) in
            try check.run([trial], current, after: facts.failures, in: site) { _, failures throws(Stop<SignInRefusal>) in
                try settle(change, of: person, trial, after: failures, under: policy.password, facts.history, in: site)
            }
        }
        return try outcome.get()
    }

    /// Handles a correct current password: makes the change, or clears failures as a success does if the new password
    /// is refused.
    private func settle(
        _ change: PasswordChange, of person: Person, _ trial: PasswordTrial, after failures: CountedFailures, under policy: PasswordPolicy,
        _ history: [PasswordHash], in site: SiteID
    ) throws(Stop<SignInRefusal>) -> PasswordCheck.Settled<Result<AccountID, Stop<PasswordChangeRefusal>>> {
        let replacement = Result { () throws(Stop<PasswordChangeRefusal>) in
            try self.replacement(of: person.account, by: change, under: policy, history)
        }
        var failures = failures
        for _ in 0..<PasswordCheck.retries {
            if let obstacle = trial.obstacle(failures, guessing: check.guessing(in: site), at: now) { return .heldUp(obstacle) }
            let success = check.success(of: trial, after: failures)
            var transaction = Transaction(expecting: failures.expectations(of: trial.subjects), success.forgets + success.remembers)
            if case .success(let replacement) = replacement {
                transaction.expectations += replacement.expectations
                transaction.changes += replacement.changes
            }
            let present: Person?
            do throws(StoreError) {
                if try commits.commit(transaction, in: site, at: now) != nil {
                    if !success.remembers.isEmpty { sweepIfDue(site) }
                    return .done(replacement.map { _ in person.id })
                }
                present = try store.person(person.id, in: site)
            } catch {
                if case .identityTaken(let identity) = error { return .done(.failure(.refused(.identityTaken(identity)))) }
                throw .trouble(.store(error))
            }
            guard let present else { throw .refused(.unknownAccount) }
            guard present.account.credential?.version == person.account.credential?.version else {
                return .done(.failure(.refused(.raceLost)))
            }
            failures = try recount(trial, in: site)
        }
        return .done(.failure(.refused(.raceLost)))
    }

    // MARK: A reset

    private func reset(_ person: Person, _ change: PasswordChange, in site: SiteID) throws(Stop<PasswordChangeRefusal>) -> AccountID {
        var person = person
        for _ in 0..<Self.resetTries {
            let facts = try answering { () throws(StoreError) in
                try self.facts(rulesOf: [person.account], historyOf: person.id, in: site)
            }
            let policy = Self.rules(
                of: person.account, facts.policies, default: change.defaultPolicy, exempting: change.exemption
            ).password
            let replacement = try replacement(of: person.account, by: change, under: policy, facts.history)
            let committed = try answering { () throws(StoreError) in try commits.commit(replacement, in: site, at: now) }
            guard committed == nil else { return person.id }
            guard let present = try answering({ () throws(StoreError) in try store.person(person.id, in: site) }) else {
                throw .refused(.unknownAccount)
            }
            person = present
        }
        throw .refused(.raceLost)
    }

    // MARK: The new password

    /// Checks the new password. Returns the transaction that stores it if the account's credential is still this one.
    private func replacement(
        of account: Account, by change: PasswordChange, under policy: PasswordPolicy, _ history: [PasswordHash]
    ) throws(Stop<PasswordChangeRefusal>) -> Transaction {
        var violations = violations(of: change.new, under: policy)
        if violations.isEmpty || change.listsAllViolations {
            if let reused = try reuse(of: change.new, current: change.current, by: account, under: policy, history) {
                violations.append(reused)
            }
            if policy.isTooSoon(toChange: account.credential, at: now) { violations.append(.changedTooSoon) }
        }
        guard violations.isEmpty else { throw .refused(.violates(violations)) }
        let credential = NewCredential(
            hash: try hashing { () throws(PasswordHashingError) in try hasher.hash(change.new) }, changedAt: now,
            mustChange: change.mustChange, keepsHistory: max(0, Self.depth(ofHistoryUnder: policy) - 1))
        var changes = change.changes
        changes.endsSessions = false
        let keptSession = (change.changes.status ?? .active) == .active ? change.keeping : nil
        return Transaction(
            expecting: [.credential(account.id, version: account.credential?.version)] + change.alongside.expectations,
            [
                .update(account.id, changes), .setCredential(account.id, credential),
                .endSessions(of: account.id, except: keptSession), .setFailures(of: FailureSubject.of(account.id), nil),
            ] + change.alongside.changes)
    }

    /// Returns how many passwords a policy compares a new one with.
    private static func depth(ofHistoryUnder policy: PasswordPolicy) -> Int { min(policy.historyDepth, maximumHistory) }

    /// Returns the violation if a password is one of the previous ones. The current one counts as the first.
    private func reuse(
        of new: Password, current: Password?, by account: Account, under policy: PasswordPolicy, _ history: [PasswordHash]
    ) throws(Stop<PasswordChangeRefusal>) -> PasswordViolation? {
        let depth = Self.depth(ofHistoryUnder: policy)
        guard depth > 0 else { return nil }
        if let current {
            // The current password was verified, so comparing bytes is enough and no hash is needed.
            if current.bytes == new.bytes { return .reused(depth: depth, isPresent: true) }
        } else if let hash = account.credential?.hash, try isPassword(new, of: hash) {
            return .reused(depth: depth, isPresent: true)
        }
        for hash in history.prefix(depth - 1) where try isPassword(new, of: hash) { return .reused(depth: depth, isPresent: false) }
        return nil
    }

    private func isPassword(_ password: Password, of hash: PasswordHash) throws(Stop<PasswordChangeRefusal>) -> Bool {
        try hashing { () throws(PasswordHashingError) in try hasher.verify(password, against: hash) }
    }

    // MARK: Errors

    private func tried<Value>(
        in site: SiteID, _ work: () throws(Stop<SignInRefusal>) -> Value
    ) throws(Stop<PasswordChangeRefusal>) -> Value {
        do {
            return try sweepingAfter(in: site, work)
        } catch {
            switch error {
            case .refused(let refusal): throw .refused(PasswordChangeRefusal(refusal))
            case .trouble(let trouble): throw .trouble(trouble)
            }
        }
    }

    private func answering<T>(_ ask: () throws(StoreError) -> T) throws(Stop<PasswordChangeRefusal>) -> T {
        do {
            return try ask()
        } catch {
            if case .identityTaken(let identity) = error { throw .refused(.identityTaken(identity)) }
            throw .trouble(.store(error))
        }
    }

    private func hashing<T>(_ hash: () throws(PasswordHashingError) -> T) throws(Stop<PasswordChangeRefusal>) -> T {
        do {
            return try hash()
        } catch {
            throw error == .tooLong ? .refused(.tooLong) : .trouble(.outOfMemory)
        }
    }
}
