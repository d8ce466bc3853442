/// Returns the name that a mistyped one was probably meant to be: the one with the fewest letters to insert, delete,
/// change or swap, but at most a third of the longer one's. Returns nil if there is none.
public func nearest(to typed: String, among names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: editDistance(typed, $0)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, max(best.name.count, typed.count) / 3) ? best.name : nil
}

/// Returns how many letters must be inserted, deleted, changed or swapped with their neighbour to turn one text into
/// the other.
private func editDistance(_ one: String, _ other: String) -> Int {
    let one = Array(one), other = Array(other)
    var rows = [Array(0...other.count)]
    for (row, letter) in one.enumerated() {
        var current = [row + 1]
        for (column, otherLetter) in other.enumerated() {
            var cost = min(rows[row][column + 1] + 1, current[column] + 1, rows[row][column] + (letter == otherLetter ? 0 : 1))
            if row > 0, column > 0, letter == other[column - 1], one[row - 1] == otherLetter {
                cost = min(cost, rows[row - 1][column - 1] + 1)
            }
            current.append(cost)
        }
        rows.append(current)
    }
    return rows.last?.last ?? 0
}
