import Accounts
import Emulator
import JSON

/// Shows accounts of a site as JSON, without any secret.
struct AccountView {
    private let site: SiteID
    private let world: AdministeredWorld
    private let policies: [PolicyID: String]

    init(in site: SiteID, _ world: AdministeredWorld) throws(AdminError) {
        self.site = site
        self.world = world
        let stored = try storing { () throws(StoreError) in try world.users.policies(in: site) }
        policies = Dictionary(stored.map { ($0.id, $0.name) }) { first, _ in first }
    }

    static let shape = JSONShape.object([
        .required("id", .integer(0...Int.max), "Our number."),
        .required("identities", .table(.list(.text(atMost: .max), atMost: .max)), "The names by which systems know it."),
        .required("status", .choice(AccountStatus.allCases.map(\.rawValue)), "Whether it may sign in."),
        .optional("policy", .text(), "The name of its own rule set."),
        .required("profile", .table(.text(atMost: .max)), "Facts that belong to no system."),
        .required("created_at", .moment, "When it was created."), .optional("last_sign_in_at", .moment, "When it last signed in."),
        .required(
            "password",
            .object([
                .required("set", .boolean, "Whether there is one."),
                .optional("hash", .text(), "The kind of its hash, such as `argon2id`."),
                .optional("changed_at", .moment, "When it was set."),
                .optional("expires_at", .moment, "When it expires by the account's own rule set."),
                .optional("must_change", .boolean, "Whether it must be changed at the next sign-in."),
                .optional("grace_sign_ins_used", .integer(0...Int.max), "The sign-ins since it has expired."),
                .optional("grace_sign_ins_left", .integer(0...Int.max), "The sign-ins that the own rule set still allows after its end."),
                .optional("previous", .integer(0...Int.max), "The number of previous passwords that are remembered."),
            ]), "Its password, which nobody can read."), .required("failures", .integer(0...Int.max), "The failed sign-ins in a row."),
        .optional("locked_until", .moment, "When its lock ends."),
        .required(
            "sessions", .integer(0...mostSessions), "The number of its live sessions. Of more than \(mostSessions), not all are counted."),
    ])

    /// The greatest number of an account's live sessions that is counted.
    private static let mostSessions = 100

    /// Returns an account with its identities.
    func value(_ person: Person) throws(AdminError) -> JSON { try value(person, try liveSessions(of: [person])) }

    /// Returns accounts with their identities.
    func values(_ people: [Person]) throws(AdminError) -> [JSON] {
        let sessions = try liveSessions(of: people)
        var values: [JSON] = []
        for person in people { values.append(try value(person, sessions)) }
        return values
    }

    private func value(_ person: Person, _ sessions: [AccountID: Int]) throws(AdminError) -> JSON {
        let account = person.account
        let failures = try storing { () throws(StoreError) in try world.users.failures(of: account.id, in: site) }
        var schemes: [String] = []
        for identity in person.identities where !schemes.contains(identity.scheme) { schemes.append(identity.scheme) }
        let identities = schemes.map { scheme in
            JSON.Member(scheme, .array(person.identities.filter { $0.scheme == scheme }.map { .string($0.value) }))
        }
        let profile = account.attributes.filter { !$0.key.contains(".") }.sorted { $0.key < $1.key }
        let first: [JSON.Member] = [
            .init("id", .number(account.id.rawValue)), .init("identities", .object(identities)),
            .init("status", .string(account.status.rawValue)),
        ]
        let policy = account.policy.flatMap { policies[$0] }.map { [JSON.Member("policy", .string($0))] } ?? []
        let rest: [JSON.Member] = [
            .init("password", .object(try password(of: account))), .init("failures", .number(failures?.count ?? 0)),
        ]
        return .object(
            first + policy + [.init("profile", .object(profile.map { .init($0.key, .string($0.value)) }))]
                + moment("created_at", account.createdAt) + moment("last_sign_in_at", account.lastSignInAt) + rest
                + moment("locked_until", failures?.lockedUntil) + [.init("sessions", .number(sessions[account.id] ?? 0))])
    }

    /// Returns how many live sessions accounts have. The store is asked once for all of them.
    private func liveSessions(of people: [Person]) throws(AdminError) -> [AccountID: Int] {
        let now = world.now(in: site)
        return try storing { () throws(StoreError) in
            try world.users.store.liveSessions(of: people.map(\.account.id), at: now, in: site, countingUpTo: Self.mostSessions)
        }
    }

    private func password(of account: Account) throws(AdminError) -> [JSON.Member] {
        guard let credential = account.credential else { return [.init("set", .bool(false))] }
        let rules = try rules(of: account)
        let previous = try storing { () throws(StoreError) in try world.users.historyDepth(of: account.id, in: site) }
        let left = rules.map { [JSON.Member("grace_sign_ins_left", .number(max(0, $0.graceSignIns - credential.graceSignInsUsed)))] }
        return [.init("set", .bool(true)), .init("hash", .string(Self.kind(of: credential.hash)))]
            + moment("changed_at", credential.changedAt) + moment("expires_at", rules?.end(of: credential))
            + [
                .init("must_change", .bool(credential.mustChange)), .init("grace_sign_ins_used", .number(credential.graceSignInsUsed)),
            ] + (left ?? []) + [.init("previous", .number(previous))]
    }

    /// Returns the name in front of a hash, such as `argon2id`.
    private static func kind(of hash: PasswordHash) -> String {
        let name = hash.text.drop { $0 == "$" || $0 == "{" }.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return (1...16).contains(name.utf8.count) && hash.text.utf8.count > name.utf8.count ? String(name) : "other"
    }

    private func moment(_ name: String, _ moment: Timestamp?) -> [JSON.Member] {
        moment.map { [.init(name, .string(MomentText.text($0)))] } ?? []
    }

    /// Returns the rules for an account's password by its own rule set, or nil if none applies.
    func rules(of account: Account) throws(AdminError) -> PasswordPolicy? {
        guard account.policy != nil, !account.isSystemAccount else { return nil }
        return try storing { () throws(StoreError) in
            try world.users.policy(of: account, in: site, default: AccountPolicy()).password
        }
    }

    /// Returns when an account's password expires by its own rule set, or nil if it does not.
    func passwordEnd(of account: Account) throws(AdminError) -> Timestamp? {
        guard let credential = account.credential else { return nil }
        return try rules(of: account)?.end(of: credential)
    }
}
