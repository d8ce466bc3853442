import Accounts
import Emulator
import JSON

/// How far a clock is to move.
enum ClockStep {
    case by(Duration)
    case to(Timestamp)
    /// Past the next end of one of these kinds.
    case toNext([ForeseenEnd])

    static let longest = Duration.days(36_525)

    static let site = JSONShape.Member.optional(
        "site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing.")

    static let shape = JSONShape.object([
        site, .optional("by", .duration, "How far: `31m`, `1h30m`, `3d`, `PT31M`. At most 100 years."),
        .optional("to", .moment, "The new time, instead of `by`."),
        .optional(
            "to_next", .choice(Coming.names + [any]), "Instead of `by`: one second past the moment at which the next of these ends."),
    ])

    private static let any = "any"

    /// Reads the body of a call.
    init(_ call: AdminCall) throws(AdminError) {
        let given = ["by", "to", "to_next"].filter { call[$0] != nil }
        guard given.count <= 1 else { throw .unusable(at: "/\(given[1])", "cannot be beside \"\(given[0])\"") }
        if let text = call["by"]?.string {
            guard let duration = DurationText.duration(text) else {
                throw .unusable(at: "/by", "must be a duration such as \"31m\", \"1h30m\", \"3d\" or \"PT31M\"")
            }
            guard duration <= Self.longest else { throw .unusable(at: "/by", "must be at most 100 years: \"36525d\"") }
            self = .by(duration)
        } else if let text = call["to"]?.string {
            self = .to(try MomentText.required(text, at: "/to"))
        } else if let name = call["to_next"]?.string {
            self = .toNext(ForeseenEnd.allCases.filter { name == Self.any || $0.name == name })
        } else {
            throw .unusable(at: "/by", "is missing: \"by\", \"to\" or \"to_next\" is needed")
        }
    }

    /// Returns the end past which the step leads. Nil for a step of another kind. Throws if nothing ends.
    func next(in site: SiteID, of world: AdministeredWorld) throws(AdminError) -> Timestamp? {
        guard case .toNext(let kinds) = self else { return nil }
        let next = try storing { () throws(StoreError) in try Coming.next(in: site, of: world, kinds, limit: 1) }
        guard let first = next.first else {
            let names = kinds.map(\.name).joined(separator: ", ")
            throw AdminError(status: 409, code: "nothing_ends", message: "nothing ends by itself in this site (\(names))", at: "/to_next")
        }
        return first.ending.at
    }

    /// Returns the time to which the step leads, and the member that says so.
    func target(from now: Timestamp, next: Timestamp?) -> (time: Timestamp, place: String) {
        switch self {
        case .by(let duration): (now + duration, "/by")
        case .to(let moment): (moment, "/to")
        // A running clock may have passed it meanwhile.
        case .toNext: (max(now, (next ?? now) + .seconds(1)), "/to_next")
        }
    }
}
