import Emulator
import Text

/// Measures how much the operations of entries differ from the one that a filter names.
struct OperationDistances {
    /// How many alternatives of a filter are compared.
    private static let compared = 10

    /// What is known already, by the entry's operation. Names repeat, and a comparison takes some microseconds.
    private var known: [String: Int] = [:]

    /// Returns how many letters differ between the operation of an entry and the nearest that was wanted. 0 if the entry does not fail for
    /// its operation, and more than any number of letters if it has none.
    mutating func distance(in failures: [JournalFilter.Failure]) -> Int {
        guard let failure = failures.first(where: { $0.subject == .operation }), !failure.alternatives.isEmpty else { return 0 }
        guard let name = failure.values.last else { return .max }
        if let distance = known[name] { return distance }
        let wanted = failure.alternatives.prefix(Self.compared)
        let distance =
            wanted.map { text in
                editDistance(text.lowercased(), CallNames.form(among: failure.values, like: text).lowercased())
            }.min() ?? 0
        known[name] = distance
        return distance
    }
}
