import Accounts
import Calls
import Emulator
import JSON

/// Returns the address that shows who calls.
func callerRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/callers",
            "Who has called which operations of a site since the server started or the site was reset, the latest first.",
            query: [.init("site", .text(atMost: 100), "The site; the default one if it is missing.")],
            answers: [
                .init(200, "The callers.", .object([.required("callers", .list(callerShape, atMost: .max), "The callers.")])),
                .init(404, "There is no such site.", AdminError.shape),
            ], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.query["site"]?.string, at: "?site")
            var tokens = TokenMask(world.users, in: [site])
            var callers: [JSON] = []
            for (key, row) in world.callers.rows(of: site) {
                callers.append(.object(try caller(key, in: site, &tokens, world) + uses(row)))
            }
            return .value(.object([.init("callers", .array(callers))]))
        }
    ]
}

private let callerShape = JSONShape.object([
    .optional("account", .integer(0...Int.max), "The number of the calling account. Missing if none was admitted."),
    .optional("name", .text(atMost: .max), "A name by which the systems know it, such as `xweb.program_user:xweb`."),
    .optional("agent", .text(), "The product in its User-Agent field."),
    .optional("network", .text(), "Its network. A row without one is about all callers beyond the limit of the table."),
    .required("first_seen", .moment, "When it called first."), .required("last_seen", .moment, "When it called last."),
    .required("calls", .integer(0...Int.max), "The number of its calls."),
    .required("refusals", .integer(0...Int.max), "The number of those that were refused or failed."),
    .required(
        "operations",
        .list(
            .object([
                .required("system", .text(), "The system."), .required("operation", .text(), "The operation, or `other`."),
                .required("binding", .text(), "The way in which it is called, or `other`."),
                .required("calls", .integer(0...Int.max), "The number of calls."),
                .required("refusals", .integer(0...Int.max), "The number of those that were refused or failed."),
                .required("last_seen", .moment, "When it was called last."),
            ]), atMost: .max), "What it calls."),
])

private func caller(
    _ key: CallerTable.Key, in site: SiteID, _ tokens: inout TokenMask, _ world: AdministeredWorld
) throws(AdminError) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if let account = key.account {
        members.append(.init("account", .number(account.rawValue)))
        let person = try storing { () throws(StoreError) in try world.users.person(account, in: site) }
        let scheme = AccountName.schemes.first { person?.identity($0) != nil }
        if let scheme, let name = person?.identity(scheme) { members.append(.init("name", .string("\(scheme.name):\(name)"))) }
    }
    // A client may send anything as its name, so a live token in it is masked as in the journal.
    if let agent = key.agent { members.append(.init("agent", .string(tokens.masked(agent)))) }
    if let network = key.network { members.append(.init("network", .string(network))) }
    return members
}

private func uses(_ row: CallerTable.Row) -> [JSON.Member] {
    let uses = row.uses.sorted { $0.value.last > $1.value.last }
    let operations = uses.map { use, count -> JSON in
        .object([
            .init("system", .string(use.system)), .init("operation", .string(use.operation)), .init("binding", .string(use.binding)),
            .init("calls", .number(count.calls)), .init("refusals", .number(count.refusals)),
            .init("last_seen", .string(MomentText.text(count.last))),
        ])
    }
    return [
        .init("first_seen", .string(MomentText.text(row.first))), .init("last_seen", .string(MomentText.text(row.last))),
        .init("calls", .number(uses.reduce(0) { $0 + $1.value.calls })),
        .init("refusals", .number(uses.reduce(0) { $0 + $1.value.refusals })), .init("operations", .array(operations)),
    ]
}
