/// Tries passwords on accounts and keeps count of failures. Every trial costs one hash and, when it fails, one write, whatever the reason:
/// an observer's watch says nothing of whether a name is known, disabled, locked or throttled.
struct PasswordCheck: Sendable {
    let store: any AccountStore
    let hasher: any PasswordHasher
    let digester: any TokenDigester
    let clock: any WallClock
    let throttle: ThrottleRules
    /// Told of every account that a failure locked.
    let locked: @Sendable (AccountID, SiteID) -> Void
    let gate = TurnGate()

    /// How often a count is tried again that another process's came before.
    private static let countRetries = 16

    /// The key under which an account's failures are counted, but those of attempts that have an origin.
    static func subject(of account: AccountID) -> String { "a\(account.rawValue)" }

    /// A trial on an account, from a place where failures are counted for each place apart.
    func trial(on account: Account, policy: AccountPolicy, from origin: String? = nil, in site: SiteID) -> PasswordTrial {
        trial(Self.subject(of: account.id), from: origin, in: site, account: account, lockout: policy.lockout)
    }

    /// A trial on a name nobody has. What is counted under is a digest, so that a store never holds what somebody typed into the wrong field.
    func trial(onUnknown name: String, policy: AccountPolicy, from origin: String? = nil, in site: SiteID) -> PasswordTrial {
        trial("n" + digits(of: "name:" + name.lowercased()), from: origin, in: site, account: nil, lockout: policy.lockout)
    }

    /// A trial on a subject, or on the part of it that is of one origin. Of that a digest is enough, and takes the same room whatever it is.
    private func trial(
        _ key: String, from origin: String?, in site: SiteID, account: Account?, lockout: LockoutPolicy?
    ) -> PasswordTrial {
        guard let origin else {
            return PasswordTrial(
                subject: TurnGate.Subject(site: site, key: key), wholeSubject: nil, account: account, lockout: lockout)
        }
        // Those from all origins have a row of their own: what is counted without an origin may hold a lock.
        return PasswordTrial(
            subject: TurnGate.Subject(site: site, key: "\(key)@\(digits(of: "origin:" + origin))"),
            wholeSubject: TurnGate.Subject(site: site, key: "\(key)@"), account: account, lockout: lockout)
    }

    private func digits(of text: String) -> String {
        digester.digest(text).bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Tries a password on the accounts that share an identity, in order, until it fits one, and gives the index of that one. A failure
    /// counts for each of them where it fits none. A password over the limit is refused unread.
    func run(_ trials: [PasswordTrial], _ password: Password) throws(SignInRefusal) -> Int {
        guard !password.isTooLong else { throw .wrongPassword }
        var entered: [TurnGate.Subject] = []
        defer { for subject in entered { gate.leave(subject) } }
        var refused: [(trial: PasswordTrial, refusal: SignInRefusal, outcome: PasswordTrial.Outcome)] = []
        for (index, trial) in trials.enumerated() {
            try enter(trial)
            entered.append(trial.subject)
            let outcome = try verify(trial, password)
            guard let refusal = outcome.refusal else {
                if outcome.failures != nil { try forget(trial.subject) }
                if outcome.wholeFailures != nil, let whole = trial.wholeSubject { try forget(whole) }
                return index
            }
            refused.append((trial, refusal, outcome))
        }
        for (trial, refusal, outcome) in refused { try count(refusal, of: trial, after: outcome) }
        throw refused.map(\.refusal).first { $0 == .wrongPassword } ?? refused.first?.refusal ?? .unknownAccount
    }

    /// Forgets a subject's failures.
    func forget(_ subject: TurnGate.Subject) throws(SignInRefusal) {
        do {
            try store.forgetFailures(of: subject.key, in: subject.site)
        } catch {
            throw .unavailable(error)
        }
    }

    private func failures(of subject: TurnGate.Subject) throws(StoreError) -> SignInFailures? {
        try store.failures(of: subject.key, in: subject.site)
    }

    private func enter(_ trial: PasswordTrial) throws(SignInRefusal) {
        let mayTry: Bool
        do {
            mayTry = try gate.enter(trial.subject) { () throws(StoreError) in
                trial.turns(after: try failures(of: trial.subject), throttle: throttle)
            }
        } catch {
            throw .unavailable(error)
        }
        guard mayTry else { throw .busy }
    }

    private func verify(_ trial: PasswordTrial, _ password: Password) throws(SignInRefusal) -> PasswordTrial.Outcome {
        let known: SignInFailures?
        var whole: SignInFailures?
        do {
            known = try failures(of: trial.subject)
            if let subject = trial.wholeSubject { whole = try failures(of: subject) }
        } catch {
            throw .unavailable(error)
        }
        let obstacle = trial.obstacle(known, fromAllOrigins: whole, throttle: throttle, at: clock.now)
        func outcome(_ refusal: SignInRefusal?) -> PasswordTrial.Outcome {
            PasswordTrial.Outcome(refusal: refusal, failures: known, wholeFailures: whole)
        }
        do {
            guard obstacle == nil, let hash = trial.account?.credential?.hash else {
                _ = try hasher.verify(password, against: hasher.decoy)
                return outcome(obstacle ?? .noPassword)
            }
            if try hasher.verify(password, against: hash) { return outcome(nil) }
            // A hash of another cost was quicker or slower than the decoy; a success would now be hashed anew, so this costs the same.
            if hasher.needsRehash(hash) { _ = try hasher.verify(password, against: hasher.decoy) }
            return outcome(.wrongPassword)
        } catch {
            throw error == .tooLong ? .wrongPassword : .busy
        }
    }

    private func count(_ refusal: SignInRefusal, of trial: PasswordTrial, after outcome: PasswordTrial.Outcome) throws(SignInRefusal) {
        try count(in: trial.subject, after: outcome.failures) { known in
            trial.consequence(of: refusal, after: known, throttle: throttle, at: clock.now)
        }
        guard let whole = trial.wholeSubject else { return }
        try count(in: whole, after: outcome.wholeFailures) { known in
            (trial.wholeConsequence(of: refusal, after: known, throttle: throttle, at: clock.now), nil)
        }
    }

    /// Keeps what follows from a refusal, anew where another's count came first.
    private func count(
        in subject: TurnGate.Subject, after failures: SignInFailures?,
        _ consequence: (SignInFailures?) -> (failures: SignInFailures, lock: AccountLock?)
    ) throws(SignInRefusal) {
        var known = failures
        do {
            for _ in 0..<Self.countRetries {
                let (next, lock) = consequence(known)
                if try store.setFailures(next, of: subject.key, in: subject.site, expecting: known, lock: lock) {
                    if let lock { locked(lock.account, subject.site) }
                    return
                }
                known = try self.failures(of: subject)
            }
        } catch {
            throw .unavailable(error)
        }
    }
}
