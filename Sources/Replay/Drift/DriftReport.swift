public import JSON

/// The cases of a replay against several servers as a report: the same for the same cases, whatever the time.
public struct DriftReport: Sendable {
    private let cases: [DriftCase]

    /// Creates the report.
    public init(_ cases: [DriftCase]) {
        self.cases = cases
    }

    /// The cases with differences, the worst first, and then in the order in which they ran.
    private var drifting: [DriftCase] {
        let kept = cases.enumerated().filter { $0.element.verdict != .same }
        return kept.sorted { one, other in
            let (first, second) = (Self.badness(one.element), Self.badness(other.element))
            return first == second ? one.offset < other.offset : first > second
        }.map(\.element)
    }

    /// A number that is greater for a worse case: first by its differences, then by its verdict.
    private static func badness(_ drift: DriftCase) -> Int {
        let tiers = Difference.Tier.allCases
        let tier = drift.verdict.isDrift ? drift.tier.flatMap { tiers.firstIndex(of: $0) }.map { $0 + 1 } ?? 0 : 0
        return tier * DriftVerdict.allCases.count + drift.verdict.rank
    }

    /// The number of cases of each verdict, in words: `3 same, 1 we_differ`.
    public var summary: String {
        DriftVerdict.allCases.compactMap { verdict in
            let count = cases.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }.joined(separator: ", ")
    }

    /// The report as JSON.
    public var json: JSON {
        let counts = DriftVerdict.allCases.map { verdict in JSON.Member(verdict.rawValue, .number(cases.count { $0.verdict == verdict })) }
        return .object([.init("format", .number(1)), .init("verdicts", .object(counts)), .init("cases", .array(cases.map(Self.json)))])
    }

    private static func json(_ drift: DriftCase) -> JSON {
        var members: [JSON.Member] = [.init("case", .string(drift.title)), .init("verdict", .string(drift.verdict.rawValue))]
        if let operation = drift.operation { members.append(.init("operation", .string(operation))) }
        let differences = places(drift).map { place, sides in
            JSON.object(
                [.init("place", .string(place)), .init("tier", .string((sides.map(\.difference.tier).max() ?? .info).rawValue))]
                    + sides.map { .init($0.side.rawValue, .string($0.difference.text)) })
        }
        members.append(.init("differences", .array(differences)))
        members.append(.init("accepted", .number(drift.accepted.values.reduce(0) { $0 + $1.count })))
        return .object(members)
    }

    /// The report in Markdown, by operation.
    public var markdown: String {
        var lines = ["# Drift", "", summary.isEmpty ? "There are no cases." : summary + "."]
        for (operation, cases) in byOperation {
            lines += ["", "## \(operation)"]
            for drift in cases {
                lines += ["", "### \(drift.title): \(drift.verdict.rawValue)"]
                for (place, sides) in Self.places(drift) {
                    lines += ["", "- `\(place)`"]
                    lines += sides.map { "  - \($0.side.rawValue), \($0.difference.tier.rawValue): \($0.difference.text)" }
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The cases with differences by operation, in the order of the worst of each.
    private var byOperation: [(operation: String, cases: [DriftCase])] {
        drifting.reduce(into: []) { groups, drift in
            let operation = drift.operation ?? "other calls"
            if let index = groups.firstIndex(where: { $0.operation == operation }) {
                groups[index].cases.append(drift)
            } else {
                groups.append((operation, [drift]))
            }
        }
    }

    /// The differences of a case by place, in the order in which they were found.
    private static func places(_ drift: DriftCase) -> [(place: String, sides: [(side: DriftSide, difference: Difference)])] {
        var places: [(place: String, sides: [(side: DriftSide, difference: Difference)])] = []
        for side in DriftSide.allCases {
            for difference in drift.differences[side] ?? [] {
                if let index = places.firstIndex(where: { place in
                    place.place == difference.place && !place.sides.contains { $0.side == side }
                }) {
                    places[index].sides.append((side, difference))
                } else {
                    places.append((difference.place, [(side, difference)]))
                }
            }
        }
        return places
    }

    /// The cases with differences in lines for a terminal, the worst first.
    public var lines: [String] {
        drifting.flatMap { drift in
            let found = Self.places(drift).flatMap { place, sides in
                sides.map { "      \(place) \($0.side.rawValue) (\($0.difference.tier.rawValue)): \($0.difference.text)" }
            }
            return ["\(drift.verdict.rawValue)  \(drift.title)"] + found
        }
    }
}
