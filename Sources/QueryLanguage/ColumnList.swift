import Text

/// The columns of szColumnList.
///
///     columns = [ "*" | item { "," item } ] ;
///     item    = column [ "AS" name ] ;
///
/// An empty list means the object's own columns, its key first (the vendor's GetQuery page). The asterisk means all
/// columns, which are the same here; newer builds do not accept it. A column that is named twice is returned once, in
/// its first position. Two columns with the same output name are refused.
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

    /// The columns in order. If empty, all columns of the object.
    public let items: [Item]

    /// Parses szColumnList.
    public static func parse(_ text: String, allowsAsterisk: Bool = false) throws(QueryError) -> ColumnList {
        var parser = try QueryParser(text, .columnList)
        guard parser.token.kind != .end else { return ColumnList(items: []) }
        let asterisk = parser.token.position
        if parser.takes(.asterisk) {
            guard allowsAsterisk else { throw asteriskRefused(at: asterisk) }
            try parser.expectEnd(or: "the end after '*'")
            return ColumnList(items: [])
        }
        var items: [Item] = []
        var columns: [String: QueryColumn] = [:]
        repeat {
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

    private static func asteriskRefused(at position: Int) -> QueryError {
        let message = "'*' is not supported: name the columns, or leave the list empty for the object's own"
        return QueryError(clause: .columnList, position: position, kind: .asterisk, message: message)
    }

    /// Throws for the first column for which `isColumn` is false. The closure gets each name with its ASCII letters in lower case.
    public func validate(columns isColumn: (String) -> Bool) throws(QueryError) {
        for item in items { try item.column.validate(in: .columnList, isColumn) }
    }
}

extension QueryParser {
    /// Reads `item = column [ "AS" name ] ;`
    fileprivate mutating func item() throws(QueryError) -> ColumnList.Item {
        let column = try column()
        return ColumnList.Item(column: column, alias: takes(.as) ? try name("a name after AS") : nil)
    }
}
