/// The condition of szWhereClause: a subset of SQL Server's search conditions (Transact-SQL, "Search condition").
///
///     where       = [ condition ] ;
///     condition   = conjunction { "OR" conjunction } ;
///     conjunction = negation { "AND" negation } ;
///     negation    = "NOT" negation | "(" condition ")" | predicate ;
///     predicate   = operand ( operator literal | [ "NOT" ] like | [ "NOT" ] in | [ "NOT" ] between | null )
///                 | number operator number ;
///     operand     = column | ( "UPPER" | "LOWER" ) "(" operand ")" ;
///     literal     = text | number | "NULL" | ( "UPPER" | "LOWER" ) "(" literal ")" ;
///     pattern     = text | ( "UPPER" | "LOWER" ) "(" pattern ")" ;
///     operator    = "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" | "!<" | "!>" ;
///     like        = "LIKE" pattern [ "ESCAPE" text ] ;
///     in          = "IN" "(" literal { "," literal } ")" ;
///     between     = "BETWEEN" literal "AND" literal ;
///     null        = "IS" [ "NOT" ] "NULL" ;
///
/// Keywords may have any letter case. Columns are on the left, literals on the right. UPPER and LOWER have no effect,
/// because letter case is ignored. The comparison of two numbers is for clients that request all rows with `1=1`, or
/// none with `1=2`.
public indirect enum Condition: Equatable, Sendable {
    /// A column compared with a literal.
    case comparison(QueryColumn, Comparison, QueryLiteral)
    /// `LIKE`, or `NOT LIKE`.
    case like(QueryColumn, LikePattern, negated: Bool)
    /// `IN`, or `NOT IN`.
    case inList(QueryColumn, [QueryLiteral], negated: Bool)
    /// `BETWEEN`, or `NOT BETWEEN`.
    case between(QueryColumn, QueryLiteral, QueryLiteral, negated: Bool)
    /// `IS NULL`, or `IS NOT NULL`.
    case isNull(QueryColumn, negated: Bool)
    /// A comparison of two numbers.
    case constant(Truth)
    /// True if all parts are true. There are two parts or more.
    case and([Condition])
    /// True if any part is true. There are two parts or more.
    case or([Condition])
    /// The opposite of a condition.
    case not(Condition)
}

/// The comparison operators.
public enum Comparison: Equatable, Sendable {
    /// An operator, described by its name.
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual

    init?(_ symbol: QuerySymbol) {
        switch symbol {
        case .equal: self = .equal
        case .unequal, .bangEqual: self = .unequal
        case .less: self = .less
        case .lessOrEqual, .bangGreater: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual, .bangLess: self = .greaterOrEqual
        case .comma, .dot, .open, .close, .asterisk: return nil
        }
    }

    /// Returns whether the operator holds, given the order of the first value relative to the second.
    func holds(_ order: Order) -> Bool {
        switch self {
        case .equal: order == .equal
        case .unequal: order != .equal
        case .less: order == .less
        case .lessOrEqual: order != .greater
        case .greater: order == .greater
        case .greaterOrEqual: order != .less
        }
    }
}

extension Condition {
    /// The columns that the condition names, in the order of the text.
    var columns: [QueryColumn] {
        switch self {
        case .comparison(let column, _, _), .like(let column, _, _), .inList(let column, _, _), .between(let column, _, _, _),
            .isNull(let column, _):
            [column]
        case .constant: []
        case .and(let parts), .or(let parts): parts.flatMap(\.columns)
        case .not(let part): part.columns
        }
    }

    /// Throws for the first column for which `isColumn` is false, or `isTable` for the name of the table before it. The
    /// closures get names with their ASCII letters in lower case.
    public func validate(columns isColumn: (String) -> Bool, tables isTable: (String) -> Bool = { _ in true }) throws(QueryError) {
        for column in columns { try column.validate(in: .whereClause, isColumn, isTable) }
    }
}
