import Calls
import Emulator
import JSON

/// Returns the address for verification.
func verificationRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let body = JSONShape.object([
        .optional("site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing."),
        .optional("match", matchShape, "The filter, with the names of GET /api/requests."),
        .optional("sequence", .list(matchShape, atMost: 100), "Filters that calls meet in this order, instead of `match`."),
        .optional("gapless", .boolean, "Whether no other calls may be between those of the sequence."),
        .optional("times", ExpectedCount.shape, "How often: a number, `never`, or bounds. At least once if it is missing."),
        .optional("after", .integer(0...Int.max), "Only calls with a greater number."),
        .optional("within", .duration, "How long to wait for calls: at most 30 s. Not at all if it is missing."),
        .optional("settle", .duration, "How long to watch for one call too many once it is true: at most 30 s."),
        .optional("show", .integer(0...20), "How many near misses are told: 3 if it is missing."),
    ])
    return [
        AdminRoute(
            .post, "/api/requests/verify",
            "Checks that calls were made. It waits in the server, and answers as soon as the answer is known.",
            body: body,
            answers: [
                .init(200, "It is true.", verifiedShape), .init(404, "There is no such site.", AdminError.shape),
                .init(409, "It is not true, or the journal does not keep enough to tell.", refutedShape),
            ], on: .searching
        ) { call throws(AdminError) in try verify(call, world) }
    ]
}

private let verifiedShape = JSONShape.object([
    .required("verified", .boolean, "True."), .required("count", .integer(0...Int.max), "The number of calls."),
    .required("requests", .list(.integer(0...Int.max), atMost: 1000), "The numbers of their entries."),
])

private let refutedShape = JSONShape.object([
    .required("error", .table(.text(atMost: .max)), "The code `not_verified` or `journal_incomplete`, and a message ready to print."),
    .optional("count", .integer(0...Int.max), "The number of calls."),
    .optional("nearest", .list(.table(.any("any value")), atMost: 20), "Entries that come near, with only what differs."),
])

private func verify(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> AdminResult {
    let wait = try duration("within", of: call)
    let settle = try duration("settle", of: call)
    var verification = try verification(call, world)
    let deadline = ContinuousClock.now + wait
    // Whether absence lasts is known only at the end. Everything else is known as soon as it happens.
    let journal = world.journal
    _ = journal.wait(until: deadline) {
        verification.look()
        return verification.isBroken || verification.holds && !verification.isAboutAbsence
    }
    if verification.holds, settle > .zero {
        _ = journal.wait(until: ContinuousClock.now + settle) {
            verification.look()
            return verification.isBroken
        }
    }
    guard !verification.isUndecided else { throw JournalSelection.incomplete }
    if verification.holds {
        return .value(
            .object([
                .init("verified", .bool(true)), .init("count", .number(verification.count)),
                .init("requests", .array(verification.found.prefix(1000).map { .number($0) })),
            ]))
    }
    let near = verification.nearMisses(call["show"]?.int ?? 3)
    let error = JSON.object([.init("code", .string("not_verified")), .init("message", .string(verification.report(near)))])
    return .answer(
        409,
        .object([.init("error", error), .init("count", .number(verification.count)), .init("nearest", .array(near.map(\.json)))]))
}

private func verification(_ call: AdminCall, _ world: AdministeredWorld) throws(AdminError) -> Verification {
    let site = call["site"]?.string
    let after = call["after"]?.int.map { JSON.Member("after", .number($0)) }
    guard let sequence = call["sequence"]?.elements else {
        guard call["gapless"] == nil else { throw .unusable(at: "/gapless", "is for a sequence") }
        let match = JSON.object((call["match"]?.members ?? []) + (after.map { [$0] } ?? []))
        let selection = try JournalSelection(match: match, site: site, world).ofAnswered
        try selection.requireLevel()
        return Verification(.count(try ExpectedCount(call["times"], at: "/times")), in: selection)
    }
    for name in ["match", "times"] where call[name] != nil { throw .unusable(at: "/\(name)", "cannot be beside \"sequence\"") }
    guard !sequence.isEmpty else { throw .unusable(at: "/sequence", "must have at least one filter") }
    var filters: [JournalFilter] = []
    for (index, match) in sequence.enumerated() {
        filters.append(try JournalSelection(match: match, site: site, at: "/sequence/\(index)", world).filter)
    }
    let selection = try JournalSelection(match: .object(after.map { [$0] } ?? []), site: site, world).ofAnswered
    try selection.requireLevel(for: filters)
    return Verification(.sequence(filters, gapless: call["gapless"]?.bool ?? false), in: selection)
}

/// Returns a duration of the body, at most 30 s. Zero if it is missing.
private func duration(_ name: String, of call: AdminCall) throws(AdminError) -> Duration {
    guard let text = call[name]?.string else { return .zero }
    guard let duration = DurationText.duration(text), duration <= .seconds(30) else {
        throw .unusable(at: "/\(name)", "must be a duration of at most 30 s, such as \"2s\" or \"500ms\"")
    }
    return duration
}
