import Text

/// The columns of szColumnList.
///
///     columns = [ "*" | item { "," item } | count { "," count } ] ;
///     item    = column [ "AS" name ] ;
///     count   = "COUNT" "(" ( "*" | column ) ")" [ "AS" name ] ;
///
/// An empty list means the object's own columns, its key first (the vendor's GetQuery page). The asterisk means all
/// columns; newer builds do not accept it. A column that is named twice is returned once, in its first position. Two
/// columns with the same output name are refused. A list of counts asks for one row; counts and columns in one list are
/// refused, because there is no GROUP BY.
public struct ColumnList: Equatable, Sendable {
    /// One column of the list.
    public struct Item: Equatable, Sendable {
        /// The column.
        public let column: QueryColumn
        /// The name after AS.
        public let alias: String?

        /// The name under which the column is returned.
        public var outputName: String { alias ?? column.name }
    }

    /// A number of rows.
    public struct Count: Equatable, Sendable {
        /// The column whose values are counted, without NULL. Nil for all rows.
        public let column: QueryColumn?
        /// The name after AS, or else the name that .NET gives to such a column: `Column1` for the first of the list.
        public let outputName: String
    }

    /// The columns in order. If empty, and if there are no counts, all columns of the object or its own.
    public let items: [Item]
    /// The counts in order. If there are any, there are no columns.
    public private(set) var counts: [Count] = []
    /// Whether the list is the asterisk.
    public private(set) var isAsterisk = false

    private init(items: [Item]) {
        self.items = items
    }

    /// Parses szColumnList.
    public static func parse(_ text: String, allowsAsterisk: Bool = false) throws(QueryError) -> ColumnList {
        var parser = try QueryParser(text, .columnList)
        guard parser.token.kind != .end else { return ColumnList(items: []) }
        let asterisk = parser.token.position
        if parser.takes(.asterisk) {
            guard allowsAsterisk else { throw asteriskRefused(at: asterisk) }
            try parser.expectEnd(or: "the end after '*'")
            var list = ColumnList(items: [])
            list.isAsterisk = true
            return list
        }
        if parser.beginsCount { return try counts(&parser) }
        var items: [Item] = []
        var columns: [String: QueryColumn] = [:]
        repeat {
            guard !parser.beginsCount else { throw ungrouped(items.last?.column) }
            let item = try parser.item()
            let name = ASCII.lowercased(item.outputName)
            if let earlier = columns[name] {
                guard earlier.isSame(as: item.column) else {
                    let message = "two columns are named \(QueryError.quoted(item.outputName)): give one another name with AS"
                    throw parser.error(message, at: item.column.position)
                }
            } else {
                columns[name] = item.column
                items.append(item)
            }
        } while parser.takes(.comma)
        try parser.expectEnd(or: "',', AS or the end")
        return ColumnList(items: items)
    }

    /// Reads `count { "," count }`.
    private static func counts(_ parser: inout QueryParser) throws(QueryError) -> ColumnList {
        var list = ColumnList(items: [])
        var names: Set<String> = []
        repeat {
            let position = parser.token.position
            guard parser.beginsCount else { throw ungrouped(try parser.column()) }
            let count = try parser.count(number: list.counts.count + 1)
            guard names.insert(ASCII.lowercased(count.outputName)).inserted else {
                throw parser.error("two counts are named \(QueryError.quoted(count.outputName))", at: position)
            }
            list.counts.append(count)
        } while parser.takes(.comma)
        try parser.expectEnd(or: "',', AS or the end")
        return list
    }

    /// Returns the error for a column beside a count.
    private static func ungrouped(_ column: QueryColumn?) -> QueryError {
        QueryError(
            clause: .columnList, position: column?.position ?? 1, kind: .ungroupedColumn(column?.name ?? ""),
            message: "a list has columns or counts, not both: GROUP BY is not supported")
    }

    private static func asteriskRefused(at position: Int) -> QueryError {
        let message = "'*' is not supported: name the columns, or leave the list empty for the object's own"
        return QueryError(clause: .columnList, position: position, kind: .asterisk, message: message)
    }

    /// Throws for the first column for which `isColumn` is false, or `isTable` for the name of the table before it. The
    /// closures get names with their ASCII letters in lower case.
    public func validate(columns isColumn: (String) -> Bool, tables isTable: (String) -> Bool = { _ in true }) throws(QueryError) {
        for column in items.map(\.column) + counts.compactMap(\.column) { try column.validate(in: .columnList, isColumn, isTable) }
    }
}

extension QueryParser {
    /// Whether a count begins at the current token.
    fileprivate var beginsCount: Bool {
        guard case .word(let word) = token.kind else { return false }
        return ASCII.equalsIgnoringCase(word, "count") && token(ahead: 1).kind == .symbol(.open)
    }

    /// Reads `count = "COUNT" "(" ( "*" | column ) ")" [ "AS" name ] ;`
    fileprivate mutating func count(number: Int) throws(QueryError) -> ColumnList.Count {
        advance()
        advance()
        let column = takes(.asterisk) ? nil : try column("'*' or a column")
        guard takes(.close) else { throw unexpected("')'") }
        return ColumnList.Count(column: column, outputName: takes(.as) ? try name("a name after AS") : "Column\(number)")
    }

    /// Reads `item = column [ "AS" name ] ;`
    fileprivate mutating func item() throws(QueryError) -> ColumnList.Item {
        let column = try column()
        return ColumnList.Item(column: column, alias: takes(.as) ? try name("a name after AS") : nil)
    }
}
