extension UserService {
    /// Signs somebody in.
    ///
    /// A refused attempt takes the time of one hash and one write, whatever the reason. Failures are counted, and slow down or lock as
    /// ``ThrottleRules`` and the account's ``LockoutPolicy`` say; success forgets them. The password is hashed anew when its hash was made
    /// with other parameters than the present ones.
    ///
    /// The store is asked twice and told once: who it is, what is counted of them, and what follows. Only what others do at the same moment makes it
    /// more.
    public func signIn(_ attempt: SignInAttempt, in site: SiteID) throws(Trouble) -> Result<SignedIn, SignInRefusal> {
        try Stop.sorting { () throws(Stop<SignInRefusal>) in try letIn(attempt, in: site) }
    }

    private func letIn(_ attempt: SignInAttempt, in site: SiteID) throws(Stop<SignInRefusal>) -> SignedIn {
        let people: [Person]
        let facts: SignInFacts
        let subjects: [TrialSubjects]
        do {
            people = try store.people(withFirstOf: attempt.candidates, in: site, limit: SignInAttempt.accountsTried)
            subjects =
                people.isEmpty
                ? [check.subjects(ofUnknown: attempt.candidates.first?.value ?? "", from: attempt.origin, address: attempt.address)]
                : people.map { check.subjects(of: $0.id, from: attempt.origin, address: attempt.address) }
            facts = try self.facts(of: subjects.flatMap(\.all), rulesOf: people.map(\.account), in: site)
        } catch {
            throw .trouble(.store(error))
        }
        let policies = people.map {
            Self.rules(of: $0.account, facts.policies, default: attempt.defaultPolicy, exempting: attempt.exemptsSystemAccounts)
        }
        let trials = subjects.enumerated().map { index, subjects in
            PasswordTrial(
                subjects: subjects, account: people.indices.contains(index) ? people[index].account : nil,
                lockout: (policies.indices.contains(index) ? policies[index] : attempt.defaultPolicy).lockout,
                exempting: attempt.exemptsSystemAccounts)
        }
        return try sweepingAfter(in: site) { () throws(Stop<SignInRefusal>) in
            try check.run(trials, attempt.password, after: facts.failures, in: site) { index, failures throws(Stop<SignInRefusal>) in
                guard people.indices.contains(index), policies.indices.contains(index) else { throw .refused(.unknownAccount) }
                return try letIn(people[index], attempt.password, trials[index], after: failures, under: policies[index], in: site)
            }
        }
    }

    /// Does a piece of work that leaves rows behind where it fails, and sweeps if it is time.
    func sweepingAfter<Result>(in site: SiteID, _ work: () throws(Stop<SignInRefusal>) -> Result) throws(Stop<SignInRefusal>) -> Result {
        do {
            return try work()
        } catch {
            sweepIfDue(site)
            throw error
        }
    }

    /// Lets somebody in whose password was verified, if nothing has changed meanwhile that stands against it.
    private func letIn(
        _ verified: Person, _ password: Password, _ trial: PasswordTrial, after failures: CountedFailures, under policy: AccountPolicy,
        in site: SiteID
    ) throws(Stop<SignInRefusal>) -> PasswordCheck.Settled<SignedIn> {
        var person = verified
        var failures = failures
        let renewed = renewedHash(of: verified.account, password, under: policy.password)
        for _ in 0..<PasswordCheck.retries {
            if let obstacle = trial.obstacle(failures, throttle: throttle, at: now) { return .heldUp(obstacle) }
            let entry = Entry(
                person.account, password: policy.password, renewed: renewed, check.success(of: trial, after: failures), at: now)
            if let present = try commit(entry, in: site) {
                guard !entry.isRefused else { throw .refused(.passwordExpired) }
                return .done(entry.signedIn(present, under: policy))
            }
            person = try stillAsVerified(verified.account, in: site)
            failures = try recount(trial, in: site)
        }
        throw .trouble(.store(.failed("others' attempts came first too often")))
    }

