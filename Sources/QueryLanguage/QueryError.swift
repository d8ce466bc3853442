/// Why a query was refused: the position, and what was expected there.
///
/// The message contains names of columns and keywords, but never the content of a literal. So it is safe to log and to
/// answer.
public struct QueryError: Error, Hashable, Sendable {
    /// The parameters of GetQuery that have a grammar.
    public enum Clause: String, Hashable, Sendable, CaseIterable {
        /// The object and the number of rows.
        case objectName = "szObjectName"
        /// The columns to return.
        case columnList = "szColumnList"
        /// The condition.
        case whereClause = "szWhereClause"
        /// The order of the rows.
        case orderBy = "szOrderBy"
    }

    /// The refusals for which xWEB, or its SQL Server, has an error message.
    public enum Kind: Hashable, Sendable {
        /// The text does not follow the grammar.
        case syntax
        /// A word with which xWEB refuses every query; see `QueryKeyword.forbidden`.
        case forbiddenWord
        /// An asterisk as the list of columns, on a site that does not accept it.
        case asterisk
        /// There is no such column.
        case unknownColumn(String)
        /// A column beside a count.
        case ungroupedColumn(String)
        /// No table of the query has this name, which is before a column's name.
        case unknownQualifier(String, column: String)
        /// A text that is compared with a column of dates, and is no date.
        case noDate
    }

    /// The parameter at fault.
    public let clause: Clause
    /// The position of the error, from 1. If the text ends too early, it is one more than the number of characters. A
    /// character is a Unicode scalar.
    public let position: Int
    /// The kind of refusal.
    public var kind = Kind.syntax
    /// What is wrong, in words.
    public let message: String

    /// The vendor's message for this refusal, or nil if it is not known. Sources: the vendor's GetQuery page for the
    /// word and the asterisk, and SQL Server's errors 207, 8120, 4104 and 241 for the others.
    public var vendorMessage: String? {
        switch kind {
        case .syntax: nil
        case .forbiddenWord: "Invalid query."
        case .asterisk: "'*' is not a valid value for szColumnList"
        case .unknownColumn(let name): "Invalid column name '\(name)'."
        case .ungroupedColumn(let name):
            """
            Column '\(name)' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY \
            clause.
            """
        case .unknownQualifier(let table, let column): "The multi-part identifier \"\(table).\(column)\" could not be bound."
        case .noDate: "Conversion failed when converting date and/or time from character string."
        }
    }

    /// Creates an error from its parts.
    public init(clause: Clause, position: Int, kind: Kind = .syntax, message: String) {
        self.clause = clause
        self.position = position
        self.kind = kind
        self.message = message
    }

    /// Returns a name in the form for messages. Names in brackets and names of objects may contain almost any
    /// character.
    static func quoted(_ name: String) -> String {
        name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x27 } ? "'\(name)'" : "of that name"
    }
}

extension QueryError: CustomStringConvertible {
    /// The parameter, the position and the message.
    public var description: String { "\(clause.rawValue), character \(position): \(message)" }
}
