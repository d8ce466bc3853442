import Accounts
import Calls
import Emulator
import JSON
import XML

/// Returns the addresses that create, change and delete accounts.
func accountChangeRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let answers: [AdminRoute.Answer] = [
        unknownAccount, .init(409, "The account's state does not allow it, or another has a name of it.", AdminError.shape),
        .init(503, "The server is busy, or the store failed.", AdminError.shape),
    ]
    return [
        AdminRoute(
            .post, "/api/sites/{site}/accounts",
            "Creates accounts in the form of a fixtures file, all or none: one, or several as `{\"accounts\": […]}`.",
            body: .either([
                .object([.required("accounts", .list(.table(.any("any value")), atMost: mostNewAccounts), "The accounts.")]),
                .table(.any("any value")),
            ]),
            answers: [
                .init(
                    201, "The accounts, without hashes.",
                    .object([.required("accounts", .list(AccountView.shape, atMost: .max), "The accounts.")]))
            ] + answers, on: .hashing
        ) { call throws(AdminError) in
            try createAccounts(call, world)
        },
        AdminRoute(
            .patch, "/api/sites/{site}/accounts/{id}",
            "Changes an account: what is missing stays as it is. It counts from the next call on. No rule for passwords is applied.",
            body: changeShape,
            answers: [.init(200, "The account, without hashes.", AccountView.shape)] + answers, on: .hashing
        ) { call throws(AdminError) in
            let (site, person) = try account(call, world)
            let revision = try AccountRevision(call, of: person.account, in: site, world)
            let users = world.service(in: site)
            let result = try storing { () throws(StoreError) in try users.revise(person.id, in: site, by: revision) }
            switch result {
            case .success(let person):
                let names = (call.body.members ?? []).map(\.name).joined(separator: ", ")
                world.note(.account, "account \(person.id.rawValue) changed: \(names)", in: site)
                return .value(try AccountView(in: site, world).value(person))
            case .failure(.unknownAccount): throw AdminError(status: 404, code: "unknown_account", message: "the account is gone")
            case .failure(.noPassword):
                throw AdminError(status: 409, code: "no_password", message: "the account has no password; send one as \"password\" too")
            case .failure(.raceLost):
                throw AdminError(status: 503, code: "busy", message: "others change the account all the time; try again")
            }
        },
        AdminRoute(
            .delete, "/api/sites/{site}/accounts/{id}", "Deletes an account with its sessions and everything else of it.",
            answers: [.init(204, "It is deleted."), unknownAccount, .init(503, "The store failed.", AdminError.shape)], on: .disk
        ) { call throws(AdminError) in
            let (site, person) = try account(call, world)
            guard try storing({ () throws(StoreError) in try world.users.delete(person.id, in: site) }) else {
                throw AdminError(status: 404, code: "unknown_account", message: "the account is gone")
            }
            world.note(.account, "account \(person.id.rawValue) deleted", in: site)
            return .done
        },
    ]
}

/// How many accounts one call creates at most. Each may take a hash.
private let mostNewAccounts = 1000

private let changeShape = JSONShape.object([
    .optional(
        "status", .choice(AccountStatus.allCases.map(\.rawValue)), "`active` unlocks it and forgets failures; the others end its sessions."),
    .optional("password", .text(atMost: Password.maximumBytes), "A new password. It ends the sessions."),
    .optional("must_change_password", .boolean, "Whether it must be changed at the next sign-in."),
    .optional("policy", .text(), "The name of a rule set of the site. Null: none of its own."),
    .optional("profile", .table(.either([.text(), .null])), "Facts that belong to no system. Null removes one."),
    .optional("failures", .integer(0...1_000_000), "The failed sign-ins in a row."),
    .optional("locked_until", .text(atMost: 40), "When its lock ends: a moment, or `20m` from now. Null: it is not locked."),
    .optional("password_changed_at", .text(atMost: 40), "When the password was set: a moment, or `-89d` from now."),
    .optional("grace_sign_ins_left", .integer(0...1000), "The sign-ins that its own rule set still allows once the password has expired."),
])

