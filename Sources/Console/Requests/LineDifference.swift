/// The lines of two texts, side by side in one list.
struct LineDifference {
    enum Line: Hashable {
        case both(String)
        case onlyFirst(String)
        case onlySecond(String)
    }

    /// The greatest number of lines of a text that are compared. The time grows with the product of what differs.
    static let limit = 1500

    /// The lines in order. Nil if a text is too long.
    let lines: [Line]?

    init(_ first: String, _ second: String) {
        let (one, other) = (Self.lines(of: first), Self.lines(of: second))
        guard one.count <= Self.limit, other.count <= Self.limit else {
            lines = nil
            return
        }
        let difference = other.difference(from: one)
        let removed = Set(difference.removals.map(\.offset)), inserted = Set(difference.insertions.map(\.offset))
        var result: [Line] = []
        var (left, right) = (0, 0)
        while left < one.count || right < other.count {
            if left < one.count, removed.contains(left) {
                result.append(.onlyFirst(one[left]))
                left += 1
            } else if right < other.count, inserted.contains(right) {
                result.append(.onlySecond(other[right]))
                right += 1
            } else {
                result.append(.both(one[left]))
                left += 1
                right += 1
            }
        }
        lines = result
    }

    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
