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
            let query = try FacadeQuery(named, of: object, columns, condition, order, settings)
            try authorize(.select, on: object)
            return try answer(query, budget, atMost: answerBytes)
        } catch let error as QueryError {
            throw XWebRefusal.query(error, inFaultString: settings.queryErrorsInFaultString)
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
        if !query.counts.isEmpty { return ResultTree.objects(query.object.name, limit > 0 ? [try counts(of: query, budget)] : []) }
        if limit > 0 {
            // Rows must be complete before they can be sorted and cut to the limit.
            let isSorted = !query.order.items.isEmpty || query.isDistinct
            records = try rows(of: query, atMost: isSorted ? Self.maximumRows : min(limit, Self.maximumRows), orFault: isSorted, budget)
        }
        records = query.order.sorted(records, holdsNumbers: query.holdsNumbers) { query.value(of: $1, in: $0) }
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

    /// Returns the only row of a query that asks for counts. No record is kept.
    private func counts(of query: FacadeQuery, _ budget: QueryBudget) throws -> [(name: String, value: String?)] {
        var budget = budget
        var counts = query.counts.map { _ in 0 }
        _ = try records(of: query, atMost: 1) { record in
            guard try query.isMet(by: record, &budget) else { return false }
            for (index, count) in query.counts.enumerated() where try count.includes(&budget, { record[$0] }) { counts[index] += 1 }
            return false
        }
        return zip(query.counts, counts).map { ($0.name, String($1)) }
    }

    /// Returns the records that may meet a query's condition and for which `isFound` is true; at most `limit`.
    private func records(
        of query: FacadeQuery, atMost limit: Int, where isFound: (any FacadeRecord) throws -> Bool
    ) throws -> [any FacadeRecord] {
        switch query.object.content {
        case .webUsers: try webUsers(query.search ?? Self.everyWebUser, atMost: limit, where: isFound)
        case .rows(let object): try rows(of: object, key: query.key, atMost: limit, where: isFound)
        }
    }

    private func rows(
        of query: FacadeQuery, atMost limit: Int, orFault: Bool, _ budget: QueryBudget
    ) throws -> [any FacadeRecord] {
        var budget = budget
        let found = try records(of: query, atMost: orFault ? limit + 1 : limit) { try query.isMet(by: $0, &budget) }
        guard found.count <= limit else {
            throw XWebRefusal.errorOccurred("More than \(limit) rows are too many to sort; narrow szWhereClause.", .badQuery)
        }
        return found
    }
}

extension XWebRefusal {
    /// The answer to an invalid query: the vendor's message if it is known, and in `MessageDetail` the position and the
    /// reason. If `inFaultString` is true, a message that is not known begins as SQL Server's about syntax.
    static func query(_ error: QueryError, inFaultString: Bool = false) -> Self {
        let other = inFaultString ? "Incorrect syntax near character \(error.position) of \(error.clause.rawValue): \(error.message)" : nil
        return system(
            error.vendorMessage ?? other ?? "An error occurred", .badQuery, detail: error.description, reason: error.description)
    }
}
