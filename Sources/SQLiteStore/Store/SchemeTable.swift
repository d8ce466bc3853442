import Accounts
import Synchronization

/// The numbers under which identity schemes are stored. They are few and never go away, so all are in memory; since no other process writes,
/// a name that is not there has no rows.
final class SchemeTable: Sendable {
    private struct Table: Sendable {
        var numbers: [String: Int64] = [:]
        var names: [Int64: String] = [:]
    }

    private let table = Mutex(Table())

    /// The number of a scheme; nil when nothing is stored under it.
    func number(of name: String) -> Int64? {
        table.withLock { $0.numbers[name] }
    }

    /// The numbers of two schemes.
    func numbers(of one: String, _ other: String) -> (Int64, Int64)? {
        table.withLock { table in
            guard let first = table.numbers[one], let second = table.numbers[other] else { return nil }
            return (first, second)
        }
    }

    /// The name behind a number.
    func name(of number: Int64) -> String {
        table.withLock { $0.names[number] } ?? ""
    }

    /// Reads the table as it is stored.
    func load(from connection: Connection) throws(Failure) {
        let rows = try connection.all("SELECT id, name FROM scheme") { ($0.int(0), $0.text(1)) }
        table.withLock { table in
            for (number, name) in rows {
                table.numbers[name] = number
                table.names[number] = name
            }
        }
    }

    /// Sees to it that schemes have numbers. Those that are new are on disk before anything refers to them.
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
