import Accounts
import Synchronization

/// The numbers under which identity schemes are stored. They are few and never deleted, so all are in memory. No other
/// process writes, so a name that is not in the table has no rows.
///
/// A call asks for dozens of names, and many calls do so at once. So reading takes no lock: it uses the newest of several
/// tables that never change.
final class SchemeTable: Sendable {
    private final class Table: Sendable {
        let numbers: [String: Int64]
        let names: [Int64: String]
        /// The names with small numbers, by number. They are nearly all.
        let first: [String]

        init(_ numbers: [String: Int64] = [:]) {
            self.numbers = numbers
            let names = Dictionary(numbers.map { ($0.value, $0.key) }) { first, _ in first }
            self.names = names
            first = (0..<64).map { names[$0] ?? "" }
        }
    }

    private let newest: Atomic<Unmanaged<Table>>
    /// All tables so far, so that none is freed while somebody reads it. There are at most as many as schemes.
    private let tables: Mutex<[Table]>

    init() {
        let table = Table()
        newest = Atomic(.passUnretained(table))
        tables = Mutex([table])
    }

    private func read<Result>(_ body: (Table) -> Result) -> Result {
        newest.load(ordering: .acquiring)._withUnsafeGuaranteedRef(body)
    }

    /// Returns the number of a scheme, or nil if nothing is stored under it.
    func number(of name: String) -> Int64? {
        read { $0.numbers[name] }
    }

    /// Returns the numbers of two schemes, or nil.
    func numbers(of one: String, _ other: String) -> (Int64, Int64)? {
        read { table in
            guard let first = table.numbers[one], let second = table.numbers[other] else { return nil }
            return (first, second)
        }
    }

    /// Returns the name with a number.
    func name(of number: Int64) -> String {
        read { table in
            if let index = Int(exactly: number), table.first.indices.contains(index) { return table.first[index] }
            return table.names[number] ?? ""
        }
    }

    /// Reads the stored table.
    func load(from connection: Connection) throws(Failure) {
        let rows = try connection.all("SELECT id, name FROM scheme") { ($0.int(0), $0.text(1)) }
        tables.withLock { tables in
            let known = read(\.numbers)
            let numbers = known.merging(rows.map { ($0.1, $0.0) }) { _, new in new }
            guard numbers != known else { return }
            let table = Table(numbers)
            tables.append(table)
            newest.store(.passUnretained(table), ordering: .releasing)
        }
    }

    /// Ensures that schemes have numbers. New numbers are on disk before anything refers to them.
    func add(_ schemes: some Sequence<IdentityScheme>, with writer: Writer) throws(Failure) {
        let new = read { table in Set(schemes.map(\.name)).filter { table.numbers[$0] == nil } }.sorted()
        guard !new.isEmpty else { return }
        try writer.write { connection throws(Failure) in
            for name in new { try connection.run("INSERT INTO scheme (name) VALUES (?) ON CONFLICT DO NOTHING", name) }
            return ()
        }
        try writer.write { [self] connection throws(Failure) in try load(from: connection) }
    }
}
