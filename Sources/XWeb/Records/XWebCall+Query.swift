import ASMX
import Accounts
import Calls
import Operations
import QueryLanguage
import XML

/// GetQuery: QueryLanguage parses the query, and the accounts or the rows of a declared object supply the records.
extension XWebCall {
    /// Returns the rows of an object. Throws if finding them exceeds the budget, or if the answer is too large.
    func query(
        object: String, columns: String, where condition: String, orderBy order: String, budget: QueryBudget = QueryBudget(),
        answerBytes: Int = QueryLimits.answerBytes
    ) throws -> XMLTree? {
        do {
            let named = try QueryObject.parse(object)
            let object = try self.object(named: named.name)
            let query = try FacadeQuery(named, of: object, columns, condition, order, takesAsterisk: settings.build == .y2010)
            try authorize(.select, on: object)
            return try answer(query, budget, atMost: answerBytes)
        } catch let error as QueryError {
            throw XWebRefusal.query(error)
        } catch is QueryBudget.Exhausted {
            throw XWebRefusal.errorOccurred(
                """
                The query is too much work. Make szWhereClause shorter, or have it ask for a value of cst_key, cst_recno, cst_web_login or \
                eml_address, or of a declared object's key, with AND before the rest.
                """, .badQuery)
        }
    }

    private func answer(_ query: FacadeQuery, _ budget: QueryBudget, atMost answerBytes: Int) throws -> XMLTree {
        let limit: Int =
            switch query.limit {
            case .rows(let count): count
            case .standard: settings.maximumRecords
            case .none: Self.maximumRows
            }
        var records: [any FacadeRecord] = []
        if limit > 0 {
            // Rows must be complete before they can be sorted and cut to the limit.
            let isSorted = !query.order.items.isEmpty || query.isDistinct
            records = try rows(of: query, atMost: isSorted ? Self.maximumRows : min(limit, Self.maximumRows), orFault: isSorted, budget)
        }
        records = query.order.sorted(records, holdsNumbers: query.holdsNumbers) { $0[$1] }
        var rows: [[(name: String, value: String?)]] = []
        var seen: Set<[String?]> = []
        var bytes = 0
        for record in records where rows.count < limit {
            let cells = query.cells(of: record)
            // An added primary key would make every row different.
            if query.isDistinct, !seen.insert(cells.dropFirst(query.asksForKey ? 0 : 1).map(\.value)).inserted { continue }
            bytes += cells.reduce(0) { $0 + 2 * $1.name.utf8.count + ($1.value?.utf8.count ?? 0) + 5 }
            guard bytes <= answerBytes else {
                throw XWebRefusal.errorOccurred("The answer is too large. Ask for fewer columns, or limit the rows with @TOP.", .badQuery)
            }
            rows.append(cells)
        }
        return ResultTree.objects(query.object.name, rows)
    }

    /// The greatest number of rows that a query sorts, or returns if it requests all. Each takes about a kilobyte.
    private static let maximumRows = 50_000

    private func rows(
        of query: FacadeQuery, atMost limit: Int, orFault: Bool, _ budget: QueryBudget
    ) throws -> [any FacadeRecord] {
        var budget = budget
        func meetsCondition(_ record: some FacadeRecord) throws -> Bool {
            try budget.chargeForRow()
            return try query.condition?.matches(&budget) { record[$0] } ?? true
        }
        let most = orFault ? limit + 1 : limit
        let found: [any FacadeRecord] =
            switch query.object.content {
            case .webUsers: try webUsers(query.search ?? Self.everyWebUser, atMost: most, where: meetsCondition)
            case .rows(let object): try rows(of: object, key: query.key, atMost: most, where: meetsCondition)
            }
        guard found.count <= limit else {
            throw XWebRefusal.errorOccurred("More than \(limit) rows are too many to sort; narrow szWhereClause.", .badQuery)
        }
        return found
    }
}

/// A valid GetQuery.
struct FacadeQuery {
    let object: FacadeObject
    let limit: QueryObject.Limit
    let isDistinct: Bool
    let condition: Condition?
    let order: Ordering
    /// The columns to return and their output names. The primary key comes first.
    private let columns: [(name: String, column: String)]
    /// Whether the query names the primary key.
    let asksForKey: Bool

    init(
        _ named: QueryObject, of facade: FacadeObject, _ columns: String, _ condition: String, _ order: String, takesAsterisk: Bool
    ) throws {
        let list = try ColumnList.parse(columns, allowsAsterisk: takesAsterisk)
        let written = try Condition.parse(condition)
        self.order = try Ordering.parse(order)
        let isColumn = { (name: String) in facade.fields[name] != nil }
        try list.validate(columns: isColumn)
        try written?.validate(columns: isColumn)
        self.condition = try written?.typed { facade.holdsNumbers($0) ? .numbers : .texts }
        try self.order.validate(columns: isColumn)
        self.object = facade
        limit = named.limit
        isDistinct = named.isDistinct
        for item in list.items { try Self.check(item, besides: facade.primaryKey) }
        asksForKey = list.items.isEmpty || list.items.contains { $0.outputName == facade.primaryKey }
        let asked = list.items.isEmpty ? facade.columns.map { ($0, $0) } : list.items.map { ($0.outputName, $0.column.key) }
        self.columns = [(facade.primaryKey, facade.primaryKey)] + asked.filter { $0 != (facade.primaryKey, facade.primaryKey) }
    }

    /// Throws if a name after AS cannot be an element's name, or if it would pass for the primary key.
    private static func check(_ item: ColumnList.Item, besides primaryKey: String) throws(QueryError) {
        guard let alias = item.alias else { return }
        let name = alias.lowercased()
        guard XMLName.isNCName(alias), !name.hasPrefix("xml"), name != primaryKey || item.column.key == primaryKey else {
            throw QueryError(
                clause: .columnList, position: item.column.position, message: "a name after AS that can be an element's name is expected")
        }
    }

    /// Returns whether a column holds numbers. Such a column is compared and sorted numerically.
    func holdsNumbers(_ column: String) -> Bool { object.holdsNumbers(column) }

    /// Returns the cells of a row.
    func cells(of record: any FacadeRecord) -> [(name: String, value: String?)] {
        columns.map { ($0.name, record[$0.column]) }
    }

    /// The value that the condition requires of the key of a declared object. Nil if it requires none.
    var key: String? {
        guard let declared = object.declared, let demand = condition?.indexable, object.fields[demand.column]?.name == declared.keyColumn
        else { return nil }
        switch demand.value {
        case .key(let text): return text
        case .whole, .prefix: return nil
        }
    }

    /// The search that finds by an index all web users that can meet the condition. Nil if no index applies.
    var search: AccountSearch? {
        guard let demand = condition?.indexable, let scheme = WebUserColumn.fields[demand.column]?.scheme else {
            return nil
        }
        switch demand.value {
        case .key(let text): return AccountSearch(scheme, .equal(text))
        case .prefix(let text): return AccountSearch(scheme, .prefix(text))
        case .whole(let number): return scheme == XWebScheme.recno ? AccountSearch(scheme, .equal(String(number))) : nil
        }
    }
}

extension FacadeObject {
    /// Returns whether a column holds numbers.
    fileprivate func holdsNumbers(_ column: String) -> Bool { fields[column]?.kind == .number }
}

extension XWebRefusal {
    /// The answer to an invalid query: the vendor's message if it is known, and in `MessageDetail` the position and the
    /// reason.
    static func query(_ error: QueryError) -> Self {
        system(error.vendorMessage ?? "An error occurred", .badQuery, detail: error.description, reason: error.description)
    }
}
