import Accounts
import Foundation
import Testing

@testable import PostgreSQLStore

/// How the database finds what calls read together. The plan of a statement is made once for each connection, which may be when its tables
/// are still empty.
@Suite("What calls read together is found by its keys", .enabled(if: TestServer.address != nil, TestServer.absence))
struct ReadingPlanTests {
    /// The number of rows of each table.
    private static let rows = 3000
    /// How many rows a statement may look at that seeks two of each kind.
    private static let fewRows = 8

    private static let scheme = IdentityScheme("k", isUnique: true, ignoresCase: false)

    /// The statements, with values for their parameters in SQL.
    private static func statements(in site: SiteID) -> [(statement: Statement, values: String)] {
        let digests = "ARRAY[sha256('7'), sha256('2999')]"
        var facts = FactsWanted()
        facts.add(SignInQuestion(subjects: ["s7"], policies: [PolicyID(rawValue: 7)], historyOf: AccountID(rawValue: 7), historyLimit: 2))
        return [
            (PostgreSQLStore.sessions([], in: site), digests),
            (PostgreSQLStore.sessions(TokenDigest(words: (0, 0, 0, 0)), pointingBy: "to", in: site).statement, "sha256('7'), 'to'"),
            (PostgreSQLStore.people([], in: site), "ARRAY[7, 2999]"),
            (PostgreSQLStore.holders(of: [], in: site, limit: 2), "ARRAY['k', 'k'], ARRAY['key 7', 'key 2999'], 2"),
            (
                PostgreSQLStore.values(of: scheme, forHolderOf: Identity(scheme, ""), in: site).statement, "'k', 'key 7', 'k'"
            ),
            (facts.statement(in: site), "ARRAY['s7', 's2999'], ARRAY[7, 2999], ARRAY[7, 2999], 2"),
        ]
    }

    private static func fill(_ connection: Connection, _ site: SiteID) throws {
        let site = site.rawValue
        _ = try connection.run(
            [
                "account SELECT \(site), n, 1, 'h', 1, 1, false, 0, NULL, '{}', 1, NULL, NULL",
                "identity SELECT \(site), n, 0, 'k', 'key ' || n, NULL, 0",
                "session SELECT \(site), sha256(n::TEXT::BYTEA), 'k', n, 1, 1, NULL, NULL, NULL, NULL, '{}'",
                "policy SELECT \(site), n, n, 'p' || n, '{}', '{}'", "failure SELECT \(site), 's' || n, 1, 1, NULL",
                "history SELECT \(site), n, 1, 'h'", "membership SELECT \(site), 1, 0, n",
            ].map { SQL("INSERT INTO \($0) FROM generate_series(1, \(rows)) AS g (n)")() }, patience: .seconds(60))
    }

    @Test("whether its plan was made before the tables were filled, or after", arguments: [false, true])
    func plans(isFilled: Bool) throws {
        try TestServer.withSite(isFilled: isFilled, by: Self.fill) { connection, site in
            let statements = Self.statements(in: site)
            let indexes = try connection.indexes()
            for (number, (statement, values)) in statements.enumerated() {
                _ = try connection.run([SQL("PREPARE q\(number) AS \(statement.sql.text)")()])
                _ = try connection.planSeen("q\(number)", "\(site.rawValue), \(values)", indexes: indexes)
            }
            if !isFilled { try Self.fill(connection, site) }
            for (number, (_, values)) in statements.enumerated() {
                let seen = try connection.planSeen("q\(number)", "\(site.rawValue), \(values)", indexes: indexes)
                #expect(seen.rows > 0 && seen.rows <= Self.fewRows && seen.gaps.isEmpty, "\(seen.text)")
            }
        }
    }

    @Test("and a statement that looks at more is seen", arguments: ["subject = 's7'", "site > 0 AND count < 0"])
    func others(condition: String) throws {
        try TestServer.withSite(isFilled: true, by: Self.fill) { connection, _ in
            _ = try connection.run([SQL("PREPARE other AS SELECT 1 FROM failure WHERE \(condition)")()])
            let seen = try connection.planSeen("other", "", indexes: connection.indexes())
            #expect(seen.rows >= Self.rows || !seen.gaps.isEmpty, "\(seen.text)")
        }
    }
}
