extension UserService {
    /// Signs a user in.
    ///
    /// A refused attempt takes the time of one hash and one write, whatever the reason. Failures are counted; they slow
    /// down or lock as defined by ``ThrottleRules`` and the account's ``LockoutPolicy``. Success deletes them. The
    /// password is hashed again if its hash has other parameters than the current ones.
    ///
    /// The store is read twice and written once: the account, the counted failures, and the consequences. More calls
    /// are needed only if others act at the same time.
    public func signIn(_ attempt: SignInAttempt, in site: SiteID) throws(Trouble) -> Result<SignedIn, SignInRefusal> {
        try Stop.sorting { () throws(Stop<SignInRefusal>) in
            if let signedIn = signInAtOnce(attempt, in: site) { return signedIn }
            return try letIn(attempt, in: site, opening: nil).signedIn
        }
    }

    /// Signs a user in and opens sessions, as ``signIn(_:in:)`` and ``openSessions(_:ending:in:)`` do one after the other. Both are one
    /// write, unless the password has expired and this is one of the grace sign-ins.
    ///
    /// The function returns the sessions to open and those to end. It may be called several times. If it throws, the user counts as signed
    /// in, no session is opened or ended, and this throws the same.
    ///
    /// - Returns: The sign-in, and the sessions in the order of the openings.
    public func signIn(
        _ attempt: SignInAttempt, in site: SiteID, opening openings: @escaping (SignedIn) throws -> SessionOpenings
    ) throws -> Result<(signedIn: SignedIn, opened: [OpenedSession]), SignInRefusal> {
        let result = try Stop.sorting { () throws(Stop<SignInRefusal>) in try letIn(attempt, in: site, opening: openings) }
        switch result {
        case .success(let entered): return .success((entered.signedIn, try entered.opened.get()))
        case .failure(let refusal): return .failure(refusal)
        }
    }

    /// A user who was let in, with the sessions that were opened, or the error for which none was.
    private typealias Entered = (signedIn: SignedIn, opened: Result<[OpenedSession], any Error>)

    /// Signs a user in whose attempt ``SignInAttempt/isRepeated``, if that needs neither a hash nor the store. Returns nil if it
    /// does, or if the user is refused; ``signIn(_:in:)`` then does the rest. This takes microseconds and waits for nothing.
    ///
    /// The password was verified less than a minute ago, and nothing is to be written: no failure is to be forgotten, no address
    /// to be remembered, and no hash to be renewed. Status, failures, rules and times are considered each time.
    public func signInAtOnce(_ attempt: SignInAttempt, in site: SiteID) -> SignedIn? {
        guard let key = RepeatedSignIns.Key(attempt, in: site), let known = storage.signIns.entry(for: key) else { return nil }
        return signInAtOnce(attempt, known, in: site)
    }

    /// Returns whether an attempt is expected to need no hash, although the store must be asked: its password was verified less than a
    /// minute ago. It needs one nevertheless if the password has changed since, or if the user is refused.
    public func expectsNoHash(of attempt: SignInAttempt, in site: SiteID) -> Bool {
        guard let key = RepeatedSignIns.Key(attempt, in: site), let hash = storage.signIns.trace(for: key)?.hash,
            !attempt.password.isTooLong
        else { return false }
        return verifiedPasswords.contains(attempt.password, for: hash)
    }

    /// Signs a user in about whom all is known, if that needs no hash and nothing is to be written.
    private func signInAtOnce(_ attempt: SignInAttempt, _ known: RepeatedSignIns.Entry, in site: SiteID) -> SignedIn? {
        let account = known.person.account
        guard let hash = account.credential?.hash, !attempt.password.isTooLong, !storage.retired.contains(site),
            verifiedPasswords.contains(attempt.password, for: hash)
        else { return nil }
        let (policy, trial) = trial(of: attempt, on: account, known.subjects, known.facts)
        let failures = CountedFailures(of: known.subjects, in: known.facts.failures, at: now)
        let check = check
        guard trial.obstacle(failures, guessing: check.guessing(in: site), at: now) == nil else { return nil }
        let entry = Entry(
            account, trial.subjects, failures, password: policy.password, renewed: nil, check.success(of: trial, after: failures), at: now)
        guard !entry.isRefused, !entry.writes else { return nil }
        return entry.signedIn(known.person, under: policy)
    }

