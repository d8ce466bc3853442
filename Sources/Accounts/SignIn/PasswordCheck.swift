/// Tries passwords on accounts and counts failures. Every trial costs one hash and, if it fails, one write, whatever
/// the reason. So its duration does not reveal whether a name is unknown, disabled, locked or throttled. Only a right
/// password can cost less: see ``VerifiedPasswords``.
///
/// No trial waits for another. An attempt reads the number of failures, spends tens of milliseconds on a hash and then
/// counts its own, so a hundred simultaneous attempts all read the same number. Therefore the consequences of an
/// attempt are committed only if the failures are still those that it read. If others' failures have meanwhile led to a
/// wait or a lock, the attempt ends as if it had come after them, and the caller does not learn whether its password
/// was right.
struct PasswordCheck: Sendable {
    let commits: Commits
    let hasher: any PasswordHasher
    let digester: any TokenDigester
    let throttle: ThrottleRules
    let guessTimes: GuessTimes
    /// The moment of the call. Nil if the clock is read each time.
    let moment: Timestamp?
    let clock: any WallClock
    /// The passwords that need no hash because they were verified a short time ago. Nil if each trial costs one.
    var verified: VerifiedPasswords?

    private var now: Timestamp { moment ?? clock.now }

    /// Returns how guessing is slowed down in a site.
    func guessing(in site: SiteID) -> Guessing { Guessing(rules: throttle, times: guessTimes, site: site) }

    /// Returns this check, with passwords that need no hash if they were verified a short time ago.
    func remembering(_ verified: VerifiedPasswords) -> PasswordCheck {
        var check = self
        check.verified = verified
        return check
    }

    /// How often a write is repeated if another failure comes first. No sequence of failures continues after so many.
    static let retries = 128

    /// How old the record of an address may be before a success writes it again.
    private static let addressesWrittenEvery = Duration.seconds(86_400)

    /// The result of a matching password.
    enum Settled<Value> {
        /// All consequences are done.
        case done(Value)
        /// Others' failures came first and hold the caller up.
        case heldUp(SignInRefusal)
    }

    /// Returns the subjects of a trial on an account.
    ///
    /// - Parameters:
    ///   - origin: The origin, if failures are counted for each origin separately.
    ///   - address: The client's address, if it may be one that has signed in before.
    func subjects(of account: AccountID, from origin: String? = nil, address: String?) -> TrialSubjects {
        subjects(FailureSubject.of(account), from: origin, address)
    }

    /// Returns the subjects of a trial on an unknown name. The key is a digest, so that a store never contains what
    /// a user typed into the wrong field.
    func subjects(ofUnknown name: String, from origin: String? = nil, address: String?) -> TrialSubjects {
        subjects("n" + digits(of: "name:" + CaseFolding.folded(name)), from: origin, address)
    }

    /// Returns the subjects for a key, or for one origin's part of the key. The digest of an origin is enough, and it
    /// has a fixed size.
    private func subjects(_ key: String, from origin: String?, _ address: String?) -> TrialSubjects {
        // The failures from all origins have their own row, because the row without an origin may have a lock.
        TrialSubjects(
            own: origin.map { "\(key)@\(digits(of: "origin:" + $0))" } ?? key, whole: origin.map { _ in "\(key)@" },
            address: address.map { "\(FailureSubject.address)\(key)@\(digits(of: "address:" + $0))" })
    }

    func digits(of text: String) -> String {
        digester.digest(text).hexadecimal(first: 16)
    }

    /// Returns what is remembered of an address that may have signed in to an account, or nil if it has not.
    func known(_ address: String, of account: AccountID, in site: SiteID) throws(StoreError) -> KnownAddress? {
        guard let subject = subjects(of: account, address: address).address else { return nil }
        return KnownAddress(try failures(of: [subject], in: site)[subject], at: now)
    }

    /// Returns the stored failures of subjects.
    func failures(of subjects: [String], in site: SiteID) throws(StoreError) -> [String: SignInFailures] {
        try commits.storage.store.facts(SignInQuestion(subjects: subjects), in: site).failures
    }

    /// Tries a password on the accounts that share an identity, in order, until it matches one. If it matches none, a
    /// failure is counted for each. A password over the limit is refused without being read.
    ///
    /// - Parameters:
    ///   - rows: The stored failures of the trials' subjects.
    ///   - settle: Handles a matching password. It gets the trial and its counted failures.
    func run<Value>(
        _ trials: [PasswordTrial], _ password: Password, after rows: [String: SignInFailures], in site: SiteID,
        settle: (Int, CountedFailures) throws(Stop<SignInRefusal>) -> Settled<Value>
    ) throws(Stop<SignInRefusal>) -> Value {
        guard !password.isTooLong else { throw .refused(.wrongPassword) }
        var refused: [RefusedTrial] = []
        for (index, trial) in trials.enumerated() {
            let failures = CountedFailures(of: trial.subjects, in: rows, at: now)
            if let refusal = try verify(trial, password, after: failures, in: site) {
                refused.append(RefusedTrial(trial: trial, refusal: refusal, failures: failures))
                continue
            }
            switch try settle(index, failures) {
            case .done(let value): return value
            case .heldUp(let refusal): refused.append(RefusedTrial(trial: trial, refusal: refusal, failures: failures))
            }
        }
        let refusals = try count(refused, in: site)
        throw .refused(refusals.first { $0 == .wrongPassword } ?? refusals.first ?? .unknownAccount)
    }

