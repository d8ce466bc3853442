/// Tries passwords on accounts and keeps count of failures. Every trial costs one hash and, when it fails, one write, whatever the reason:
/// an observer's watch says nothing of whether a name is known, disabled, locked or throttled.
///
/// Nothing waits for another trial. An attempt reads how many failures there were, spends tens of milliseconds on a hash and then counts its
/// own, so that a hundred attempts at once all read the same number. Therefore each looks again when its hash is there: where others'
/// failures have led to a wait or a lock meanwhile, it ends as if it had come after them, and nobody learns whether its password was right.
struct PasswordCheck: Sendable {
    let store: any AccountStore
    let hasher: any PasswordHasher
    let digester: any TokenDigester
    let clock: any WallClock
    let throttle: ThrottleRules
    /// Told of every account that a failure locked.
    let locked: @Sendable (AccountID, SiteID) -> Void

    /// How often a count is tried again that another's came before. After so many others no row of failures goes on.
    private static let countRetries = 128

    /// How old what is remembered of an address may be before a success writes it anew.
    private static let addressesWrittenEvery = Duration.seconds(86_400)

    /// The key under which an account's failures are counted, but those of attempts that have an origin.
    static func subject(of account: AccountID) -> String { "a\(account.rawValue)" }

    /// A trial on an account.
    ///
    /// - Parameters:
    ///   - origin: the place, where failures are counted for each place apart.
    ///   - address: the client's address, where it may be one that has signed in before.
    func trial(
        on account: Account, policy: AccountPolicy, from origin: String? = nil, address: String?, in site: SiteID
    ) -> PasswordTrial {
        trial(Self.subject(of: account.id), from: origin, address, in: site, account: account, lockout: policy.lockout)
    }

    /// A trial on a name nobody has. What is counted under is a digest, so that a store never holds what somebody typed into the wrong field.
    func trial(
        onUnknown name: String, policy: AccountPolicy, from origin: String? = nil, address: String?, in site: SiteID
    ) -> PasswordTrial {
        trial("n" + digits(of: "name:" + CaseFolding.folded(name)), from: origin, address, in: site, account: nil, lockout: policy.lockout)
    }

    /// A trial on a subject, or on the part of it that is of one origin. Of that a digest is enough, and takes the same room whatever it is.
    private func trial(
        _ key: String, from origin: String?, _ address: String?, in site: SiteID, account: Account?, lockout: LockoutPolicy?
    ) -> PasswordTrial {
        func subject(_ key: String) -> FailureSubject { FailureSubject(site: site, key: key) }
        // Those from all origins have a row of their own: what is counted without an origin may hold a lock.
        return PasswordTrial(
            subject: subject(origin.map { "\(key)@\(digits(of: "origin:" + $0))" } ?? key),
            wholeSubject: origin.map { _ in subject("\(key)@") },
            addressSubject: address.map { subject(addressKey(key, $0)) }, account: account, lockout: lockout)
    }

    /// The key under which it is remembered that an address has signed in to what is counted under a key.
    private func addressKey(_ key: String, _ address: String) -> String { "k\(key)@\(digits(of: "address:" + address))" }

    private func digits(of text: String) -> String {
        digester.digest(text).bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What is remembered of an address that may have signed in to an account. Nil where it has not.
    func known(_ address: String, of account: AccountID, in site: SiteID) throws(StoreError) -> KnownAddress? {
        KnownAddress(try store.failures(of: addressKey(Self.subject(of: account), address), in: site), at: clock.now)
    }

    /// Tries a password on the accounts that share an identity, in order, until it fits one, and gives the index of that one, and whether the
    /// success was written down. A failure counts for each of them where it fits none. A password over the limit is refused unread.
    func run(_ trials: [PasswordTrial], _ password: Password) throws(SignInRefusal) -> (index: Int, leavesRow: Bool) {
        guard !password.isTooLong else { throw .wrongPassword }
        var refused: [(trial: PasswordTrial, refusal: SignInRefusal, failures: CountedFailures)] = []
        for (index, trial) in trials.enumerated() {
            let before = try failures(of: trial)
            var refusal = try verify(trial, password, after: before)
            if refusal == nil {
                let now = try failures(of: trial)
                refusal = trial.obstacle(now, throttle: throttle, at: clock.now)
                if refusal == nil { return (index, try succeed(trial, after: now)) }
            }
            if let refusal { refused.append((trial, refusal, before)) }
        }
        var refusals: [SignInRefusal] = []
        for (trial, refusal, failures) in refused { refusals.append(try count(refusal, of: trial, after: failures)) }
        throw refusals.first { $0 == .wrongPassword } ?? refusals.first ?? .unknownAccount
    }

    /// Forgets a subject's failures.
    func forget(_ subject: FailureSubject) throws(SignInRefusal) {
        do {
            try store.forgetFailures(of: subject.key, in: subject.site)
        } catch {
            throw .unavailable(error)
        }
    }

    private func failures(of subject: FailureSubject) throws(StoreError) -> SignInFailures? {
        try store.failures(of: subject.key, in: subject.site)
    }

    private func failures(of trial: PasswordTrial) throws(SignInRefusal) -> CountedFailures {
        do {
            var counted = CountedFailures(own: try failures(of: trial.subject))
            if let subject = trial.wholeSubject { counted.fromAllOrigins = try failures(of: subject) }
            if let subject = trial.addressSubject {
                counted.addressRow = try failures(of: subject)
                counted.address = KnownAddress(counted.addressRow, at: clock.now)
            }
            return counted
        } catch {
            throw .unavailable(error)
        }
    }

    /// Why the password does not let anybody in; nil when it does.
    private func verify(
        _ trial: PasswordTrial, _ password: Password, after failures: CountedFailures
    ) throws(SignInRefusal) -> SignInRefusal? {
        let obstacle = trial.obstacle(failures, throttle: throttle, at: clock.now)
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
            throw error == .tooLong ? .wrongPassword : .busy
        }
    }
}

