import Accounts
import Synchronization

/// The numbers under which identity schemes are stored. They are few and never deleted, so all are in memory. No other
/// process writes, so a name that is not in the table has no rows.
final class SchemeTable: Sendable {
    private struct Table: Sendable {
        var numbers: [String: Int64] = [:]
        var names: [Int64: String] = [:]
    }

    private let table = Mutex(Table())

    /// Returns the number of a scheme, or nil if nothing is stored under it.
    func number(of name: String) -> Int64? {
        table.withLock { $0.numbers[name] }
    }

    /// Returns the numbers of two schemes, or nil.
    func numbers(of one: String, _ other: String) -> (Int64, Int64)? {
        table.withLock { table in
            guard let first = table.numbers[one], let second = table.numbers[other] else { return nil }
            return (first, second)
        }
    }

    /// Returns the name with a number.
    func name(of number: Int64) -> String {
        table.withLock { $0.names[number] } ?? ""
    }

    /// Reads the stored table.
    func load(from connection: Connection) throws(Failure) {
        let rows = try connection.all("SELECT id, name FROM scheme") { ($0.int(0), $0.text(1)) }
        table.withLock { table in
            for (number, name) in rows {
                table.numbers[name] = number
                table.names[number] = name
            }
        }
    }

    /// Ensures that schemes have numbers. New numbers are on disk before anything refers to them.
    func add(_ schemes: some Sequence<IdentityScheme>, with writer: Writer) throws(Failure) {
        let new = table.withLock { table in Set(schemes.map(\.name)).filter { table.numbers[$0] == nil } }.sorted()
        guard !new.isEmpty else { return }
        try writer.write { connection throws(Failure) in
            for name in new { try connection.run("INSERT INTO scheme (name) VALUES (?) ON CONFLICT DO NOTHING", name) }
            return ()
        }
        try writer.write { [self] connection throws(Failure) in try load(from: connection) }
    }
}
