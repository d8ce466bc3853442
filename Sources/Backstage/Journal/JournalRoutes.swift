import Accounts
import Calls
import Emulator
import JSON
import Masking

/// Returns the addresses for the journal.
func journalRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/requests", "The entries of the journal.", query: filterQuery + pageQuery, openQuery: openNames,
            answers: [.init(200, "A page of entries.", pageShape), unknownSite], on: .searching
        ) { call throws(AdminError) in try list(call, world) },
        AdminRoute(
            .delete, "/api/requests", "Deletes entries of the journal.", query: filterQuery, openQuery: openNames,
            answers: [
                .init(200, "Their number.", .object([.required("deleted", .integer(0...Int.max), "The number of entries.")])), unknownSite,
            ], on: .searching
        ) { call throws(AdminError) in
            var selection = try JournalSelection(call, world)
            return .value(.object([.init("deleted", .number(world.journal.remove(selection.entries())))]))
        },
        AdminRoute(
            .get, "/api/requests/count", "The number of answered calls that meet a filter.", query: filterQuery, openQuery: openNames,
            answers: [
                .init(200, "The number.", .object([.required("count", .integer(0...Int.max), "The number of calls.")])), unknownSite,
                .init(409, "Entries that may meet the filter had to go, or the level of the journal does not keep them.", AdminError.shape),
            ], on: .searching
        ) { call throws(AdminError) in
            var selection = try JournalSelection(call, world).ofAnswered
            return .value(.object([.init("count", .number(try selection.count()))]))
        },
        AdminRoute(
            .get, "/api/requests/latest", "Leads to the newest entry.", query: filterQuery, openQuery: openNames,
            answers: [.init(303, "It is at the address in Location."), .init(404, "There is none.", AdminError.shape)], on: .searching
        ) { call throws(AdminError) in
            var selection = try JournalSelection(call, world)
            guard let newest = selection.newest(atMost: 1).first else { throw noEntry }
            return .seeOther("/api/requests/\(newest.id)")
        },
        AdminRoute(
            .get, "/api/requests/{id}", "One entry with its messages.",
            answers: [.init(200, "The entry.", entryShape), .init(404, "There is no such entry.", AdminError.shape)], on: .searching
        ) { call throws(AdminError) in
            var view = JournalView(world.journal, world.sessionNumbers, world.sites)
            return .value(view.json(try entry(call, world), withMessages: true))
        },
        AdminRoute(
            .get, "/api/requests/{id}/pair", "One call as a pair of sample messages.",
            answers: [
                .init(200, "The messages.", pairShape), .init(404, "There is no such entry.", AdminError.shape),
                .init(409, "The entry has no messages.", AdminError.shape),
            ], on: .searching
        ) { call throws(AdminError) in
            let entry = try entry(call, world)
            guard let pair = SamplePair(entry, world.journal.users) else {
                throw AdminError(status: 409, code: "no_messages", message: "the journal keeps no messages of it; --journal messages does")
            }
            return .value(pair.json)
        },
        AdminRoute(
            .get, "/api/requests/{id}/sample",
            "The sample of the call's operation, as its help page shows it, for the way in which it was called.",
            answers: [
                .init(200, "The messages.", sampleShape),
                .init(404, "There is no such entry, or no sample of such calls.", AdminError.shape),
            ], on: .searching
        ) { call throws(AdminError) in
            let facts = try entry(call, world).facts
            guard let row = facts.row, let binding = facts.binding,
                let sample = Catalogue.sample(of: row, by: binding, at: world.authority, blanksAs: SampleMark.any)
            else { throw AdminError(status: 404, code: "no_sample", message: "there is no sample of such calls") }
            let answer = sample.response.map { [JSON.Member("response", .string($0))] } ?? []
            return .value(.object([.init("title", .string(sample.title)), .init("request", .string(sample.request))] + answer))
        },
        AdminRoute(
            .post, "/api/requests/export", "The calls that meet a filter as pairs of sample messages, at most 1,000.",
            body: .object([
                siteMember, .optional("match", matchShape, "The filter. All calls if it is missing."),
                .optional("limit", .integer(1...1000), "The greatest number of pairs: 100 if it is missing."),
            ]),
            answers: [
                .init(
                    200, "The pairs, oldest first.",
                    .object([.required("pairs", .list(pairShape, atMost: 1000), "The pairs.")])), unknownSite,
            ], on: .searching
        ) { call throws(AdminError) in
            var selection = try JournalSelection(match: call["match"], site: call["site"]?.string, world).ofAnswered
            let pairs = selection.entries().lazy.compactMap { SamplePair($0, world.journal.users)?.json }.prefix(call["limit"]?.int ?? 100)
            return .value(.object([.init("pairs", .array(Array(pairs)))]))
        },
        AdminRoute(
            .post, "/api/marks", "Puts a line into the journal, such as the name of a test that begins.",
            body: .object([siteMember, .required("text", .text(atMost: 1000), "The line.")]),
            answers: [.init(201, "The entry.", entryShape), unknownSite]
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call["site"]?.string, at: "/site")
            let now = world.now(in: site)
            let entry = world.journal.note(.mark, call["text"]?.string ?? "", in: site, at: now)
            var view = JournalView(world.journal, world.sessionNumbers, world.sites)
            return .created(view.json(entry, withMessages: true), at: "/api/requests/\(entry.id)")
        },
    ]
}

