/// Tries passwords on accounts and keeps count of failures. Every trial costs one hash and, when it fails, one write, whatever the reason:
/// an observer's watch says nothing of whether a name is known, disabled, locked or throttled.
///
/// Nothing waits for another trial. An attempt reads how many failures there were, spends tens of milliseconds on a hash and then counts its
/// own, so that a hundred attempts at once all read the same number. Therefore what follows from an attempt is committed only if the failures
/// are still those it read. Where others' have led to a wait or a lock meanwhile, it ends as if it had come after them, and nobody learns whether
/// its password was right.
struct PasswordCheck: Sendable {
    let storage: Storage
    let hasher: any PasswordHasher
    let digester: any TokenDigester
    let throttle: ThrottleRules
    /// The moment of the call; nil where the clock is asked each time.
    let moment: Timestamp?
    let clock: any WallClock

    private var now: Timestamp { moment ?? clock.now }

    /// How often something is tried again that another's failure came before. After so many others no row of failures goes on.
    static let retries = 128

    /// How old what is remembered of an address may be before a success writes it anew.
    private static let addressesWrittenEvery = Duration.seconds(86_400)

    /// What came of a password that fits.
    enum Settled<Value> {
        /// All that follows from it is done.
        case done(Value)
        /// Others' failures came first and hold the caller up.
        case heldUp(SignInRefusal)
    }

    /// The key under which an account's failures are counted, but those of attempts that have an origin.
    static func subject(of account: AccountID) -> String { "a\(account.rawValue)" }

    /// The subjects of a trial on an account.
    ///
    /// - Parameters:
    ///   - origin: the place, where failures are counted for each place apart.
    ///   - address: the client's address, where it may be one that has signed in before.
    func subjects(of account: AccountID, from origin: String? = nil, address: String?) -> TrialSubjects {
        subjects(Self.subject(of: account), from: origin, address)
    }

    /// The subjects of a trial on a name nobody has. What is counted under is a digest, so that a store never holds what somebody typed into the
    /// wrong field.
    func subjects(ofUnknown name: String, from origin: String? = nil, address: String?) -> TrialSubjects {
        subjects("n" + digits(of: "name:" + CaseFolding.folded(name)), from: origin, address)
    }

    /// Those under a key, or under the part of it that is of one origin. Of that a digest is enough, and takes the same room whatever it is.
    private func subjects(_ key: String, from origin: String?, _ address: String?) -> TrialSubjects {
        // Those from all origins have a row of their own: what is counted without an origin may hold a lock.
        TrialSubjects(
            own: origin.map { "\(key)@\(digits(of: "origin:" + $0))" } ?? key, whole: origin.map { _ in "\(key)@" },
            address: address.map { "k\(key)@\(digits(of: "address:" + $0))" })
    }

