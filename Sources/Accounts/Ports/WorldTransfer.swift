/// Reads everything in a store, as it is at one moment.
public protocol WorldReader {
    /// Returns about how many rows there are, for a display of progress.
    func rowCount() throws(WorldError) -> Int
    /// Calls a function with each row: each site in the order of the keys, the rows of the site in the order of
    /// ``WorldTable/inSite``, and the counters at the end. Two stores with the same content give the same rows.
    func forEachRow(_ body: (WorldRow) throws(WorldError) -> Void) throws(WorldError)
}

/// Fills an empty store.
public protocol WorldWriter {
    /// Stores the rows that a function returns, in the order of ``WorldReader/forEachRow(_:)``, until it returns nil. Stores all
    /// of them or none. A store without anything but sites is empty, and these sites are replaced.
    ///
    /// - Throws: ``WorldError/notEmpty`` before any row is asked for.
    func write(_ next: () throws(WorldError) -> WorldRow?) throws(WorldError)
}

/// A row of a store's content.
public struct WorldRow: Equatable, Sendable {
    /// The table.
    public let table: WorldTable
    /// A value for each column of the table.
    public let values: [WorldValue]

    /// Creates a row from its parts.
    public init(_ table: WorldTable, _ values: [WorldValue]) {
        self.table = table
        self.values = values
    }

    /// Returns whether two rows are of the same table and have the same values.
    public static func == (one: WorldRow, other: WorldRow) -> Bool { one.table === other.table && one.values == other.values }
}

/// The values of a row that a query of a store returned.
package protocol WorldColumns {
    func optionalInt(_ column: Int32) -> Int64?
    func optionalText(_ column: Int32) -> String?
    func flag(_ column: Int32) -> Bool
    func blob(_ column: Int32) -> [UInt8]
    func document(_ column: Int32) -> [String: String]
}

extension WorldColumns {
    /// Returns the row of a table. The query must have the table's columns in their order.
    package func row(of table: WorldTable) -> WorldRow {
        WorldRow(table, zip(Int32(0)..., table.columns).map { value($0, $1.kind) })
    }

    private func value(_ column: Int32, _ kind: WorldTable.Kind) -> WorldValue {
        switch kind {
        case .number: optionalInt(column).map(WorldValue.number) ?? .null
        case .flag: .flag(flag(column))
        case .text: optionalText(column).map(WorldValue.text) ?? .null
        case .bytes: .bytes(blob(column))
        case .document: .document(document(column))
        }
    }
}

/// A value of a row.
public enum WorldValue: Hashable, Sendable {
    /// No value.
    case null
    /// A value of ``WorldTable/Kind/number``.
    case number(Int64)
    /// A value of ``WorldTable/Kind/flag``.
    case flag(Bool)
    /// A value of ``WorldTable/Kind/text``.
    case text(String)
    /// A value of ``WorldTable/Kind/bytes``.
    case bytes([UInt8])
    /// A value of ``WorldTable/Kind/document``.
    case document([String: String])

    /// The number, or nil if it is something else.
    package var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The text, or nil if it is something else.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}

/// Why a store's content cannot be read or written.
public enum WorldError: Error, Hashable, Sendable {
    /// The store cannot do it, for this reason in one line.
    case store(String)
    /// The store that is to be filled has content.
    case notEmpty
    /// The store refuses one of these rows, which are counted from 0, for this reason.
    case rows(ClosedRange<Int>, String)
    /// The file from which rows are read, or to which they are written, cannot be used, for this reason in one line.
    case file(String)

    /// Why a store refuses a row of which it cannot have two.
    package static let duplicate = "another row has its key, number or name; export again, since no store has such rows"
}

/// The numbers that a store must give next after it was filled: at least those that were said, and none that a row has.
package struct WorldCounters {
    private var next: [String: Int64] = [:]

    /// Creates counters for an empty store.
    package init() {}

    /// Takes account of a row.
    package mutating func note(_ row: WorldRow) {
        if row.table.hasNumberedRows, let id = row.values.first?.number {
            raise(row.table.name, to: id.addingReportingOverflow(1).overflow ? .max : id + 1)
        } else if row.table === WorldTable.counter, let name = row.values.first?.text, let number = row.values.last?.number {
            raise(name, to: number)
        }
    }

    private mutating func raise(_ name: String, to number: Int64) { next[name] = max(number, next[name] ?? 1) }

    /// Returns the next number of each table with numbered rows.
    package var all: [(name: String, next: Int64)] { WorldTable.numbered.map { ($0, next[$0] ?? 1) } }
}
