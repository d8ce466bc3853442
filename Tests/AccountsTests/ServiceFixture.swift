import Accounts
import TestSupport
import Testing

/// A user service over a store in memory, with hashes that can be read and a clock that stands.
struct ServiceFixture {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    static let login = IdentityScheme("login", isUnique: true, ignoresCase: true)
    static let mail = IdentityScheme("mail", isUnique: false, ignoresCase: true)

    let store = MemoryAccountStore()
    /// The same store, as the service sees it: it fails when it is told to.
    let failures: FailingStore
    let hasher = FakePasswordHasher()
    let patterns = FakePatternMatcher()
    let clock = ManualClock(at: start)
    let service: UserService
    let site: SiteID

    init(throttle: ThrottleRules = .standard, sessionsInMemory: Int = 8192) throws {
        failures = FailingStore(store)
        service = UserService(
            store: failures, hasher: hasher, digester: FakeTokenDigester(), clock: clock, random: RepeatableRandomSource(),
            patterns: patterns, throttle: throttle, sessionsInMemory: sessionsInMemory)
        site = try store.createSite(named: "site")
    }

    @discardableResult
    func add(
        _ name: String, password: String?, mail: String? = nil, status: AccountStatus = .active, policy: String? = nil,
        mustChange: Bool = false, attributes: [String: String] = [:]
    ) throws -> AccountID {
        var identities = [Identity(Self.login, name)]
        if let mail { identities.append(Identity(Self.mail, mail)) }
        // One that is not there is as good as none.
        let policy = try policy.map { name in
            try service.policies(in: site).first { $0.name == name }?.id ?? PolicyID(rawValue: -1)
        }
        let new = NewAccount(
            status: status, identities: identities, passwordHash: try password.map { try hasher.hash(Password($0)) },
            mustChangePassword: mustChange, policy: policy, attributes: attributes)
        let ids = try service.insert([new], in: site)
        hasher.forget()
        return ids[0]
    }

    func signIn(
        _ name: String, _ password: String, policy: AccountPolicy = AccountPolicy(), from origin: String? = nil, at address: String? = nil,
        exempting: RuleExemption = .nobody, repeated: Bool = false
    ) throws -> SignedIn {
        let attempt = SignInAttempt(
            candidates: [Identity(Self.login, name), Identity(Self.mail, name)], password: Password(password), defaultPolicy: policy,
            origin: origin, address: address, exempting: exempting, isRepeated: repeated)
        return try service.signIn(attempt, in: site).get()
    }

    /// Why a sign-in is refused; nil when it is not.
    func refusal(
        _ name: String, _ password: String, policy: AccountPolicy = AccountPolicy(), from origin: String? = nil, at address: String? = nil,
        exempting: RuleExemption = .nobody
    ) -> SignInRefusal? {
        do {
            _ = try signIn(name, password, policy: policy, from: origin, at: address, exempting: exempting)
            return nil
        } catch let refusal as SignInRefusal {
            return refusal
        } catch {
            Issue.record("the sign-in failed: \(error)")
            return nil
        }
    }

    /// What a sign-in fails by that is not refused; nil when nothing does.
    func trouble(_ name: String, _ password: String) -> Trouble? {
        do {
            _ = try signIn(name, password)
            return nil
        } catch {
            return error as? Trouble
        }
    }

    /// What a change of password fails by that is not refused; nil when nothing does.
    func trouble(of change: PasswordChange) -> Trouble? {
        do throws(Trouble) {
            _ = try service.changePassword(change, in: site)
            return nil
        } catch {
            return error
        }
    }

    /// Changes a password and returns the account afterwards.
    func account(after change: PasswordChange) throws -> Account {
        let id = try service.changePassword(change, in: site).get()
        return try #require(try service.account(id, in: site))
    }

    /// Why a change of password is refused; nil when it is not.
    func refusal(of change: PasswordChange) -> PasswordChangeRefusal? {
        do {
            guard case .failure(let refusal) = try service.changePassword(change, in: site) else { return nil }
            return refusal
        } catch {
            Issue.record("the change failed: \(error)")
            return nil
        }
    }

    func change(
        _ name: String, from current: String?, to new: String, policy: AccountPolicy = AccountPolicy(), at address: String? = nil,
        exempting: RuleExemption = .nobody
    ) -> PasswordChange {
        PasswordChange(
            of: .holder(of: Identity(Self.login, name)), current: current.map { Password($0) }, new: Password(new), defaultPolicy: policy,
            address: address, exempting: exempting)
    }

    func open(
        _ account: AccountID?, kind: SessionKind = "kind", lifetime: Duration? = nil, idle: Duration? = .seconds(600),
        keepsOthers: Int? = nil
    ) throws -> String {
        let opening = SessionOpening(
            kind: kind, account: account, format: .lowerHex(bytes: 16), lifetime: lifetime, idleTimeout: idle,
            keepsOthers: keepsOthers)
        return try service.openSession(opening, in: site).token
    }

    func session(_ token: String, kind: SessionKind = "kind") throws -> LiveSession? {
        try service.session(token: token, kind: kind, in: site)
    }
}
