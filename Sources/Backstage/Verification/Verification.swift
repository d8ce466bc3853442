import Accounts
import JSON

/// A claim about the calls of a site, and the search for the calls that meet it.
struct Verification {
    /// What is claimed.
    enum Claim: Sendable {
        /// So many calls meet the selection's filter.
        case count(ExpectedCount)
        /// Calls meet these filters in this order. With `gapless` no other calls are between them.
        case sequence([JournalFilter], gapless: Bool)
    }

    private let claim: Claim
    private var selection: JournalSelection
    /// The numbers of the calls that meet the filter.
    private(set) var found: [UInt64] = []
    /// Entries up to this one need not be looked at again.
    private var boundary: UInt64 = 0

    init(_ claim: Claim, in selection: JournalSelection) {
        self.claim = claim
        self.selection = selection
    }

    /// The number of calls that meet the filter. It is right even if entries had to go.
    var count: Int { selection.mayMissEntries ? max(found.count, selection.totalCount ?? 0) : found.count }

    /// Reads the journal, and looks at the calls that were answered since the last time.
    mutating func look() {
        selection.refresh()
        switch claim {
        case .count:
            let known = Set(found)
            var running: UInt64?
            for entry in selection.reading.entries where entry.id > boundary && !known.contains(entry.id) {
                if entry.facts.state == .running { running = min(running ?? entry.id, entry.id) }
                if selection.matches(entry) { found.append(entry.id) }
            }
            boundary = running.map { $0 - 1 } ?? selection.reading.entries.last?.id ?? boundary
        case .sequence(let filters, let gapless):
            let entries = selection.entries().filter { $0.facts.isCall }
            found = gapless ? run(of: filters, in: entries) : order(of: filters, in: entries)
        }
    }

    /// Whether the claim is true by what was found.
    var holds: Bool {
        switch claim {
        case .count(let expected): expected.range.contains(count)
        case .sequence(let filters, _): found.count == filters.count
        }
    }

    /// Whether no later call can make the claim true.
    var isBroken: Bool {
        guard case .count(let expected) = claim else { return false }
        return count > expected.range.upperBound
    }

    /// Whether a later call could make the claim false, and none is needed to make it true.
    var isAboutAbsence: Bool {
        guard case .count(let expected) = claim else { return false }
        return expected.range.lowerBound == 0
    }

    /// Whether entries are missing that decide about the claim.
    var isUndecided: Bool {
        guard selection.mayMissEntries, !isBroken else { return false }
        switch claim {
        case .count(let expected):
            return selection.totalCount == nil && (expected.hasLimit || found.count < expected.range.lowerBound)
        case .sequence: return !holds
        }
    }

    private mutating func order(of filters: [JournalFilter], in entries: [JournalEntry]) -> [UInt64] {
        var found: [UInt64] = []
        for entry in entries where found.count < filters.count {
            if filters[found.count].matches(entry, &selection.view) { found.append(entry.id) }
        }
        return found
    }

    private mutating func run(of filters: [JournalFilter], in entries: [JournalEntry]) -> [UInt64] {
        var longest: [UInt64] = []
        for start in entries.indices where longest.count < filters.count {
            var run: [UInt64] = []
            for (filter, entry) in zip(filters, entries[start...]) {
                guard filter.matches(entry, &selection.view) else { break }
                run.append(entry.id)
            }
            if run.count > longest.count { longest = run }
        }
        return longest
    }
}

// MARK: - What is said about a claim that is not true

extension Verification {
    /// An entry that nearly meets the filter.
    struct NearMiss {
        let id: UInt64
        let failures: [JournalFilter.Failure]

        var json: JSON {
            .object([
                .init("id", .number(id)),
                .init(
                    "failed",
                    .array(
                        failures.map {
                            .object([.init("field", .string($0.field)), .init("wanted", .string($0.wanted)), .init("was", .string($0.was))])
                        })), .init("see", .string("/api/requests/\(id)")),
            ])
        }
    }

    /// The greatest number of entries, of the newest ones, that are compared.
    private static let compared = 1000

    /// Returns the entries that come nearest to the filter that was not met, nearest first.
    mutating func nearMisses(_ limit: Int) -> [NearMiss] {
        let filter: JournalFilter
        switch claim {
        case .count(let expected):
            guard count < expected.range.lowerBound else { return [] }
            filter = selection.filter
        case .sequence(let filters, _):
            guard found.count < filters.count else { return [] }
            filter = filters[found.count]
        }
        var misses: [NearMiss] = []
        for entry in selection.reading.entries.suffix(Self.compared).reversed() where entry.facts.system != CallFacts.ownSystem {
            let failures = filter.failures(of: entry, &selection.view)
            if !failures.isEmpty { misses.append(NearMiss(id: entry.id, failures: failures)) }
        }
        var distances = OperationDistances()
        let ranked = misses.enumerated().map { offset, miss in
            (rank: (miss.failures.count, distances.distance(in: miss.failures), offset), miss: miss)
        }
        return ranked.sorted { $0.rank < $1.rank }.prefix(limit).map(\.miss)
    }

    /// Returns what was expected and what was seen, ready to print.
    mutating func report(_ near: [NearMiss]) -> String {
        var lines: [String] = []
        switch claim {
        case .count(let expected):
            let filter = selection.filter.asGiven.words
            lines.append("Expected \(expected.words)\(filter.isEmpty ? " of any kind" : ": " + filter); seen: \(count).")
            if isBroken { lines.append("  " + found.prefix(10).map { "/api/requests/\($0)" }.joined(separator: " ")) }
        case .sequence(let filters, let gapless):
            lines.append("Expected in this order\(gapless ? ", without others between" : ""):")
            for (index, filter) in filters.enumerated() {
                let place =
                    index < found.count ? "seen as /api/requests/\(found[index])" : index == found.count ? "not seen" : "not reached"
                lines.append("  \(index + 1). \(filter.words.isEmpty ? "any call" : filter.words): \(place)")
            }
        }
        if !near.isEmpty { lines.append("Nearest:") }
        for miss in near {
            let differences = miss.failures.map { "\($0.field) is \($0.was.isEmpty ? "nothing" : $0.was), not \($0.wanted)" }
            lines.append("  /api/requests/\(miss.id): \(differences.joined(separator: "; "))")
        }
        return lines.joined(separator: "\n")
    }
}
