extension UserService {
    /// Puts a new password in the place of the present one, on disk when it returns.
    ///
    /// The present password is verified outside any transaction; the new one is stored only if the credential is still the one verified, so
    /// of two changes at once exactly one wins and the other gets ``PasswordChangeRefusal/raceLost``. A reset, which verifies nothing, is
    /// tried again instead. Success clears the must-change flag unless the change sets it, forgets failures, and ends the account's sessions
    /// but the one kept. A wrong present password counts and costs what a failed sign-in does.
    ///
    /// - Returns: the person as they are now.
    public func changePassword(_ change: PasswordChange, in site: SiteID) throws(PasswordChangeRefusal) -> Person {
        guard !change.new.isTooLong else { throw .tooLong }
        let target = try find(change.target, in: site)
        if let current = change.current {
            let person = try verify(current, of: target, change: change, in: site)
            guard let changed = try replace(person, by: change, in: site) else { throw .raceLost }
            return changed
        }
        switch target {
        case .nobody: throw .unknownAccount
        case .several: throw .ambiguous
        case .one(var person):
            for _ in 0..<Self.resetTries {
                if let changed = try replace(person, by: change, in: site) { return changed }
                guard let present = try answering({ () throws(StoreError) in try store.person(person.id, in: site) }) else {
                    throw .unknownAccount
                }
                person = present
            }
            throw .raceLost
        }
    }

    /// The rules a password breaks, the pattern among them, in the order in which ``PasswordViolation`` has them. Earlier passwords are not
    /// looked at. One longer than ``Password/maximumBytes`` is never shown to the pattern and breaks it.
    public func violations(of password: Password, under policy: PasswordPolicy) -> [PasswordViolation] {
        var violations = policy.violations(in: password)
        if let pattern = policy.pattern, password.isTooLong || patterns.matches(password.text, pattern: pattern) != true {
            violations.append(.doesNotMatchPattern)
        }
        return violations
    }

    /// How often a reset is tried that others' changes come before.
    private static let resetTries = 5
    /// More earlier passwords are never compared with, whatever a rule set asks: each costs a hash.
    private static let maximumHistory = 50

    /// Whom a change's target stands for.
    private enum Found {
        case nobody(name: String)
        case several(name: String)
        case one(Person)
    }

    private func find(_ target: PasswordChange.Target, in site: SiteID) throws(PasswordChangeRefusal) -> Found {
        try answering { () throws(StoreError) in
            switch target {
            case .account(let id):
                return try store.person(id, in: site).map(Found.one) ?? .nobody(name: "account \(id.rawValue)")
            case .holder(let identity):
                let people = try store.people(withFirstOf: [identity], in: site, limit: 2)
                guard let person = people.first else { return .nobody(name: identity.value) }
                return people.count == 1 ? .one(person) : .several(name: identity.value)
            }
        }
    }

    /// The person whose present password was given; whoever is not found costs and counts as much as whoever errs.
    private func verify(
        _ current: Password, of target: Found, change: PasswordChange, in site: SiteID
    ) throws(PasswordChangeRefusal) -> Person {
        switch target {
        case .one(let person):
            let rules = try answering { () throws(StoreError) in try policy(of: person.account, in: site, default: change.defaultPolicy) }
            try verify(current, check.trial(on: person.account, policy: rules, address: change.address, in: site))
            return person
        case .nobody(let name):
            try verify(current, check.trial(onUnknown: name, policy: change.defaultPolicy, address: change.address, in: site))
            throw .unknownAccount
        case .several(let name):
            do {
                try verify(current, check.trial(onUnknown: name, policy: change.defaultPolicy, address: change.address, in: site))
            } catch {
                throw error == .unknownAccount ? .ambiguous : error
            }
            throw .ambiguous
        }
    }

    private func verify(_ current: Password, _ trial: PasswordTrial) throws(PasswordChangeRefusal) {
        do {
            _ = try verify(current, in: [trial])
        } catch {
            throw PasswordChangeRefusal(error)
        }
    }

    /// Checks the new password and stores it if the account's credential is still this one; nil when it is not.
    private func replace(_ person: Person, by change: PasswordChange, in site: SiteID) throws(PasswordChangeRefusal) -> Person? {
        let account = person.account
        let rules = try answering { () throws(StoreError) in try policy(of: account, in: site, default: change.defaultPolicy).password }
        var violations = violations(of: change.new, under: rules)
        if violations.isEmpty, try isReused(change.new, current: change.current, by: account, under: rules, in: site) {
            violations.append(.reused(depth: rules.historyDepth))
        }
        guard violations.isEmpty else { throw .violates(violations) }
        let replacement = CredentialChange(
            hash: try hashing { () throws(PasswordHashingError) in try hasher.hash(change.new) }, at: clock.now,
            mustChange: change.mustChange,
            keepsHistory: max(0, min(rules.historyDepth, Self.maximumHistory) - 1),
            keptSession: (change.changes.status ?? .active) == .active ? change.keeping : nil, changes: change.changes)
        let version = account.credential?.version
        defer { sessions.accountChanged(account.id, in: site) }
        let won = try answering { () throws(StoreError) in
            try store.replaceCredential(of: account.id, in: site, expecting: version, with: replacement)
        }
        return won ? afterChange(of: person, in: site) : nil
    }

    /// Forgets failures and reads the person anew. The password is changed, so nothing that goes wrong from here on may say otherwise.
    private func afterChange(of person: Person, in site: SiteID) -> Person {
        let subject = PasswordCheck.subject(of: person.id)
        if let failures = try? store.failures(of: subject, in: site), failures.count > 0 {
            try? store.forgetFailures(of: subject, in: site)
        }
        let present = try? store.person(person.id, in: site)
        return present ?? person
    }

    /// Whether a password is one of those used last. The present one counts as the first.
    private func isReused(
        _ new: Password, current: Password?, by account: Account, under policy: PasswordPolicy, in site: SiteID
    ) throws(PasswordChangeRefusal) -> Bool {
        let depth = min(policy.historyDepth, Self.maximumHistory)
        guard depth > 0 else { return false }
        var earlier: [PasswordHash] = []
        if let current {
            // It was verified, so its bytes tell and no hash is needed.
            if current.bytes == new.bytes { return true }
        } else if let hash = account.credential?.hash {
            earlier.append(hash)
        }
        earlier += try answering { () throws(StoreError) in
            depth == 1 ? [] : try store.passwordHistory(of: account.id, in: site, limit: depth - 1)
        }
        for hash in earlier where try hashing({ () throws(PasswordHashingError) in try hasher.verify(new, against: hash) }) { return true }
        return false
    }

    private func answering<T>(_ ask: () throws(StoreError) -> T) throws(PasswordChangeRefusal) -> T {
        do {
            return try ask()
        } catch {
            throw .unavailable(error)
        }
    }

    private func hashing<T>(_ hash: () throws(PasswordHashingError) -> T) throws(PasswordChangeRefusal) -> T {
        do {
            return try hash()
        } catch {
            throw error == .tooLong ? .tooLong : .busy
        }
    }
}