let openNames = ["arg.", "given."]

let filterQuery: [AdminRoute.Parameter] =
    [
        .init("site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing."),
        .init("q", .text(atMost: 1000), isRepeatable: true, "The filter in one line: `op:NAME reason:CODE is:refused`."),
    ]
    + JournalFilter.names.map { name, _, documentation in
        .init(name, .text(atMost: 500), isRepeatable: true, documentation + " `!` before it means not.")
    }

private let pageQuery: [AdminRoute.Parameter] = [
    .init("limit", .integer(1...1000), "The greatest number of entries: 100 if it is missing."),
    .init("order", .choice(["oldest", "newest"]), "Which entries come first: `oldest` if it is missing."),
]

let matchShape = JSONShape.table(
    .either([.text(atMost: 500), .integer(0...Int.max), .list(.text(atMost: 500), atMost: 100)]))

private let siteMember = JSONShape.Member.optional(
    "site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing.")

private let pageShape = JSONShape.object([
    .required("requests", .list(entryShape, atMost: 1000), "The entries, without their messages."),
    .required(
        "next", .either([.integer(0...Int.max), .null]),
        "The value of `after`, or for `newest` of `before`, for the next page. Null after the last one."),
    .required("oldest", .either([.integer(0...Int.max), .null]), "The number of the oldest entry. Null if there is none."),
    .required("dropped", .integer(0...Int.max), "The number of entries that had to go."),
])

private let pairShape = JSONShape.object([
    .required("name", .text(), "A name for the two files."), .required("request", .text(atMost: .max), "The request as a whole message."),
    .required("response", .text(atMost: .max), "The answer as a whole message, with `{{any}}` for secrets."),
])

private let sampleShape = JSONShape.object([
    .required("title", .text(), "The name of this way to call the operation, such as `SOAP 1.1`."),
    .required("request", .text(atMost: .max), "The request as a whole message, with `{{any}}` for each value."),
    .optional("response", .text(atMost: .max), "The answer in the same form. Missing if nothing is known of it."),
])

private let noEntry = AdminError(status: 404, code: "unknown_request", message: "there is no such entry")

private func entry(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> JournalEntry {
    guard let id = call.names["id"].flatMap({ UInt64($0) }), let entry = world.journal.entry(id) else { throw noEntry }
    return entry
}

private func list(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    var selection = try JournalSelection(call, world)
    let limit = call.query["limit"]?.int ?? 100
    let isNewestFirst = call.query["order"]?.string == "newest"
    let found = isNewestFirst ? selection.newest(atMost: limit + 1) : selection.entries(atMost: limit + 1)
    let page = found.prefix(limit).map { selection.view.json($0, withMessages: false) }
    return .value(
        .object([
            .init("requests", .array(page)), .init("next", found.count > limit ? .number(found[limit - 1].id) : .null),
            .init("oldest", selection.reading.oldest.map { .number($0) } ?? .null), .init("dropped", .number(selection.reading.dropped)),
        ]))
}
