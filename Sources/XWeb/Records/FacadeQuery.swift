import Accounts
import Operations
import QueryLanguage
import Text
import XML

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
    /// The counts to return. If there are any, they are the only row.
    let counts: [Count]

    /// A number of rows.
    struct Count {
        let name: String
        /// The condition of a row that counts. Nil for all rows.
        private let condition: Condition?

        init(_ count: ColumnList.Count, name: String) {
            self.name = name
            condition = count.column.map { .isNull($0, negated: true) }
        }

        /// Returns whether a row that the query finds counts.
        func includes(_ budget: inout QueryBudget, _ value: (String) -> String?) throws(QueryBudget.Exhausted) -> Bool {
            try condition?.matches(&budget, value) ?? true
        }
    }

    init(
        _ named: QueryObject, of facade: FacadeObject, _ columns: String, _ condition: String, _ order: String, _ settings: XWebSettings
    ) throws {
        let list = try ColumnList.parse(columns, allowsAsterisk: settings.build == .y2010)
        let written = try Condition.parse(condition)
        self.order = try Ordering.parse(order)
        let isColumn = { (name: String) in facade.fields[name] != nil }
        let isTable = { (name: String) in !settings.queryChecksTables || facade.isTable(name) }
        try list.validate(columns: isColumn, tables: isTable)
        try written?.validate(columns: isColumn, tables: isTable)
        self.condition = try written?.typed(by: facade.content(of:))
        try self.order.validate(columns: isColumn, tables: isTable)
        self.object = facade
        limit = named.limit
        isDistinct = named.isDistinct
        let key = ASCII.lowercased(facade.primaryKey)
        for item in list.items { try Self.check(item.alias, of: item.column, besides: key) }
        for count in list.counts { try Self.check(count.outputName, of: count.column, besides: key) }
        let shown = { (name: String) in settings.queryLowersNames ? ASCII.lowercased(name) : name }
        let own = facade.columns(few: settings.queryListsFewColumns && !list.isAsterisk)
        let asked = list.items.map { (name: $0.outputName, column: $0.column.key) }
        asksForKey = asked.isEmpty || asked.contains { ASCII.lowercased($0.name) == key }
        self.columns =
            [(shown(facade.primaryKey), facade.primaryKey)]
            + (asked.isEmpty ? own.map { (name: $0, column: $0) } : asked.filter { ASCII.lowercased($0.name) != key })
            .map { (shown($0.name), $0.column) }
        counts = list.counts.map { Count($0, name: shown($0.outputName)) }
    }

    /// Throws if a name after AS cannot be an element's name, or if it would pass for the primary key, whose name is
    /// given in lower case.
    private static func check(_ alias: String?, of column: QueryColumn?, besides primaryKey: String) throws(QueryError) {
        guard let alias else { return }
        let name = ASCII.lowercased(alias)
        guard XMLName.isNCName(alias), !name.hasPrefix("xml"), name != primaryKey || column?.key == primaryKey else {
            throw QueryError(
                clause: .columnList, position: column?.position ?? 1, message: "a name after AS that can be an element's name is expected")
        }
    }

    /// Returns whether a record meets the condition.
    func isMet(by record: any FacadeRecord, _ budget: inout QueryBudget) throws -> Bool {
        try budget.chargeForRow()
        return try condition?.matches(&budget) { value(of: $0, in: record) } ?? true
    }

    /// Returns the value of a column for comparisons. A date is in the form of ``DateText``, however it is kept.
    func value(of column: String, in record: any FacadeRecord) -> String? {
        guard let value = record[column] else { return nil }
        return object.dates.contains(column) ? DateText.normalized(value) ?? value : value
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

    /// Returns what a column holds.
    fileprivate func content(of column: String) -> ColumnContent {
        holdsNumbers(column) ? .numbers : dates.contains(column) ? .dates(DateText.normalized) : .texts
    }
}
