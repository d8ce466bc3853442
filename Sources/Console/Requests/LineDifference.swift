/// The lines of two texts, side by side in one list.
struct LineDifference {
    enum Line: Hashable {
        case both(String)
        case onlyFirst(String)
        case onlySecond(String)
        /// So many equal lines that are left out.
        case left(Int)
    }

    /// The greatest number of lines of a text that are compared. The time grows with the product of what differs.
    static let limit = 1500

    /// The lines in order. Nil if a text is too long.
    let lines: [Line]?

    init(_ first: String, _ second: String) { self.init(Self.lines(of: first), Self.lines(of: second)) }

    init(_ one: [String], _ other: [String]) {
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

    /// How many equal lines stay beside a difference.
    private static let context = 3

    /// Returns the lines without those that are equal, but for some beside each difference.
    static func shortened(_ lines: [Line]) -> [Line] {
        let changes = lines.indices.filter { if case .both = lines[$0] { false } else { true } }
        var kept = Set<Int>()
        for index in changes { kept.formUnion(max(0, index - context)...min(lines.count - 1, index + context)) }
        var result: [Line] = []
        var gap = 0
        for index in lines.indices {
            guard kept.contains(index) else {
                gap += 1
                continue
            }
            if gap > 0 { result.append(.left(gap)) }
            gap = 0
            result.append(lines[index])
        }
        return gap > 0 ? result + [.left(gap)] : result
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
