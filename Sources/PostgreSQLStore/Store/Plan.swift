import Accounts

/// The statements of a transaction, in order, with what it means if one of them finds its condition false.
struct Plan {
    /// What a statement's division by zero means.
    enum Meaning {
        /// Something that is expected is not so.
        case expectation
        /// The change conflicts with stored data.
        case conflict(StoreError)
        /// One of these identities, which are to be added to an account, or to a new one, has another holder.
        case identities([(account: AccountID?, identity: Identity)])
        /// Another container has the key that this container was to get.
        case containerKey(ContainerID)
    }

    struct Step {
        fileprivate(set) var statement: Statement
        var meaning: Meaning?
        /// The conditions that it checks, if that is all it does.
        fileprivate var conditions: [Condition] = []
    }

    let site: SiteID
    /// The token of the transaction, which statements with results write them to. Empty if nothing is changed.
    let token: [UInt8]
    private(set) var steps: [Step] = []
    private(set) var latches: Set<Latch> = []
    /// Whether a statement has results.
    private(set) var hasResults = false

    init(site: SiteID, token: [UInt8]) {
        self.site = site
        self.token = token
    }

    /// Adds a statement whose first parameter is the site.
    mutating func add(_ sql: SQL, _ values: [Value], meaning: Meaning? = nil) {
        steps.append(Step(statement: Statement(sql: sql, values: [.int(site.rawValue)] + values), meaning: meaning))
    }

    /// Expects a condition to be true. Conditions that follow one another are checked by one statement.
    mutating func expect(_ condition: Condition, _ values: [Value]) {
        guard let last = steps.last, !last.conditions.isEmpty, last.conditions.count < Condition.mostTogether else {
            add(Condition.all([condition]), values, meaning: .expectation)
            steps[steps.count - 1].conditions = [condition]
            return
        }
        let conditions = last.conditions + [condition]
        steps[steps.count - 1].conditions = conditions
        steps[steps.count - 1].statement = Statement(sql: Condition.all(conditions), values: last.statement.values + values)
    }

    /// Adds a statement whose first two parameters are the site and the token, to whose row it appends its results.
    mutating func add(resultsOf sql: SQL, _ values: [Value], meaning: Meaning? = nil) {
        hasResults = true
        add(sql, [.bytes(token)] + values, meaning: meaning)
    }

    mutating func lock(_ latch: Latch) { latches.insert(latch) }
}

/// Parts of statements.
enum SQLText {
    /// One if a condition is true; a division by zero if not.
    static func must(_ condition: String) -> String { "1 / (CASE WHEN \(condition) THEN 1 ELSE 0 END)" }
    /// A condition: there is this account.
    static func hasAccount(_ parameter: String) -> String { "EXISTS (SELECT 1 FROM account WHERE site = $1 AND id = \(parameter))" }
    /// A condition: there is this container.
    static func hasContainer(_ parameter: String) -> String { "EXISTS (SELECT 1 FROM container WHERE site = $1 AND id = \(parameter))" }
    /// The row of a table with a key, for a join. Each key is looked up by itself. Otherwise a plan that was made while there were few rows would
    /// read all of the site's rows, and it stays when there are many.
    static func row(of table: String, _ id: String) -> String { "LATERAL (SELECT * FROM \(table) WHERE site = $1 AND id = \(id) LIMIT 1)" }
    /// The keys of a table's rows that are among some, each once.
    static func keys(of table: String, among ids: String) -> String {
        "(SELECT t.id FROM (SELECT DISTINCT id FROM unnest(\(ids)) AS u (id)) AS w CROSS JOIN \(row(of: table, "w.id")) AS t)"
    }
    /// A statement that counts a change of the directory if a part of the statement has changed something.
    static func moveOn(if part: String) -> String { "UPDATE site SET epoch = epoch + 1 WHERE id = $1 AND EXISTS (SELECT 1 FROM \(part))" }
    /// The next number of a sequence and its storage, as parts `old` with the column `n`, and `put`. The number is the
    /// parameter `given` if that is not NULL, and otherwise the sequence's next one that is at least the parameter `least`.
    /// No number follows the greatest one, so it is returned again, and its second use is refused.
    static func draw(name: String, given: String = "NULL", least: String = "1", if condition: String = "true") -> String {
        """
        old AS (
            SELECT coalesce(\(given), greatest((SELECT next FROM sequence WHERE site = $1 AND name = \(name)), \(least))) AS n
            WHERE \(condition)),
        put AS (
            INSERT INTO sequence AS q (site, name, next)
            SELECT $1, \(name), CASE WHEN n = \(Int64.max) THEN n ELSE n + 1 END FROM old
            ON CONFLICT (site, name) DO UPDATE SET next = greatest(q.next, excluded.next))
        """
    }
    /// A statement that appends numbers to the results of the transaction.
    static func append(_ numbers: String, from parts: String = "") -> String {
        """
        UPDATE commit_token SET results = coalesce(results, ARRAY[]::BIGINT[]) || \(numbers)
        \(parts.isEmpty ? "" : "FROM \(parts)") WHERE token = $2
        """
    }
}
