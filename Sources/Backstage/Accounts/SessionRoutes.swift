import Accounts
import Calls
import Emulator
import JSON

/// Returns the addresses for the sessions of a site.
func sessionRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let account = AdminRoute.Parameter(
        "account", .text(atMost: 500), "The account of the sessions, by its number or a name such as `recno:82457`.")
    let path = "/api/sites/{site}/sessions"
    return [
        AdminRoute(
            .get, path, "The sessions of a site, without their tokens.",
            query: [
                account, .init("limit", .integer(1...1000), "How many at most; 100 if it is missing."),
                .init("after", .integer(1...Int.max), "The `next` of the page before."),
            ],
            answers: [
                .init(
                    200, "A page of sessions, in no particular order.",
                    .object([
                        .required("sessions", .list(.object(sessionMembers + [liveMember]), atMost: .max), "The sessions."),
                        .required(
                            "ended", .list(.object(sessionMembers + endMembers), atMost: .max),
                            "Those that were ended within the last day of the site's time, the newest end first; at most `limit`. On the first "
                                + "page only. The server forgets them when it ends, and the oldest of a great many earlier."),
                        .required("next", .either([.integer(1...Int.max), .null]), "What to send as `after` for the next page, or null."),
                    ])), unknownAccount,
            ], on: .disk
        ) { call throws(AdminError) in
            try sessions(call, world)
        },
        AdminRoute(
            .delete, path, "Ends the sessions of a site, or those of one account. Their tokens are not valid any more.",
            query: [account],
            answers: [
                .init(200, "How many there were.", .object([.required("ended", .integer(0...Int.max), "The number of ended sessions.")])),
                unknownAccount,
            ], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.names["site"], at: "")
            let owner = try owner(call, world)
            let ended = try storing { () throws(StoreError) in
                var ended = 0
                while true {
                    let page = try world.users.store.sessions(of: owner?.id, in: site, after: nil, limit: 500)
                    guard !page.isEmpty else { return ended }
                    _ = try world.users.commit(Transaction(page.map { .endSession($0.digest) }), in: site)
                    ended += page.count
                }
            }
            world.note(.sessions, "\(ended) sessions ended\(owner.map { " of account \($0.id.rawValue)" } ?? "")", in: site)
            return .value(.object([.init("ended", .number(ended))]))
        },
        AdminRoute(
            .delete, path + "/{number}", "Ends a session.",
            answers: [.init(204, "It is ended."), .init(404, "There is no such site or session.", AdminError.shape)], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.names["site"], at: "")
            let transaction = call.names["number"].flatMap(Int.init).flatMap { world.sessionNumbers.session(numbered: $0) }
                .map { Transaction(expecting: [.session($0)], [.endSession($0)]) }
            guard let transaction, try storing({ () throws(StoreError) in try world.users.commit(transaction, in: site) }) != nil else {
                throw AdminError(status: 404, code: "unknown_session", message: "the site has no session with this number")
            }
            world.note(.sessions, "session \(call.names["number"] ?? "") ended", in: site)
            return .done
        },
    ]
}

private let sessionMembers: [JSONShape.Member] = [
    .required("number", .integer(1...Int.max), "Our number, by which the journal shows it too."),
    .required("system", .text(), "The system that opened it."), .required("kind", .text(), "The kind of token."),
    .optional("account", .integer(0...Int.max), "The number of its account. Missing if nobody has signed in to it."),
    .required("opened_at", .moment, "When it was opened."),
    .optional(
        "opened_by", .integer(1...Int.max), "The journal's entry of the call that opened it. Missing if the journal does not have it."),
    .required("last_used_at", .moment, "When it was last used, as far as the store knows: it learns of a use a little later."),
    .optional("ends_at", .moment, "When it ends unless it is used again. Missing if it does not."),
    .optional("address", .text(), "The address to which it is bound."),
]

private let liveMember = JSONShape.Member.required("live", .boolean, "Whether it has not ended yet.")

private let endMembers: [JSONShape.Member] = [
    .required("ended_at", .moment, "When it was ended."),
    .required("ended_by", .choice(SessionEndCause.allCases.map(\.rawValue)), "Why it was ended."),
]

/// Returns the account that the query names, or nil if it names none.
private func owner(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> Person? {
    guard let name = call.query["account"]?.string else { return nil }
    return try account(named: name, in: try world.named(call.names["site"], at: "").1, world)
}

private func sessions(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    let (_, site) = try world.named(call.names["site"], at: "")
    let limit = call.query["limit"]?.int ?? 100
    let last = try call.query["after"]?.int.map { number throws(AdminError) in
        guard let digest = world.sessionNumbers.session(numbered: number) else {
            throw .unusable(at: "?after", "must be the \"next\" of a page before")
        }
        return digest
    }
    let owner = try owner(call, world)
    let page = try storing { () throws(StoreError) in
        try world.users.store.sessions(of: owner?.id, in: site, after: last, limit: limit)
    }
    let now = world.now(in: site)
    let openings = openings(in: site, world)
    let values = page.map { session -> JSON in
        .object(members(of: session, openings, world) + [.init("live", .bool(session.isLive(at: now)))])
    }
    let ended = last == nil ? world.service(in: site).endedSessions(of: owner?.id, in: site).prefix(limit) : []
    let graves = ended.map { ended -> JSON in
        .object(
            members(of: ended.session, openings, world) + [
                .init("ended_at", .string(MomentText.text(ended.at))), .init("ended_by", .string(ended.cause.rawValue)),
            ])
    }
    let next = page.count < limit ? nil : page.last.map { world.sessionNumbers.number(of: $0.digest) }
    return .value(
        .object([
            .init("sessions", .array(values)), .init("ended", .array(graves)), .init("next", next.map { .number($0) } ?? .null),
        ]))
}

/// Returns the entries of the calls that opened a site's sessions, as far as the journal has them.
private func openings(in site: SiteID, _ world: AdministeredWorld) -> [TokenDigest: UInt64] {
    var openings: [TokenDigest: UInt64] = [:]
    for entry in world.journal.read(site).entries {
        for change in entry.facts.changes where change.opensSession {
            if let session = change.session { openings[session] = entry.id }
        }
    }
    return openings
}

private func members(of session: Session, _ openings: [TokenDigest: UInt64], _ world: AdministeredWorld) -> [JSON.Member] {
    var members: [JSON.Member] = [
        .init("number", .number(world.sessionNumbers.number(of: session.digest))),
        .init("system", .string(String(session.kind.rawValue.prefix { $0 != "." }))), .init("kind", .string(session.kind.rawValue)),
    ]
    if let account = session.account { members.append(.init("account", .number(account.rawValue))) }
    members.append(.init("opened_at", .string(MomentText.text(session.createdAt))))
    if let entry = openings[session.digest] { members.append(.init("opened_by", .number(entry))) }
    members.append(.init("last_used_at", .string(MomentText.text(session.lastUsedAt))))
    if let end = session.endsAt { members.append(.init("ends_at", .string(MomentText.text(end)))) }
    if let address = session.clientAddress { members.append(.init("address", .string(address))) }
    return members
}
