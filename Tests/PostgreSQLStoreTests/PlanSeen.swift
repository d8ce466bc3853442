import Accounts
import JSON

@testable import PostgreSQLStore

/// How a prepared statement was run.
struct PlanSeen {
    /// How many rows it has looked at at most in one place, found or not.
    private(set) var rows = 0
    /// The searches of an index that know nothing of one of its columns, but something of one behind it. They look at all entries between.
    private(set) var gaps: [String] = []
    /// The plan.
    let text: String

    /// Reads a plan as EXPLAIN writes it in JSON. The columns of each index are in their order.
    init(_ text: String, indexes: [String: [String]]) throws {
        self.text = text
        for statement in try JSON.parse(Array(text.utf8)).elements ?? [] {
            if let plan = statement["Plan"] { read(plan, indexes) }
        }
    }

    /// Reads a node of a plan with the nodes inside of it.
    private mutating func read(_ node: JSON, _ indexes: [String: [String]]) {
        let loops = node["Actual Loops"]?.int ?? 0
        // Those that were found, and those that were found and were none of the wanted.
        for count in ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter"] {
            rows = max(rows, (node[count]?.int ?? 0) * loops)
        }
        if let index = node["Index Name"]?.string, let condition = node["Index Cond"]?.string {
            let known = (indexes[index] ?? []).map { Self.names($0, in: condition) }
            if let gap = known.firstIndex(of: false), known[gap...].contains(true) { gaps.append("\(index): \(condition)") }
        }
        for inner in node["Plans"]?.elements ?? [] { read(inner, indexes) }
    }

    /// Returns whether a condition names a column of the index. Columns of others are behind the names of their tables.
    private static func names(_ column: String, in condition: String) -> Bool {
        condition.split { !$0.isLetter && !$0.isNumber && !"_.".contains($0) }.contains(column[...])
    }
}

extension Connection {
    /// Runs a prepared statement and looks at its plan.
    func planSeen(_ name: String, _ values: String, indexes: [String: [String]]) throws -> PlanSeen {
        let execution = values.isEmpty ? name : "\(name)(\(values))"
        let explanation = SQL("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) EXECUTE \(execution)")
        let rows = try run([explanation()], patience: .seconds(60))[0]
        return try PlanSeen(rows.map { $0.text(0) }.joined(), indexes: indexes)
    }

    /// Returns the columns of each index of the store, in their order.
    func indexes() throws -> [String: [String]] {
        let rows = try run([
            SQL(
                """
                SELECT i.relname::TEXT, a.attname::TEXT FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                JOIN pg_namespace n ON n.oid = i.relnamespace AND n.nspname = '\(Schema.name)'
                CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (number, ord)
                JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number ORDER BY i.relname, k.ord
                """)()
        ])[0].map { ($0.text(0), $0.text(1)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Returns the name of a value's type and the value, both in SQL.
    func literal(_ value: Value) throws -> (type: String, value: String) {
        let row = try run([SQL("SELECT format_type(\(value.type), NULL), quote_nullable($1::TEXT)")(value)])[0].first
        // The value is as it is stored.
        return (row?.text(0) ?? "", String(decoding: row?.blob(1) ?? [], as: UTF8.self))
    }
}

extension TestServer {
    /// Calls a function with a site of an empty database, or of one that was filled before, and with a connection.
    static func withSite(
        isFilled: Bool, by fill: (Connection, SiteID) throws -> Void, _ body: (Connection, SiteID) throws -> Void
    ) throws {
        try withDatabase { address in
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            let site = try store.createSite(named: "site")
            let connection = try Connection(address, PostgreSQLSettings())
            if isFilled {
                try fill(connection, site)
                _ = try connection.run([SQL("ANALYZE")()], patience: .seconds(60))
            }
            try body(connection, site)
        }
    }
}
