import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for single accounts.
func accountRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/sites/{site}/accounts/{id}", "One account, by its number or by a name such as `recno:82457`.",
            answers: [.init(200, "The account, without hashes.", AccountView.shape), unknownAccount], on: .disk
        ) { call throws(AdminError) in
            let (site, person) = try account(call, world)
            return .value(try AccountView(in: site, world).value(person))
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
            let end = try AccountView(in: site, world).passwordEnd(of: person.account)
            return .value(
                .object([
                    .init("matches", .bool(matches)), .init("must_change", .bool(person.account.credential?.mustChange ?? false)),
                    .init("expired", .bool(end.map { now >= $0 } ?? false)),
                ]))
        },
    ] + accountSearchRoutes(world) + accountChangeRoutes(world) + sessionRoutes(world) + outboxRoutes(world)
}

/// The answer to a name that no account has.
let unknownAccount = AdminRoute.Answer(404, "There is no such site or account.", AdminError.shape)

/// Returns the account that a call's address names, and its site.
func account(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> (SiteID, Person) {
    let (_, site) = try world.named(call.names["site"], at: "")
    return (site, try account(named: call.names["id"] ?? "", in: site, world))
}

/// Returns the account of a site with a number, or with a name such as `recno:82457`.
func account(named text: String, in site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> Person {
    let found: [Person] = try storing { () throws(StoreError) in
        if let id = Int64(text) { return [try world.users.store.person(AccountID(rawValue: id), in: site)].compactMap { $0 } }
        var people: [Person] = []
        for identity in AccountName.identities(text) {
            people += try world.users.store.people(withFirstOf: [identity], in: site, limit: 2)
        }
        return people
    }
    guard let person = found.first else {
        throw AdminError(status: 404, code: "unknown_account", message: flaw(ofName: text))
    }
    guard found.allSatisfy({ $0.id == person.id }) else {
        throw AdminError(status: 404, code: "ambiguous_account", message: "several accounts have this name; use the number")
    }
    return person
}

/// Returns what is wrong with the name of an account that no account has.
private func flaw(ofName text: String) -> String {
    let missing = "there is no such account"
    guard Int64(text) == nil else { return missing }
    guard let colon = text.firstIndex(of: ":") else {
        return "\(missing); an account is a number, or NAME:VALUE with \(AccountName.names.joined(separator: ", "))"
    }
    return AccountName.flaw(ofName: String(text[..<colon])) ?? missing
}

/// Returns what a function returns, or throws the failure of the store as an error of the admin API.
func storing<Result>(_ body: () throws(StoreError) -> Result) throws(AdminError) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw AdminError(status: 503, code: "store_failed", message: error.reason)
    }
}