    /// Returns the rules for an account, and the trial of an attempt on it.
    private func trial(
        of attempt: SignInAttempt, on account: Account, _ subjects: TrialSubjects, _ facts: SignInFacts
    ) -> (policy: AccountPolicy, trial: PasswordTrial) {
        let policy = Self.rules(of: account, facts.policies, default: attempt.defaultPolicy, exempting: attempt.exemption)
        let trial = PasswordTrial(
            subjects: subjects, account: account, lockout: policy.lockout, exempting: attempt.exemption,
            bar: bar(account, under: policy))
        return (policy, trial)
    }

    private func letIn(
        _ attempt: SignInAttempt, in site: SiteID, opening openings: ((SignedIn) throws -> SessionOpenings)?
    ) throws(Stop<SignInRefusal>) -> Entered {
        let epoch = storage.signIns.epoch
        let people: [Person]
        let facts: SignInFacts
        let subjects: [TrialSubjects]
        do {
            people = try self.people(withFirstOf: attempt.candidates, in: site, limit: SignInAttempt.accountsTried)
            subjects =
                people.isEmpty
                ? [check.subjects(ofUnknown: attempt.candidates.first?.value ?? "", from: attempt.origin, address: attempt.address)]
                : people.map { check.subjects(of: $0.id, from: attempt.origin, address: attempt.address) }
            facts = try self.facts(of: subjects.flatMap(\.all), rulesOf: people.map(\.account), in: site)
        } catch {
            throw .trouble(.store(error))
        }
        let repeated = repeated(attempt, people, subjects, facts, in: site)
        if openings == nil, let (key, entry) = repeated, let signedIn = signInAtOnce(attempt, entry, in: site) {
            storage.signIns.keep(entry, for: key, readSince: epoch)
            return (signedIn, .success([]))
        }
        let known = zip(people, subjects).map { trial(of: attempt, on: $0.account, $1, facts) }
        let nobody = PasswordTrial(
            subjects: subjects[0], account: nil, lockout: attempt.defaultPolicy.lockout, exempting: attempt.exemption)
        let entered = try sweepingAfter(in: site) { () throws(Stop<SignInRefusal>) in
            try check(of: attempt).run(people.isEmpty ? [nobody] : known.map(\.trial), attempt.password, after: facts.failures, in: site) {
                index, failures throws(Stop<SignInRefusal>) in
                guard people.indices.contains(index) else { throw .refused(.unknownAccount) }
                let (policy, trial) = known[index]
                return try letIn(people[index], attempt.password, trial, after: failures, under: policy, in: site, opening: openings)
            }
        }
        if let (key, entry) = repeated { storage.signIns.keep(entry, for: key, readSince: epoch) }
        return entered
    }

    /// Returns what may be remembered about an attempt that is repeated. Nil if it is not, or if it is not about one account whose hash has
    /// the current parameters.
    private func repeated(
        _ attempt: SignInAttempt, _ people: [Person], _ subjects: [TrialSubjects], _ facts: SignInFacts, in site: SiteID
    ) -> (key: RepeatedSignIns.Key, entry: RepeatedSignIns.Entry)? {
        guard let key = RepeatedSignIns.Key(attempt, in: site), people.count == 1, let person = people.first,
            let hash = person.account.credential?.hash, !hasher.needsRehash(hash)
        else { return nil }
        return (key, RepeatedSignIns.Entry(person: person, subjects: subjects[0], facts: facts))
    }

    private func check(of attempt: SignInAttempt) -> PasswordCheck {
        attempt.isRepeated ? check.remembering(verifiedPasswords) : check
    }

    /// Returns why an account may not sign in now whatever its password, or nil. Its status is not considered.
    private func bar(_ account: Account, under policy: AccountPolicy) -> PasswordTrial.Bar? {
        if let limit = policy.unusedLimit(at: now), account.lastUsedAt <= limit { return .unusedTooLong(after: limit) }
        guard let times = policy.signInTimes else { return nil }
        return times.allow(now, secondsFromUTC: timeZones.secondsFromUTC(in: times.timeZone, at: now) ?? 0) ? nil : .outsideTimes
    }

    /// Does work that stores rows when it fails, and sweeps if a sweep is due.
    func sweepingAfter<Result>(in site: SiteID, _ work: () throws(Stop<SignInRefusal>) -> Result) throws(Stop<SignInRefusal>) -> Result {
        do {
            return try work()
        } catch {
            sweepIfDue(site)
            throw error
        }
    }