    /// Commits what follows from a right password. Returns the person as they are then; nil when something else is so by now.
    private func commit(_ entry: Entry, in site: SiteID) throws(Stop<SignInRefusal>) -> Person? {
        do throws(StoreError) {
            let committed: Committed?
            do throws(StoreError) {
                committed = try storage.commit(entry.transaction, in: site)
                if !entry.remembers.isEmpty { sweepIfDue(site) }
            } catch {
                // Nobody who has the right password is refused because what is only useful cannot be written.
                guard entry.needed.isEmpty, !entry.transaction.changes.isEmpty else { throw error }
                committed = try storage.commit(Transaction(expecting: entry.expectations, answering: [entry.account.id]), in: site)
            }
            return committed?.people.first
        } catch {
            throw .trouble(.store(error))
        }
    }

    /// What is counted of a trial now.
    func recount(_ trial: PasswordTrial, in site: SiteID) throws(Stop<SignInRefusal>) -> CountedFailures {
        do {
            return CountedFailures(of: trial.subjects, in: try check.failures(of: trial.subjects.all, in: site), at: now)
        } catch {
            throw .trouble(.store(error))
        }
    }

    /// Returns the person as they are now that the password was verified. What was switched off, locked or given another password while the hash
    /// was computed is not let in.
    private func stillAsVerified(_ verified: Account, in site: SiteID) throws(Stop<SignInRefusal>) -> Person {
        let present: Person?
        do {
            present = try store.person(verified.id, in: site)
        } catch {
            throw .trouble(.store(error))
        }
        guard let present else { throw .refused(.unknownAccount) }
        guard present.account.credential?.version == verified.credential?.version else { throw .refused(.wrongPassword) }
        switch present.account.status {
        case .active: return present
        case .disabled: throw .refused(.disabled)
        case .locked: throw .refused(.locked)
        }
    }

    /// The password's hash with the present parameters where the one kept has others. Nobody is refused when there is none: there will be another
    /// sign-in.
    private func renewedHash(of account: Account, _ password: Password, under policy: PasswordPolicy) -> PasswordHash? {
        guard let credential = account.credential, hasher.needsRehash(credential.hash),
            !policy.hasEnded(credential, at: now) || credential.graceSignInsUsed < policy.graceSignIns
        else { return nil }
        return try? hasher.hash(password)
    }
}

/// What follows from a right password: what must hold, and what is written.
private struct Entry {
    let account: Account
    let expectations: [Expectation]
    /// What must be written.
    let needed: [Change]
    /// What is written about the address.
    let remembers: [Change]
    /// What is written if it can be.
    let useful: [Change]
    /// Whether the password has ended and no more sign-ins are let through.
    let isRefused: Bool
    /// How many sign-ins are let through after the password's end; nil when it has not ended.
    private let graceSignIns: Int?

    init(
        _ account: Account, password policy: PasswordPolicy, renewed hash: PasswordHash?,
        _ success: (expectations: [Expectation], forgets: [Change], remembers: [Change]), at now: Timestamp
    ) {
        self.account = account
        let credential = account.credential
        let hasEnded = credential.map { policy.hasEnded($0, at: now) } ?? false
        graceSignIns = hasEnded ? policy.graceSignIns : nil
        isRefused = hasEnded && (credential?.graceSignInsUsed ?? 0) >= policy.graceSignIns
        var expectations = success.expectations
        expectations += [.status(account.id, [.active]), .credential(account.id, version: credential?.version)]
        var needed = success.forgets
        if hasEnded, !isRefused {
            expectations.append(.graceSignIns(account.id, fewerThan: policy.graceSignIns))
            needed.append(.countGraceSignIn(account.id))
        }
        self.expectations = expectations
        self.needed = needed
        remembers = success.remembers
        useful = isRefused ? [] : hash.map { [.rehash(account.id, $0)] } ?? []
    }

    var transaction: Transaction {
        Transaction(expecting: expectations, needed + remembers + useful, answering: [account.id])
    }

    func signedIn(_ person: Person, under policy: AccountPolicy) -> SignedIn {
        let credential = person.account.credential
        return SignedIn(
            person: person, policy: policy, mustChangePassword: credential?.mustChange ?? false,
            graceSignInsLeft: graceSignIns.map { max(0, $0 - (credential?.graceSignInsUsed ?? 0)) })
    }
}

extension PasswordPolicy {
    /// Whether a password's time is over.
    func hasEnded(_ credential: Credential, at now: Timestamp) -> Bool {
        // Nobody's password is meant to last longer than a million days; the bound keeps the product from overflowing.
        guard let lifetimeDays, lifetimeDays < 1_000_000 else { return false }
        return now >= credential.changedAt + .seconds(max(0, lifetimeDays) * 86_400)
    }
}