    /// Returns why the password does not let anybody in, or nil if it does.
    private func verify(
        _ trial: PasswordTrial, _ password: Password, after failures: CountedFailures, in site: SiteID
    ) throws(Stop<SignInRefusal>) -> SignInRefusal? {
        let obstacle = trial.obstacle(failures, guessing: guessing(in: site), at: now)
        do {
            guard obstacle == nil, let hash = trial.account?.credential?.hash else {
                _ = try hasher.verify(password, against: hasher.decoy)
                return obstacle ?? .noPassword
            }
            if let verified, verified.contains(password, for: hash) { return nil }
            if try hasher.verify(password, against: hash) {
                verified?.insert(password, for: hash)
                return nil
            }
            // A hash of another cost took more or less time than the decoy. A success would now create a new hash, so
            // this costs the same.
            if hasher.needsRehash(hash) { _ = try hasher.verify(password, against: hasher.decoy) }
            return .wrongPassword
        } catch {
            throw error == .tooLong ? .refused(.wrongPassword) : .trouble(.outOfMemory)
        }
    }
}

// MARK: What is kept

extension PasswordCheck {
    /// A refused trial, and the failures counted at that time.
    private struct RefusedTrial {
        let trial: PasswordTrial
        var refusal: SignInRefusal
        var failures: CountedFailures
    }

    /// Stores the consequences of refusals in one write. Returns the refusals to answer with. If others' failures came
    /// first and led to a wait or a lock, that is the refusal.
    private func count(_ refused: [RefusedTrial], in site: SiteID) throws(Stop<SignInRefusal>) -> [SignInRefusal] {
        var refused = refused
        do throws(StoreError) {
            for _ in 0..<Self.retries {
                var transaction = Transaction()
                for refused in refused { add(refused, to: &transaction) }
                if try commits.commit(transaction, in: site, at: now) != nil {
                    for refused in refused where refused.refusal.isCounted { noteTimes(of: refused.trial, storedBy: transaction, in: site) }
                    break
                }
                let rows = try failures(of: refused.flatMap(\.trial.subjects.all), in: site)
                for index in refused.indices { look(again: rows, at: &refused[index], in: site) }
            }
        } catch {
            throw .trouble(.store(error))
        }
        return refused.map(\.refusal)
    }

    /// Remembers the real time of the failures of a trial that were stored.
    private func noteTimes(of trial: PasswordTrial, storedBy transaction: Transaction, in site: SiteID) {
        let guessing = guessing(in: site)
        for case .setFailures(let subject, let failures?) in transaction.changes where trial.subjects.all.contains(subject) {
            guessing.counted(failures, of: subject)
        }
    }

    /// Evaluates a refused trial again, as if it had come after others' failures.
    private func look(again rows: [String: SignInFailures], at refused: inout RefusedTrial, in site: SiteID) {
        refused.failures = CountedFailures(of: refused.trial.subjects, in: rows, at: now)
        switch refused.trial.obstacle(refused.failures, guessing: guessing(in: site), at: now) {
        case .locked: refused.refusal = .locked
        case .throttled(let until): refused.refusal = .throttled(until: until)
        default: break
        }
    }

    /// Adds the consequences of a refusal, on the condition that the failures are unchanged.
    private func add(_ refused: RefusedTrial, to transaction: inout Transaction) {
        let (trial, refusal, failures) = (refused.trial, refused.refusal, refused.failures)
        let now = now
        transaction.expectations += failures.expectations(of: trial.subjects)
        if trial.countsInSubject(from: failures.address) {
            let (next, lock) = trial.consequence(of: refusal, after: failures.own, throttle: throttle, at: now)
            transaction.changes.append(.setFailures(of: trial.subjects.own, next))
            if let lock { transaction.changes += lock.changes }
        }
        if refusal == .unusedTooLong, let account = trial.account, case .unusedTooLong(let limit) = trial.bar {
            transaction.changes.append(.disableUnused(account.id, after: limit))
        }
        if let whole = trial.subjects.whole {
            let next = trial.wholeConsequence(of: refusal, after: failures.fromAllOrigins, throttle: throttle, at: now)
            transaction.changes.append(.setFailures(of: whole, next))
        }
        if let subject = trial.subjects.address, let address = failures.address, trial.countsInAddress(address) {
            let next = trial.addressConsequence(of: refusal, after: address, throttle: throttle, at: now)
            transaction.changes.append(.setFailures(of: subject, next.row))
        }
    }

    /// Returns the consequences of a correct password: `forgets` deletes the failures that it ends, and `remembers`
    /// stores the address. If the address is already known, failures of others stay: an owner who signs in often gives
    /// guessers no new attempts. A lockout rule counts consecutive failures from everybody.
    func success(
        of trial: PasswordTrial, after failures: CountedFailures
    ) -> (forgets: [Change], remembers: [Change]) {
        let now = now
        var forgets: [Change] = []
        if failures.own != nil, trial.countsInSubject(from: failures.address) { forgets.append(.setFailures(of: trial.subjects.own, nil)) }
        if failures.fromAllOrigins != nil, failures.address == nil, let whole = trial.subjects.whole {
            forgets.append(.setFailures(of: whole, nil))
        }
        var remembers: [Change] = []
        if let subject = trial.subjects.address, isWorthWriting(failures.address, at: now) {
            let row = KnownAddress(failures: 0, lastAt: now, until: now + throttle.addressesKnownFor).row
            remembers.append(.setFailures(of: subject, row))
        }
        return (forgets, remembers)
    }

    private func isWorthWriting(_ address: KnownAddress?, at now: Timestamp) -> Bool {
        guard let address, address.failures == 0 else { return true }
        return now >= address.lastAt + Self.addressesWrittenEvery
    }
}
