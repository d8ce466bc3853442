extension Ordering {
    /// Returns the rows in this order. Rows that are equal in it keep their order.
    ///
    /// Letter case and trailing spaces are ignored. NULL comes before everything else. Values of number columns are
    /// compared as numbers, and values that are not numbers come after the numbers. DESC reverses all of this.
    ///
    /// - Parameters:
    ///   - rows: The rows.
    ///   - holdsNumbers: Returns whether a column holds numbers. It gets the column's name in lower case.
    ///   - value: Returns a column's value in a row, or nil for NULL. It gets the column's name in lower case.
    public func sorted<Row>(
        _ rows: [Row], holdsNumbers: (String) -> Bool = { _ in false }, value: (Row, String) -> String?
    ) -> [Row] {
        guard !items.isEmpty else { return rows }
        let columns = items.map { (key: $0.column.key, holdsNumbers: holdsNumbers($0.column.key), isDescending: $0.isDescending) }
        let keyed = rows.enumerated().map { index, row in
            (index: index, row: row, keys: columns.map { SortKey(value(row, $0.key), holdsNumbers: $0.holdsNumbers) })
        }
        let sorted = keyed.sorted { one, other in
            for (column, (own, others)) in zip(columns, zip(one.keys, other.keys)) {
                if own < others { return !column.isDescending }
                if others < own { return column.isDescending }
            }
            return one.index < other.index
        }
        return sorted.map(\.row)
    }
}

/// A value as a sort key: NULL, then numbers, then texts.
private enum SortKey {
    case null
    case number(QueryNumber)
    case text(CollatedText)

    init(_ value: String?, holdsNumbers: Bool) {
        guard let value else {
            self = .null
            return
        }
        if holdsNumbers, let number = QueryNumber(value) {
            self = .number(number)
        } else {
            self = .text(CollatedText(value))
        }
    }

    static func < (one: Self, other: Self) -> Bool {
        switch (one, other) {
        case (.number(let one), .number(let other)): one < other
        case (.text(let one), .text(let other)): one < other
        default: one.rank < other.rank
        }
    }

    private var rank: Int {
        switch self {
        case .null: 0
        case .number: 1
        case .text: 2
        }
    }
}
