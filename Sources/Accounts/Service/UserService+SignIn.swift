extension UserService {
    /// Signs somebody in.
    ///
    /// A refused attempt takes the time of one hash and one write, whatever the reason. Failures are counted, and slow down or lock as
    /// ``ThrottleRules`` and the account's ``LockoutPolicy`` say; success forgets them. The password is hashed anew when its hash was made
    /// with other parameters than the present ones.
    public func signIn(_ attempt: SignInAttempt, in site: SiteID) throws(SignInRefusal) -> SignedIn {
        let (people, policies) = try holders(of: attempt, in: site)
        var trials = zip(people, policies).map {
            check.trial(on: $0.account, policy: $1, from: attempt.origin, address: attempt.address, in: site)
        }
        if trials.isEmpty {
            let name = attempt.candidates.first?.value ?? ""
            trials = [
                check.trial(onUnknown: name, policy: attempt.defaultPolicy, from: attempt.origin, address: attempt.address, in: site)
            ]
        }
        let index = try verify(attempt.password, in: trials)
        guard people.indices.contains(index), policies.indices.contains(index) else { throw .unknownAccount }
        let person = try stillAsVerified(people[index].account, in: site)
        let account = person.account
        let graceSignInsLeft = try graceSignInsLeft(of: account, under: policies[index].password, in: site)
        renewHash(of: account, attempt.password, in: site)
        return SignedIn(
            person: person, policy: policies[index], mustChangePassword: account.credential?.mustChange ?? false,
            graceSignInsLeft: graceSignInsLeft)
    }

    /// Runs trials, and sweeps when they have left rows behind.
    func verify(_ password: Password, in trials: [PasswordTrial]) throws(SignInRefusal) -> Int {
        do {
            let (index, leavesRow) = try check.run(trials, password)
            if leavesRow { sweepIfDue() }
            return index
        } catch {
            sweepIfDue()
            throw error
        }
    }

    private func holders(of attempt: SignInAttempt, in site: SiteID) throws(SignInRefusal) -> ([Person], [AccountPolicy]) {
        do {
            let people = try store.people(withFirstOf: attempt.candidates, in: site, limit: SignInAttempt.accountsTried)
            var policies: [AccountPolicy] = []
            for person in people { policies.append(try policy(of: person.account, in: site, default: attempt.defaultPolicy)) }
            return (people, policies)
        } catch {
            throw .unavailable(error)
        }
    }

    /// Returns the person as they are now that the password was verified. What was switched off, locked or given another password while the hash was
    /// computed is not let in.
    private func stillAsVerified(_ verified: Account, in site: SiteID) throws(SignInRefusal) -> Person {
        let present: Person?
        do {
            present = try store.person(verified.id, in: site)
        } catch {
            throw .unavailable(error)
        }
        guard let present else { throw .unknownAccount }
        guard present.account.credential?.version == verified.credential?.version else { throw .wrongPassword }
        switch present.account.status {
        case .active: return present
        case .disabled: throw .disabled
        case .locked: throw .locked
        }
    }

    /// How many more sign-ins an ended password is good for, this one counted; nil when it has not ended.
    private func graceSignInsLeft(of account: Account, under policy: PasswordPolicy, in site: SiteID) throws(SignInRefusal) -> Int? {
        guard let credential = account.credential, policy.hasEnded(credential, at: clock.now) else { return nil }
        let used: Int?
        do {
            used = try store.countGraceSignIn(of: account.id, in: site, version: credential.version, limit: policy.graceSignIns)
        } catch {
            throw .unavailable(error)
        }
        guard let used else { throw .passwordExpired }
        return max(0, policy.graceSignIns - used)
    }

    /// Makes the hash anew where its parameters are not the present ones. Nobody is refused when that fails: there will be another sign-in.
    private func renewHash(of account: Account, _ password: Password, in site: SiteID) {
        guard let credential = account.credential, hasher.needsRehash(credential.hash), let hash = try? hasher.hash(password) else {
            return
        }
        let change = CredentialChange(hash: hash, at: clock.now, isRehash: true, endsSessions: false)
        _ = try? store.replaceCredential(of: account.id, in: site, expecting: credential.version, with: change)
        sessions.accountChanged(account.id, in: site)
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
