import Accounts
import Calls
import Emulator
import JSON

/// Returns the address that says what a fault rule would have done.
func faultPreviewRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .post, "/api/requests/preview",
            """
            How many of a site's last \(FaultPreview.most) answered calls a fault rule would have met, and to how many it would \
            have applied if it were the only one. Nothing changes.
            """,
            body: .object(
                [
                    .optional("site", .text(atMost: 100), "The site; the default site if it is missing."),
                    .optional("name", .text(atMost: FaultRule.longestName), "The name, from which the seed follows if it is missing."),
                ] + FaultRule.members),
            answers: [.init(200, "The numbers.", FaultPreview.shape), .init(404, "There is no such site.", AdminError.shape)],
            on: .searching
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call["site"]?.string, at: "/site")
            let name = call["name"]?.string ?? "preview"
            let rule = try usable { () throws(JSONSchemaError) in try FaultRule(call.body, named: name) }
            return .value(FaultPreview(rule, in: site, of: world).json)
        }
    ]
}

/// What a fault rule would have done to the last calls of a site. The rule looks at their entries as it would have looked at the calls.
struct FaultPreview {
    /// The greatest number of calls that are looked at.
    static let most = 100

    static let shape = JSONShape.object([
        .required("calls", .integer(0...most), "The number of calls that were looked at."),
        .required("matched", .integer(0...most), "The number of those that meet `when`, without `call`."),
        .required("fired", .integer(0...most), "The number of those to which it would have applied."),
        .required("requests", .list(.integer(1...Int.max), atMost: most), "The entries of the calls that meet `when`, oldest first."),
    ])

    private let calls: Int
    private let fired: Int
    private let matched: [UInt64]

    init(_ rule: FaultRule, in site: SiteID, of world: AdministeredWorld) {
        var view = JournalView(world.journal, world.sessionNumbers, world.sites)
        var last: [(entry: JournalEntry, facts: CallFacts)] = []
        for entry in world.journal.read(site).entries.reversed() where last.count < Self.most {
            let facts = entry.facts
            if facts.isCall, facts.state != .running { last.append((entry, facts)) }
        }
        var standing = SiteFaults.Standing(rule)
        standing.isEnabled = true
        var (matched, fired) = ([UInt64](), 0)
        for (entry, facts) in last.reversed() where Self.isOffered(facts) && rule.effect.suits(facts.binding) {
            guard rule.condition.isMet(by: facts, &view) else { continue }
            matched.append(entry.id)
            if standing.state == .active, standing.fires() { fired += 1 }
        }
        (calls, self.matched, self.fired) = (last.count, matched, fired)
    }

    /// Whether rules are asked about a call: whether its operation was found and could be read.
    private static func isOffered(_ facts: CallFacts) -> Bool {
        facts.row != nil && facts.outcome != .malformed && facts.outcome != .unknown
    }

    var json: JSON {
        .object([
            .init("calls", .number(calls)), .init("matched", .number(matched.count)), .init("fired", .number(fired)),
            .init("requests", .array(matched.map { .number($0) })),
        ])
    }
}
