import Calls
import Operations

/// The number of calls of each kind.
///
/// Every call is counted here, and most calls are of a few kinds. So a kind is found by comparing references, and a kind that is found
/// moves forward in the list. The rows of operations bound the length of the list.
struct CallCounts: Sendable {
    private var counts: [(kind: SiteJournal.Kind, number: Int)] = []

    /// Counts a call. A kind is made only of the first call of its kind.
    mutating func count(_ service: ServiceFacts?, _ row: OperationFacts?, _ outcome: CallOutcome, _ reason: CallReason?) {
        guard let index = counts.firstIndex(where: { $0.kind.isOf(service, row, outcome, reason) }) else {
            return counts.append((SiteJournal.Kind(service: service, row: row, outcome: outcome, reason: reason), 1))
        }
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

        /// Returns whether calls with these facts are of this kind.
        func isOf(_ service: ServiceFacts?, _ row: OperationFacts?, _ outcome: CallOutcome, _ reason: CallReason?) -> Bool {
            self.row === row && self.service === service && self.outcome == outcome && self.reason == reason
        }

        static func == (one: Kind, other: Kind) -> Bool { one.isOf(other.service, other.row, other.outcome, other.reason) }

        /// Hashes the row alone. Few kinds differ only in the rest.
        func hash(into hasher: inout Hasher) {
            hasher.combine(row.map { ObjectIdentifier($0) })
        }
    }
}
