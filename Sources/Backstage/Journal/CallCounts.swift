import Calls
import Operations

/// The number of calls of each kind.
///
/// Every call is counted here, and most calls are of a few kinds. So a kind is found by comparing references, and a kind that is found
/// moves forward in the list. The rows of operations bound the length of the list.
struct CallCounts: Sendable {
    private var counts: [(kind: SiteJournal.Kind, number: Int)] = []

    /// Counts a call.
    mutating func count(_ kind: SiteJournal.Kind) {
        guard let index = counts.firstIndex(where: { $0.kind == kind }) else { return counts.append((kind, 1)) }
        counts[index].number += 1
        if index > 0 { counts.swapAt(index, index - 1) }
    }

    /// Adds the numbers of others.
    mutating func add(_ others: CallCounts) {
        for other in others.counts {
            if let index = counts.firstIndex(where: { $0.kind == other.kind }) {
                counts[index].number += other.number
            } else {
                counts.append(other)
            }
        }
    }

    /// The numbers by kind.
    var byKind: [SiteJournal.Kind: Int] { Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, $0.number) }) }
}

extension SiteJournal {
    /// What a total counts.
    struct Kind: Hashable {
        let service: ServiceFacts?
        let row: OperationFacts?
        let outcome: CallOutcome
        let reason: CallReason?

        static func == (one: Kind, other: Kind) -> Bool {
            one.row === other.row && one.service === other.service && one.outcome == other.outcome && one.reason == other.reason
        }

        /// Hashes the row alone. Few kinds differ only in the rest.
        func hash(into hasher: inout Hasher) {
            hasher.combine(row.map { ObjectIdentifier($0) })
        }
    }
}