    private func digits(of text: String) -> String {
        digester.digest(text).bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What is remembered of an address that may have signed in to an account. Nil where it has not.
    func known(_ address: String, of account: AccountID, in site: SiteID) throws(StoreError) -> KnownAddress? {
        guard let subject = subjects(of: account, address: address).address else { return nil }
        return KnownAddress(try failures(of: [subject], in: site)[subject], at: now)
    }

    /// What is kept of subjects.
    func failures(of subjects: [String], in site: SiteID) throws(StoreError) -> [String: SignInFailures] {
        try storage.store.facts(SignInQuestion(subjects: subjects), in: site).failures
    }

    /// Tries a password on the accounts that share an identity, in order, until it fits one. A failure counts for each of them where it fits none.
    /// A password over the limit is refused unread.
    ///
    /// - Parameters:
    ///   - rows: what is kept of the trials' subjects.
    ///   - settle: does what follows when the password fits. It is told which trial's it is, and what is counted of that.
    func run<Value>(
        _ trials: [PasswordTrial], _ password: Password, after rows: [String: SignInFailures], in site: SiteID,
        settle: (Int, CountedFailures) throws(Stop<SignInRefusal>) -> Settled<Value>
    ) throws(Stop<SignInRefusal>) -> Value {
        guard !password.isTooLong else { throw .refused(.wrongPassword) }
        var refused: [RefusedTrial] = []
        for (index, trial) in trials.enumerated() {
            let failures = CountedFailures(of: trial.subjects, in: rows, at: now)
            if let refusal = try verify(trial, password, after: failures) {
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

    /// Why the password does not let anybody in; nil when it does.
    private func verify(
        _ trial: PasswordTrial, _ password: Password, after failures: CountedFailures
    ) throws(Stop<SignInRefusal>) -> SignInRefusal? {
        let obstacle = trial.obstacle(failures, throttle: throttle, at: now)
        do {
            guard obstacle == nil, let hash = trial.account?.credential?.hash else {
                _ = try hasher.verify(password, against: hasher.decoy)
                return obstacle ?? .noPassword
            }
            if try hasher.verify(password, against: hash) { return nil }
            // A hash of another cost was quicker or slower than the decoy; a success would now be hashed anew, so this costs the same.
            if hasher.needsRehash(hash) { _ = try hasher.verify(password, against: hasher.decoy) }
            return .wrongPassword
        } catch {
            throw error == .tooLong ? .refused(.wrongPassword) : .trouble(.outOfMemory)
        }
    }
}

// MARK: What is kept

extension PasswordCheck {
    /// A trial that was refused, and what was counted when it was.
    private struct RefusedTrial {
        let trial: PasswordTrial
        var refusal: SignInRefusal
        var failures: CountedFailures
    }

    /// Keeps what follows from refusals, in one write. Returns the refusals to answer with: where others' failures came first and led to a wait or
    /// a lock, it is that.
    private func count(_ refused: [RefusedTrial], in site: SiteID) throws(Stop<SignInRefusal>) -> [SignInRefusal] {
        var refused = refused
        do throws(StoreError) {
            for _ in 0..<Self.retries {
                var transaction = Transaction()
                for refused in refused { add(refused, to: &transaction) }
                if try storage.commit(transaction, in: site) != nil { break }
                let rows = try failures(of: refused.flatMap(\.trial.subjects.all), in: site)
                for index in refused.indices { look(again: rows, at: &refused[index]) }
            }
        } catch {
            throw .trouble(.store(error))
        }
        return refused.map(\.refusal)
    }

    /// Looks at a refused trial as if it had come after others' failures.
    private func look(again rows: [String: SignInFailures], at refused: inout RefusedTrial) {
        refused.failures = CountedFailures(of: refused.trial.subjects, in: rows, at: now)
        switch refused.trial.obstacle(refused.failures, throttle: throttle, at: now) {
        case .locked: refused.refusal = .locked
        case .throttled(let until): refused.refusal = .throttled(until: until)
        default: break
        }
    }

    /// Adds what follows from a refusal, if the failures are still those that were counted.
    private func add(_ refused: RefusedTrial, to transaction: inout Transaction) {
        let (trial, refusal, failures) = (refused.trial, refused.refusal, refused.failures)
        let now = now
        transaction.expectations += failures.expectations(of: trial.subjects)
        if trial.countsInSubject(from: failures.address) {
            let (next, lock) = trial.consequence(of: refusal, after: failures.own, throttle: throttle, at: now)
            transaction.changes.append(.setFailures(of: trial.subjects.own, next))
            if let lock { transaction.changes += lock.changes }
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

    /// What follows from a right password: `forgets` the failures that it ends, and `remembers` the address. Failures that others counted stay
    /// where the address is known already: an owner who signs in often gives guessers no new tries. A lockout rule counts failures in a row,
    /// whoever's they are.
    func success(
        of trial: PasswordTrial, after failures: CountedFailures
    ) -> (expectations: [Expectation], forgets: [Change], remembers: [Change]) {
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
        return (failures.expectations(of: trial.subjects), forgets, remembers)
    }

    private func isWorthWriting(_ address: KnownAddress?, at now: Timestamp) -> Bool {
        guard let address, address.failures == 0 else { return true }
        return now >= address.lastAt + Self.addressesWrittenEvery
    }
}