// MARK: What is kept

extension PasswordCheck {
    /// Keeps what follows from a refusal. Gives the refusal to answer with: where others' failures came first and led to a wait or a lock,
    /// it is that.
    private func count(
        _ refusal: SignInRefusal, of trial: PasswordTrial, after failures: CountedFailures
    ) throws(SignInRefusal) -> SignInRefusal {
        var refusal = refusal
        var known = failures
        func look(again failures: CountedFailures) {
            known = failures
            switch trial.obstacle(failures, throttle: throttle, at: clock.now) {
            case .locked: refusal = .locked
            case .throttled(let until): refusal = .throttled(until: until)
            default: break
            }
        }
        if trial.countsInSubject(from: failures.address) {
            try keep(in: trial.subject) { retrying throws(SignInRefusal) in
                if retrying { look(again: try self.failures(of: trial)) }
                let (next, lock) = trial.consequence(of: refusal, after: known.own, throttle: throttle, at: clock.now)
                return (known.own, next, lock)
            }
        }
        if let whole = trial.wholeSubject {
            try keep(in: whole) { retrying throws(SignInRefusal) in
                if retrying { known = try self.failures(of: trial) }
                return (
                    known.fromAllOrigins,
                    trial.wholeConsequence(of: refusal, after: known.fromAllOrigins, throttle: throttle, at: clock.now), nil
                )
            }
        }
        if let subject = trial.addressSubject, trial.countsInAddress(failures.address) {
            try keep(in: subject) { retrying throws(SignInRefusal) in
                if retrying { look(again: try self.failures(of: trial)) }
                guard let address = known.address else { return nil }
                return (
                    address.row, trial.addressConsequence(of: refusal, after: address, throttle: throttle, at: clock.now).row, nil
                )
            }
        }
        return refusal
    }

    /// Puts a row in the place of the one it follows from, anew where another's came first. `step` is told whether it is asked again.
    private func keep(
        in subject: FailureSubject,
        _ step: (Bool) throws(SignInRefusal) -> (expected: SignInFailures?, next: SignInFailures, lock: AccountLock?)?
    ) throws(SignInRefusal) {
        for number in 0..<Self.countRetries {
            guard let (expected, next, lock) = try step(number > 0) else { return }
            let isKept: Bool
            do {
                isKept = try store.setFailures(next, of: subject.key, in: subject.site, expecting: expected, lock: lock)
            } catch {
                throw .unavailable(error)
            }
            guard isKept else { continue }
            if let lock { locked(lock.account, subject.site) }
            return
        }
    }

    /// Forgets the failures that a success ends, and remembers the address. Those that others counted stay where the address is known
    /// already: an owner who signs in often gives guessers no new tries. A lockout rule counts failures in a row, whoever's they are.
    ///
    /// - Returns: whether the address was written down.
    private func succeed(_ trial: PasswordTrial, after failures: CountedFailures) throws(SignInRefusal) -> Bool {
        if failures.own != nil, trial.countsInSubject(from: failures.address) { try forget(trial.subject) }
        if failures.fromAllOrigins != nil, failures.address == nil, let whole = trial.wholeSubject { try forget(whole) }
        guard let subject = trial.addressSubject else { return false }
        let now = clock.now
        if let address = failures.address, address.failures == 0, now < address.lastAt + Self.addressesWrittenEvery { return false }
        // Nobody who has the right password is refused because this cannot be written.
        let row = KnownAddress(failures: 0, lastAt: now, until: now + throttle.addressesKnownFor).row
        return (try? store.setFailures(row, of: subject.key, in: subject.site, expecting: failures.addressRow, lock: nil)) ?? false
    }
}
