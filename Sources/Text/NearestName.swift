/// Returns the name that a mistyped one was probably meant to be: the one with the fewest letters to insert, delete,
/// change or swap, but at most a third of the longer one's. Returns nil if there is none.
public func nearest(to typed: String, among names: [String]) -> String? {
    let length = typed.count
    func limit(_ name: String) -> Int { max(1, max(name.count, length) / 3) }
    // The difference of the lengths is the least number of letters to insert or delete.
    let possible = names.filter { abs($0.count - length) <= limit($0) }.map { (name: $0, distance: editDistance(typed, $0)) }
    guard let best = possible.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= limit(best.name) ? best.name : nil
}

/// Returns the end of a sentence about a name that is not known: `; did you mean "recno"?`, or `otherwise` if no name is near. Letter case
/// does not count.
public func suggestion(for typed: String, among names: [String], otherwise: String = "") -> String {
    let lowercased = names.map { $0.lowercased() }
    let found = nearest(to: typed.lowercased(), among: lowercased).flatMap { lowercased.firstIndex(of: $0) }
    return found.map { "; did you mean \"\(names[$0])\"?" } ?? otherwise
}

/// Returns the end of a sentence about a name that is not known, with a remark behind it: `; did you mean "recno"? known are …`, or only
/// `; known are …`.
public func suggestion(for typed: String, among names: [String], before remark: String) -> String {
    suggestion(for: typed, among: names, otherwise: ";") + " " + remark
}

/// Returns how many letters must be inserted, deleted, changed or swapped with their neighbour to turn one text into
/// the other.
public func editDistance(_ one: String, _ other: String) -> Int {
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