extension AccountRevision {
    /// Reads what a call changes.
    fileprivate init(_ call: AdminCall, of account: Account, in site: SiteID, _ world: AdministeredWorld) throws(AdminError) {
        self.init()
        changes.status = call["status"]?.string.flatMap(AccountStatus.init(rawValue:))
        changes.mustChangePassword = call["must_change_password"]?.bool
        failures = call["failures"]?.int
        for member in call["profile"]?.members ?? [] {
            guard !member.name.isEmpty, !member.name.contains(".") else {
                throw .unusable(at: "/profile", "a name is not empty, and one with a '.' belongs to a system")
            }
            guard XMLWriter.isXMLText(member.name), XMLWriter.isXMLText(member.value.string ?? "") else {
                throw .unusable(at: "/profile", "has a control character, which XML cannot carry")
            }
            changes.attributes.updateValue(member.value.string, forKey: member.name)
        }
        let now = world.now(in: site)
        if call.body["locked_until"] == .null { lockedUntil = .some(nil) }
        if let text = call["locked_until"]?.string { lockedUntil = .some(try Self.moment(text, from: now, at: "/locked_until")) }
        changes.passwordChangedAt = try call["password_changed_at"]?.string.map { text throws(AdminError) in
            try Self.moment(text, from: now, at: "/password_changed_at")
        }
        var ownPolicy = account.policy
        if call.body["policy"] == .null { ownPolicy = nil }
        if let name = call["policy"]?.string { ownPolicy = try Self.policy(named: name, in: site, world) }
        if ownPolicy != account.policy { changes.policy = .some(ownPolicy) }
        if let left = call["grace_sign_ins_left"]?.int {
            changes.graceSignInsUsed = try Self.graceSignIns(left: left, under: ownPolicy, in: site, world)
        }
        passwordHash = try call["password"]?.string.map { text throws(AdminError) in try Self.hash(text, world) }
    }

    private static func hash(_ text: String, _ world: AdministeredWorld) throws(AdminError) -> PasswordHash {
        let password = Password(text)
        guard !text.isEmpty, !password.isTooLong else {
            throw .unusable(at: "/password", "must have 1 to \(Password.maximumBytes) bytes")
        }
        do throws(PasswordHashingError) {
            return try world.users.hash(password)
        } catch {
            throw AdminError(status: 503, code: "busy", message: "there is no memory for a hash; try again")
        }
    }

    private static func policy(named name: String, in site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> PolicyID {
        let policies = try storing { () throws(StoreError) in try world.users.policies(in: site) }
        guard let policy = policies.first(where: { $0.name == name }) else {
            throw .unusable(at: "/policy", "is not a rule set of the site; there are \(policies.map(\.name).joined(separator: ", "))")
        }
        return policy.id
    }

    /// Returns how many sign-ins were allowed if so many are left.
    private static func graceSignIns(
        left: Int, under policy: PolicyID?, in site: SiteID, _ world: AdministeredWorld
    ) throws(AdminError) -> Int {
        let policies = try storing { () throws(StoreError) in try world.users.policies(in: site) }
        guard let rules = policies.first(where: { $0.id == policy })?.rules.password else {
            throw AdminError(
                status: 409, code: "no_policy", message: "the account has no rule set of its own, which would say how many there are")
        }
        guard left <= rules.graceSignIns else {
            throw .unusable(at: "/grace_sign_ins_left", "the rule set allows \(rules.graceSignIns)")
        }
        return rules.graceSignIns - left
    }

    /// Reads a moment, or a duration from now such as `20m` or `-89d`.
    private static func moment(_ text: String, from now: Timestamp, at place: String) throws(AdminError) -> Timestamp {
        guard let moment = WrittenMoment(text) else { throw .unusable(at: place, "must be \(WrittenMoment.words)") }
        return moment.moment(from: now)
    }
}

private func createAccounts(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    let (name, site) = try world.named(call.names["site"], at: "")
    let several = call.body["accounts"]?.elements
    let users = world.service(in: site)
    let keys: [AccountID]
    do throws(AddedAccounts.Refusal) {
        keys = try AddedAccounts(several ?? [call.body], for: site, named: name, of: users).add(to: users)
    } catch {
        switch error {
        case .unusable(let error):
            let steps = several == nil ? Array(error.path.steps.dropFirst()) : [.member("accounts")] + error.path.steps
            throw .unusable(at: JSONPath(steps).pointer, error.message)
        case .taken(let reason): throw AdminError(status: 409, code: "identity_taken", message: reason)
        case .busy: throw AdminError(status: 503, code: "busy", message: "there is no memory for a hash; try again")
        case .store(let error): throw AdminError(status: 503, code: "store_failed", message: error.reason)
        }
    }
    world.note(.account, keys.count == 1 ? "account \(keys[0].rawValue) made" : "\(keys.count) accounts made", in: site)
    var people: [Person] = []
    for key in keys {
        guard let person = try storing({ () throws(StoreError) in try world.users.person(key, in: site) }) else { continue }
        people.append(person)
    }
    let accounts = try AccountView(in: site, world).values(people)
    let address = "/api/sites/\(name)/accounts" + (keys.count == 1 ? "/\(keys[0].rawValue)" : "")
    return .created(.object([.init("accounts", .array(accounts))]), at: address)
}