    /// Lets a user in whose password was verified, unless something has changed meanwhile that forbids it.
    private func letIn(
        _ verified: Person, _ password: Password, _ trial: PasswordTrial, after failures: CountedFailures, under policy: AccountPolicy,
        in site: SiteID, opening openings: ((SignedIn) throws -> SessionOpenings)?
    ) throws(Stop<SignInRefusal>) -> PasswordCheck.Settled<Entered> {
        var person = verified
        var failures = failures
        let renewed = renewedHash(of: verified.account, password, under: policy.password)
        for _ in 0..<PasswordCheck.retries {
            if let obstacle = trial.obstacle(failures, guessing: check.guessing(in: site), at: now) { return .heldUp(obstacle) }
            let entry = Entry(
                person.account, trial.subjects, failures, password: policy.password, renewed: renewed,
                check.success(of: trial, after: failures), at: now)
            // What the caller learns about grace sign-ins is known only when this one is counted.
            let opensLater = entry.isRefused || entry.countsGraceSignIn
            let opening = opensLater ? nil : open(openings, for: entry.signedIn(person, under: policy))
            if let present = try commit(entry, opening?.transaction, in: site) {
                guard !entry.isRefused else { throw .refused(.passwordExpired) }
                let signedIn = entry.signedIn(present, under: policy)
                return .done((signedIn, opening?.opened ?? openNow(openings, for: signedIn, in: site)))
            }
            person = try stillAsVerified(verified.account, in: site)
            failures = try recount(trial, in: site)
        }
        throw .trouble(.store(.failed("others' attempts came first too often")))
    }

    /// Returns what opens sessions, and the sessions that are open when it is committed. If the caller's function throws, there is
    /// nothing to commit.
    private func open(
        _ openings: ((SignedIn) throws -> SessionOpenings)?, for signedIn: SignedIn
    ) -> (opened: Result<[OpenedSession], any Error>, transaction: Transaction?) {
        guard let openings else { return (.success([]), nil) }
        do {
            var transaction = Transaction()
            let opened = try open(openings(signedIn), in: &transaction)
            return (.success(opened), transaction)
        } catch {
            return (.failure(error), nil)
        }
    }

    private func openNow(
        _ openings: ((SignedIn) throws -> SessionOpenings)?, for signedIn: SignedIn, in site: SiteID
    ) -> Result<[OpenedSession], any Error> {
        guard let openings else { return .success([]) }
        return Result {
            let all = try openings(signedIn)
            return try openSessions(all.openings, ending: all.ended, in: site)
        }
    }

    /// Commits the consequences of a correct password and, if that is not nil, what opens sessions. Returns the person after that,
    /// or nil if something else has changed meanwhile.
    private func commit(_ entry: Entry, _ opening: Transaction?, in site: SiteID) throws(Stop<SignInRefusal>) -> Person? {
        do throws(StoreError) {
            let committed: Committed?
            do throws(StoreError) {
                var transaction = entry.transaction
                transaction.expectations += opening?.expectations ?? []
                transaction.changes += opening?.changes ?? []
                committed = try commit(transaction, in: site)
                if !entry.remembers.isEmpty || opening != nil { sweepIfDue(site) }
            } catch {
                // A correct password is not refused if only optional data cannot be written.
                guard entry.needed.isEmpty, opening == nil, !entry.transaction.changes.isEmpty else { throw error }
                committed = try commit(Transaction(expecting: entry.expectations, answering: [entry.account.id]), in: site)
            }
            return committed?.people.first
        } catch {
            throw .trouble(.store(error))
        }
    }

    /// Returns the current failures of a trial.
    func recount(_ trial: PasswordTrial, in site: SiteID) throws(Stop<SignInRefusal>) -> CountedFailures {
        do {
            return CountedFailures(of: trial.subjects, in: try check.failures(of: trial.subjects.all, in: site), at: now)
        } catch {
            throw .trouble(.store(error))
        }
    }

    /// Returns the person after the password was verified. Throws if the account was disabled, locked or given another
    /// password while the hash was computed.
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

    /// Returns a hash of the password with the current parameters if the stored one has others. If hashing fails,
    /// nobody is refused; the next sign-in will try again.
    private func renewedHash(of account: Account, _ password: Password, under policy: PasswordPolicy) -> PasswordHash? {
        guard let credential = account.credential, hasher.needsRehash(credential.hash),
            !policy.hasEnded(credential, at: now) || credential.graceSignInsUsed < policy.graceSignIns
        else { return nil }
        return try? hasher.hash(password)
    }
}

