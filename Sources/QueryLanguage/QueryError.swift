/// Why a query was refused: where, and what is expected there.
///
/// The message names column names and keywords, and never what a literal says, so that it can be logged and answered safely.
public struct QueryError: Error, Hashable, Sendable {
    /// The parameters of GetQuery that are languages.
    public enum Clause: String, Hashable, Sendable, CaseIterable {
        /// The object and the number of rows.
        case objectName = "szObjectName"
        /// The columns to answer.
        case columnList = "szColumnList"
        /// The condition.
        case whereClause = "szWhereClause"
        /// The order of the rows.
        case orderBy = "szOrderBy"
    }

    /// The refusals for which xWEB, or the SQL Server behind it, has words of its own.
    public enum Kind: Hashable, Sendable {
        /// Not of the language.
        case syntax
        /// A word that xWEB takes no query with; see `QueryKeyword.forbidden`.
        case forbiddenWord
        /// An asterisk for the list of columns, where the site does not take it.
        case asterisk
        /// No such column.
        case unknownColumn(String)
    }

    /// The parameter at fault.
    public let clause: Clause
    /// The character at fault, from 1; one more than there are characters when the text ends too early. A character is a Unicode scalar.
    public let position: Int
    /// Which refusal it is.
    public var kind = Kind.syntax
    /// What is wrong, in words.
    public let message: String

    /// What the vendor says in such a case; nil where that is not known. Sources: the vendor's GetQuery page for the word and the asterisk,
    /// SQL Server's error 207 for the column.
    public var vendorMessage: String? {
        switch kind {
        case .syntax: nil
        case .forbiddenWord: "Invalid query."
        case .asterisk: "'*' is not a valid value for szColumnList"
        case .unknownColumn(let name): "Invalid column name '\(name)'."
        }
    }

    /// Creates an error made of its parts.
    public init(clause: Clause, position: Int, kind: Kind = .syntax, message: String) {
        self.clause = clause
        self.position = position
        self.kind = kind
        self.message = message
    }

    /// A name for a message. Names in brackets, and those of objects, may hold almost anything.
    static func quoted(_ name: String) -> String {
        name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x27 } ? "'\(name)'" : "of that name"
    }
}

extension QueryError: CustomStringConvertible {
    /// The parameter, the position and the message.
    public var description: String { "\(clause.rawValue), character \(position): \(message)" }
}
