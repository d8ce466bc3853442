import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for single accounts.
func accountRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/sites/{site}/accounts/{id}", "One account, by its number or by a name such as `recno:82457`.",
            answers: [.init(200, "The account, without hashes.", accountShape), unknownAccount], on: .disk
        ) { call throws(AdminError) in
            let (site, person) = try account(call, world)
            return .value(try accountValue(person, in: site, world))
        },
        AdminRoute(
            .post, "/api/sites/{site}/accounts/{id}/check-password",
            "Says whether a password is the account's. It counts no failure and is in no journal. A test control.",
            body: .object([.required("password", .text(atMost: 4096), "The password.")]),
            answers: [
                .init(
                    200, "The result.",
                    .object([
                        .required("matches", .boolean, "Whether it is."),
                        .required("must_change", .boolean, "Whether it must be changed at the next sign-in."),
                        .required("expired", .boolean, "Whether it has expired by the account's own rule set."),
                    ])), unknownAccount, AdministeredWorld.controlsOff,
            ], on: .hashing
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let (site, person) = try account(call, world)
            let matches: Bool
            do throws(PasswordHashingError) {
                matches = try world.users.isPassword(Password(call["password"]?.string ?? ""), of: person.account)
            } catch {
                throw AdminError(status: 503, code: "busy", message: "there is no memory for a hash; try again")
            }
            let now = world.now(in: site)
            let end = try storing { () throws(StoreError) in try passwordEnd(of: person.account, in: site, world) }
            return .value(
                .object([
                    .init("matches", .bool(matches)), .init("must_change", .bool(person.account.credential?.mustChange ?? false)),
                    .init("expired", .bool(end.map { now >= $0 } ?? false)),
                ]))
        },
    ]
}

private let unknownAccount = AdminRoute.Answer(404, "There is no such site or account.", AdminError.shape)

private let accountShape = JSONShape.object([
    .required("id", .integer(0...Int.max), "Our number."),
    .required("identities", .table(.list(.text(atMost: .max), atMost: .max)), "The names by which systems know it."),
    .required("status", .choice(AccountStatus.allCases.map(\.rawValue)), "Whether it may sign in."),
    .required("created_at", .moment, "When it was created."), .optional("last_sign_in_at", .moment, "When it last signed in."),
    .required(
        "password",
        .object([
            .required("set", .boolean, "Whether there is one."), .optional("changed_at", .moment, "When it was set."),
            .optional("expires_at", .moment, "When it expires by the account's own rule set."),
            .optional("must_change", .boolean, "Whether it must be changed at the next sign-in."),
            .optional("grace_sign_ins_used", .integer(0...Int.max), "The sign-ins since it has expired."),
        ]), "Its password, which nobody can read."), .required("failures", .integer(0...Int.max), "The failed sign-ins in a row."),
    .optional("locked_until", .moment, "When its lock ends."),
])

private func account(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> (SiteID, Person) {
    let (_, site) = try world.named(call.names["site"], at: "")
    let text = call.names["id"] ?? ""
    let found: [Person] = try storing { () throws(StoreError) in
        if let id = Int64(text) { return [try world.users.store.person(AccountID(rawValue: id), in: site)].compactMap { $0 } }
        var people: [Person] = []
        for identity in AccountName.identities(text) {
            people += try world.users.store.people(withFirstOf: [identity], in: site, limit: 2)
        }
        return people
    }
    guard let person = found.first else {
        let names = AccountName.schemes.map { AccountName.short($0) }.joined(separator: ", ")
        throw AdminError(
            status: 404, code: "unknown_account", message: "there is no such account; an account is a number, or NAME:VALUE with \(names)")
    }
    guard found.allSatisfy({ $0.id == person.id }) else {
        throw AdminError(status: 404, code: "ambiguous_account", message: "several accounts have this name; use the number")
    }
    return (site, person)
}

private func accountValue(_ person: Person, in site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> JSON {
    let account = person.account
    let (failures, end) = try storing { () throws(StoreError) in
        (try world.users.failures(of: account.id, in: site), try passwordEnd(of: account, in: site, world))
    }
    func moment(_ name: String, _ moment: Timestamp?) -> [JSON.Member] { moment.map { [.init(name, .string(MomentText.text($0)))] } ?? [] }
    var schemes: [String] = []
    for identity in person.identities where !schemes.contains(identity.scheme) { schemes.append(identity.scheme) }
    let identities = schemes.map { scheme in
        JSON.Member(scheme, .array(person.identities.filter { $0.scheme == scheme }.map { .string($0.value) }))
    }
    var password: [JSON.Member] = [.init("set", .bool(account.credential != nil))]
    if let credential = account.credential {
        password += moment("changed_at", credential.changedAt) + moment("expires_at", end)
        password += [
            .init("must_change", .bool(credential.mustChange)), .init("grace_sign_ins_used", .number(credential.graceSignInsUsed)),
        ]
    }
    let first: [JSON.Member] = [
        .init("id", .number(account.id.rawValue)), .init("identities", .object(identities)),
        .init("status", .string(account.status.rawValue)),
        .init("created_at", .string(MomentText.text(account.createdAt))),
    ]
    let rest: [JSON.Member] = [.init("password", .object(password)), .init("failures", .number(failures?.count ?? 0))]
    return .object(
        first + moment("last_sign_in_at", account.lastSignInAt) + rest + moment("locked_until", failures?.lockedUntil))
}

/// Returns when an account's password expires by its own rule set, or nil if it does not.
private func passwordEnd(of account: Account, in site: SiteID, _ world: AdministeredWorld) throws(StoreError) -> Timestamp? {
    guard let credential = account.credential, !account.isSystemAccount else { return nil }
    return try world.users.policy(of: account, in: site, default: AccountPolicy()).password.end(of: credential)
}

private func storing<Result>(_ body: () throws(StoreError) -> Result) throws(AdminError) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw AdminError(status: 503, code: "store_failed", message: error.reason)
    }
}
