import Calls
import Emulator
import JSON

/// Returns the address for resets.
func resetRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    let body = JSONShape.object([
        .optional("site", .text(atMost: 100), "The site, or `*` for all; the default site if it is missing."),
        .optional(
            "to",
            .either([.choice(["fixtures", "empty"]), .object([.required("snapshot", .text(atMost: 100), "The name of the snapshot.")])]),
            "What the site has afterwards: what it was made with, nothing, or what a snapshot holds."),
        .optional("keep", .list(.choice(ResetPart.allCases.map(\.rawValue)), atMost: 10), "What stays as it is."),
    ])
    return [
        AdminRoute(
            .post, "/api/reset",
            "Gives sites the content that they were made with. New calls see it as soon as this answers. A test control.",
            body: body,
            answers: [
                .init(
                    200, "What was done, a site each. If only one site was asked for, its members are also at the top.",
                    .object(
                        [.required("sites", .list(resetShape, atMost: .max), "The sites.")]
                            + resetMembers.map { .optional($0.name, $0.shape, $0.documentation) })),
                .init(404, "There is no such site or snapshot.", AdminError.shape),
                AdministeredWorld.controlsOff,
            ], on: .hashing
        ) { call throws(AdminError) in
            try world.requireTestControls()
            let name = call["site"]?.string ?? SiteRegistry.defaultName
            let names = name == "*" ? world.sites.names : [try world.named(name, at: "/site").0]
            let kept = Set((call["keep"]?.elements ?? []).compactMap { $0.string.flatMap(ResetPart.init(rawValue:)) })
            var done: [JSON] = []
            let content: SiteKeeper.ResetContent =
                if let snapshot = call["to"]?["snapshot"]?.string {
                    .snapshot(snapshot)
                } else {
                    call["to"]?.string == "empty" ? .empty : .origin
                }
            for name in names { done.append(try reset(name, to: content, keeping: kept, world)) }
            let single = name == "*" ? [] : done.first?.members ?? []
            return .value(.object(single + [.init("sites", .array(done))]))
        }
    ]
}

extension AdministeredWorld {
    /// Carries over what is kept for a site after another one has taken its place, or drops it.
    func follow(_ reset: SiteKeeper.Reset, keeping kept: Set<ResetPart> = []) {
        callers.forget(reset.old)
        clocks.move(from: reset.old, to: reset.new, isKept: kept.contains(.clock))
        faults.move(from: reset.old, to: reset.new, isKept: kept.contains(.faults))
        journal.move(from: reset.old, to: reset.new, isKept: kept.contains(.journal))
    }
}

/// What belongs to a site besides its accounts, and may survive a reset.
enum ResetPart: String, CaseIterable {
    case journal
    case clock
    case faults
    /// Those that the site has in place of the configuration's.
    case settings
}

extension ResetPart {
    /// Returns those that the keeper of sites keeps.
    fileprivate static func ofKeeper(_ kept: Set<ResetPart>) -> Set<SiteKeeper.KeptPart> {
        var parts: Set<SiteKeeper.KeptPart> = []
        if kept.contains(.clock) { parts.insert(.clock) }
        if kept.contains(.settings) { parts.insert(.settings) }
        return parts
    }
}

extension SiteKeeper.ResetContent {
    fileprivate var words: String {
        switch self {
        case .origin: "what the site was made with"
        case .empty: "nothing"
        case .snapshot(let name): "the snapshot \(name)"
        }
    }
}

private let resetMembers: [(name: String, shape: JSONShape, documentation: String)] = [
    ("site", .text(), "The site."), ("generation", .integer(0...Int.max), "How often it has been reset."),
    ("accounts", .integer(0...Int.max), "The number of its accounts."), ("ms", .number, "How long it took, in milliseconds."),
]

private let resetShape = JSONShape.object(resetMembers.map { .required($0.name, $0.shape, $0.documentation) })

private func reset(
    _ name: String, to content: SiteKeeper.ResetContent, keeping kept: Set<ResetPart>, _ world: AdministeredWorld
) throws(AdminError) -> JSON {
    let begin = ContinuousClock.now
    let reset = try refusing { () throws(SiteError) in
        try world.keeper.reset(siteNamed: name, to: content, keeping: ResetPart.ofKeeper(kept))
    }
    world.follow(reset, keeping: kept)
    world.note(.reset, "reset to \(content.words)", in: reset.new)
    let (seconds, attoseconds) = begin.duration(to: .now).components
    let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
    return .object([
        .init("site", .string(name)), .init("generation", .number(reset.generation)), .init("accounts", .number(reset.accounts)),
        .init("ms", .number("\(tenths / 10).\(tenths % 10)")),
    ])
}
