/// The order of szOrderBy.
///
///     order = [ item { "," item } ] ;
///     item  = column [ "ASC" | "DESC" ] ;
///
/// As in SQL Server, a column may be named only once.
public struct Ordering: Equatable, Sendable {
    /// One column to sort by.
    public struct Item: Equatable, Sendable {
        /// The column.
        public let column: QueryColumn
        /// Whether the largest value comes first.
        public let isDescending: Bool
    }

    /// The columns to sort by, the most significant first. If empty, the rows keep their order.
    public let items: [Item]

    /// Parses szOrderBy.
    public static func parse(_ text: String) throws(QueryError) -> Ordering {
        var parser = try QueryParser(text, .orderBy)
        guard parser.token.kind != .end else { return Ordering(items: []) }
        var items: [Item] = []
        var keys: Set<String> = []
        repeat {
            let item = try parser.orderingItem()
            guard keys.insert(item.column.key).inserted || !items.contains(where: { $0.column.isSame(as: item.column) }) else {
                throw parser.error("the column \(QueryError.quoted(item.column.name)) twice", at: item.column.position)
            }
            items.append(item)
        } while parser.takes(.comma)
        try parser.expectEnd(or: "',', ASC, DESC or the end")
        return Ordering(items: items)
    }

    /// Throws for the first column for which `isColumn` is false, or `isTable` for the name of the table before it. The
    /// closures get names with their ASCII letters in lower case.
    public func validate(columns isColumn: (String) -> Bool, tables isTable: (String) -> Bool = { _ in true }) throws(QueryError) {
        for item in items { try item.column.validate(in: .orderBy, isColumn, isTable) }
    }
}

extension QueryParser {
    /// Reads `item = column [ "ASC" | "DESC" ] ;`
    fileprivate mutating func orderingItem() throws(QueryError) -> Ordering.Item {
        if case .number = token.kind { throw error("sorting by a column's number is not supported: a column's name is expected") }
        let column = try column()
        let isDescending = takes(.desc)
        if !isDescending { _ = takes(.asc) }
        return Ordering.Item(column: column, isDescending: isDescending)
    }
}