/// The consequences of a correct password: conditions and writes.
private struct Entry {
    let account: Account
    private let subjects: TrialSubjects
    private let failures: CountedFailures
    /// The changes that must be written.
    let needed: [Change]
    /// The changes about the address.
    let remembers: [Change]
    /// The changes that are optional.
    let useful: [Change]
    /// Whether the password has expired and no grace sign-ins are left.
    let isRefused: Bool
    /// The number of sign-ins allowed after the password expired. Nil if it has not expired.
    private let graceSignIns: Int?
    private let passwordEndsAt: Timestamp?

    init(
        _ account: Account, _ subjects: TrialSubjects, _ failures: CountedFailures, password policy: PasswordPolicy,
        renewed hash: PasswordHash?, _ success: (forgets: [Change], remembers: [Change]), at now: Timestamp
    ) {
        self.account = account
        self.subjects = subjects
        self.failures = failures
        let credential = account.credential
        let hasEnded = credential.map { policy.hasEnded($0, at: now) } ?? false
        passwordEndsAt = hasEnded ? nil : credential.flatMap { policy.noticedEnd(of: $0, at: now) }
        graceSignIns = hasEnded ? policy.graceSignIns : nil
        isRefused = hasEnded && (credential?.graceSignInsUsed ?? 0) >= policy.graceSignIns
        let countsGrace = hasEnded && !isRefused
        needed = success.forgets + (countsGrace ? [.countGraceSignIn(account.id)] : [])
        remembers = success.remembers
        useful = isRefused ? [] : hash.map { [.rehash(account.id, $0)] } ?? []
    }

    /// The conditions of the changes. Most sign-ins write nothing, so they are not made before they are needed.
    var expectations: [Expectation] {
        var expectations = failures.expectations(of: subjects)
        expectations += [.status(account.id, [.active]), .credential(account.id, version: account.credential?.version)]
        if let graceSignIns, !isRefused { expectations.append(.graceSignIns(account.id, fewerThan: graceSignIns)) }
        return expectations
    }

    /// Whether this is one of the sign-ins that are allowed after the password's end.
    var countsGraceSignIn: Bool { graceSignIns != nil && !isRefused }

    /// Whether anything is to be written.
    var writes: Bool { !(needed.isEmpty && remembers.isEmpty && useful.isEmpty) }

    var transaction: Transaction {
        Transaction(expecting: expectations, needed + remembers + useful, answering: [account.id])
    }

    func signedIn(_ person: Person, under policy: AccountPolicy) -> SignedIn {
        let credential = person.account.credential
        return SignedIn(
            person: person, policy: policy, mustChangePassword: credential?.mustChange ?? false,
            graceSignInsLeft: graceSignIns.map { max(0, $0 - (credential?.graceSignInsUsed ?? 0)) }, passwordEndsAt: passwordEndsAt)
    }
}

extension PasswordPolicy {
    /// Returns whether a password has expired.
    func hasEnded(_ credential: Credential, at now: Timestamp) -> Bool {
        end(of: credential).map { now >= $0 } ?? false
    }

    /// Returns when a password expires if that is known and the notice of it has begun, or nil.
    func noticedEnd(of credential: Credential, at now: Timestamp) -> Timestamp? {
        guard expiryNoticeDays > 0, let end = end(of: credential) else { return nil }
        return now >= end + .days(-expiryNoticeDays) ? end : nil
    }

    /// Returns whether a password was set by a change less than a day ago, and the rules allow one change a day.
    func isTooSoon(toChange credential: Credential?, at now: Timestamp) -> Bool {
        guard changesOnceADay, let credential, credential.version > 1 else { return false }
        return now < credential.changedAt + .days(1)
    }

    /// Returns when a password expires, or nil if it does not.
    public func end(of credential: Credential) -> Timestamp? {
        guard let lifetimeDays, lifetimeDays < Self.endlessDays else { return nil }
        return credential.changedAt + .days(max(0, lifetimeDays))
    }

    /// A lifetime from which a password does not expire: no password is meant to last longer than a million days.
    static let endlessDays = 1_000_000
}

extension AccountPolicy {
    /// Returns the moment after which an account must have been used to be allowed in, or nil.
    func unusedLimit(at now: Timestamp) -> Timestamp? {
        guard let inactiveAfterDays, inactiveAfterDays > 0, inactiveAfterDays < 1_000_000 else { return nil }
        return now + .days(-inactiveAfterDays)
    }
}
