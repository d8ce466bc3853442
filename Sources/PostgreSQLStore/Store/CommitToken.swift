import Accounts
import Glibc

/// The row that a transaction adds, so that whoever loses the connection during the commit can ask what became of it.
///
/// The answer is true whatever the server still does: asking adds the row itself, marked as void. If the transaction is
/// still going on, that waits for its end. If it has not added the row yet, it will fail when it does. If it was made, the
/// row is there already, with the results of its statements.
enum CommitToken {
    /// Returns a new token.
    static func make() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return withUnsafeBytes(of: (generator.next(), generator.next())) { Array($0) }
    }

    static let add = SQL(adding("$1"))
    /// A statement that adds the token in a parameter.
    static func adding(_ parameter: String) -> String { "INSERT INTO commit_token (token) VALUES (\(parameter))" }
    static let results = SQL("SELECT results FROM commit_token WHERE token = $1")

    fileprivate static let void = SQL("INSERT INTO commit_token (token, is_void) VALUES ($1, true) ON CONFLICT DO NOTHING")
    fileprivate static let outcome = SQL("SELECT results FROM commit_token WHERE token = $1 AND NOT is_void")
}

extension PostgreSQLStore {
    /// How long to try to ask what became of a transaction. Another server may be about to take over.
    private static let patience = Duration.seconds(10)
    /// How long to wait after a failed attempt, in microseconds.
    private static let pause: UInt32 = 100_000

    /// Returns the results of a transaction whose connection was lost, or nil if it was not made and never will be. Throws
    /// ``Failure/unknown(_:)`` if that cannot be found out.
    func outcome(of token: [UInt8]) throws(Failure) -> [Int64]? {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do throws(Failure) {
                let rows = try pool.use(fresh: true) { connection throws(Failure) in
                    try connection.run([
                        SQL.begin(), CommitToken.void(.bytes(token)), CommitToken.outcome(.bytes(token)), SQL.commit(),
                    ])[2]
                }
                return rows.first?.ints(0)
            } catch {
                guard error != .closed, ContinuousClock.now < deadline else { throw .unknown("\(error.reported.reason)") }
                usleep(Self.pause)
            }
        }
    }
}
