public import JSON

/// The cases of a replay against several servers as a report: the same for the same cases, whatever the time.
public struct DriftReport: Sendable {
    let cases: [DriftCase]
    /// What is to be said about the recording and about what was accepted, in sentences.
    let notes: [String]

    /// Creates the report.
    public init(_ cases: [DriftCase], notes: [String] = []) {
        self.cases = cases
        self.notes = notes
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
        return .object([
            .init("format", .number(1)), .init("verdicts", .object(counts)), .init("notes", .array(notes.map(JSON.string))),
            .init("cases", .array(cases.map(Self.json))),
        ])
    }

    private static func json(_ drift: DriftCase) -> JSON {
        var members: [JSON.Member] = [.init("case", .string(drift.title)), .init("verdict", .string(drift.verdict.rawValue))]
        if let operation = drift.operation { members.append(.init("operation", .string(operation))) }
        let differences = places(drift).map { place in
            JSON.object(
                [.init("place", .string(place.place)), .init("tier", .string(place.tier.rawValue))]
                    + (place.recorded.isEmpty ? [] : [.init("recorded", .string(place.recorded))])
                    + place.inOrder.map { .init($0.rawValue, .string($1.text)) })
        }
        members.append(.init("differences", .array(differences)))
        members.append(.init("accepted", .number(drift.accepted.values.reduce(0) { $0 + $1.count })))
        return .object(members)
    }

    /// The report in Markdown, by operation.
    public var markdown: String {
        var lines = ["# Drift", "", summary.isEmpty ? "There are no cases." : summary + "."]
        for note in notes { lines += ["", note] }
        for (operation, cases) in byOperation {
            lines += ["", "## \(operation)"]
            for drift in cases {
                lines += ["", "### \(drift.title): \(drift.verdict.rawValue)"]
                guard !drift.differences.values.allSatisfy(\.isEmpty) else { continue }
                lines += ["", "| place | | recorded | vendor | here |", "|---|---|---|---|---|"]
                lines += Self.places(drift).map { place in
                    let cells = [place.recorded] + DriftSide.allCases.map { Self.cell(place, $0, drift) }
                    return "| \(Self.code(place.place)) | \(place.tier.rawValue) | \(cells.map(Self.code).joined(separator: " | ")) |"
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns what a report says of a side at a place.
    static func cell(_ place: Place, _ side: DriftSide, _ drift: DriftCase) -> String {
        if let difference = place.at[side] { return difference.found ?? difference.text }
        return drift.differences[side] == nil ? "not sent" : "as recorded"
    }

    /// Returns a text as a code span in a table.
    private static func code(_ text: String) -> String {
        let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let gap = longest > 0 ? " " : ""
        let line = text.replacing("\r", with: " ").replacing("\n", with: " ")
        return text.isEmpty ? "" : fence + gap + line.replacing("|", with: "\\|") + gap + fence
    }

    /// The cases with differences by operation, in the order of the worst of each.
    var byOperation: [(operation: String, cases: [DriftCase])] {
        drifting.reduce(into: []) { groups, drift in
            let operation = drift.operation ?? "other calls"
            if let index = groups.firstIndex(where: { $0.operation == operation }) {
                groups[index].cases.append(drift)
            } else {
                groups.append((operation, [drift]))
            }
        }
    }

    /// The differences at one place.
    struct Place {
        let place: String
        var at: [DriftSide: Difference]

        var tier: Difference.Tier { at.values.map(\.tier).max() ?? .info }
        /// The differences, the vendor's first.
        var inOrder: [(DriftSide, Difference)] { DriftSide.allCases.compactMap { side in at[side].map { (side, $0) } } }
        /// What was recorded. Empty if it is not known.
        var recorded: String { inOrder.lazy.compactMap { $0.1.recorded }.first ?? "" }
    }

    /// The differences of a case by place, in the order in which they were found.
    static func places(_ drift: DriftCase) -> [Place] { places(drift.differences) }

    /// The accepted differences of a case by place.
    static func acceptedPlaces(_ drift: DriftCase) -> [Place] { places(drift.accepted) }

    private static func places(_ differences: [DriftSide: [Difference]]) -> [Place] {
        var places: [Place] = []
        for side in DriftSide.allCases {
            for difference in differences[side] ?? [] {
                if let index = places.firstIndex(where: { $0.place == difference.place && $0.at[side] == nil }) {
                    places[index].at[side] = difference
                } else {
                    places.append(Place(place: difference.place, at: [side: difference]))
                }
            }
        }
        return places
    }

    /// The cases with differences in lines for a terminal, the worst first.
    public var lines: [String] {
        drifting.flatMap { drift in
            let found = Self.places(drift).flatMap { place in
                place.inOrder.map { "      \(place.place) \($0.rawValue) (\($1.tier.rawValue)): \($1.text)" }
            }
            return ["\(drift.verdict.rawValue)  \(drift.title)"] + found
        }
    }
}
