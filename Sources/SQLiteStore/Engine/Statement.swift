import CSQLite

/// A prepared statement. It belongs to one connection, and only one thread at a time uses it.
final class Statement {
    private let pointer: OpaquePointer
    /// The error of binding a value. It is reported by the next step.
    private var bindingResult = SQLITE_OK

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    /// Binds the statement's values, starting with the first parameter.
    func bind<each Value: Bindable>(_ value: repeat each Value) {
        var index: Int32 = 1
        repeat (bind(each value, at: &index))
    }

    /// Binds values that are known by their types at run time only, starting with the first parameter.
    func bind(_ values: [StoredValue]) {
        var index: Int32 = 1
        for value in values { bind(value, at: &index) }
    }

    /// Advances to the next row. Returns false if there is none.
    func step() throws(Failure) -> Bool {
        guard bindingResult == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: bindingResult)) }
        let result = sqlite3_step(pointer)
        if result == SQLITE_ROW { return true }
        guard result == SQLITE_DONE else { throw .sqlite(ResultCode(rawValue: result)) }
        return false
    }

    /// Runs a statement without result rows, with values that are known by their types at run time only.
    func run(binding values: [StoredValue]) throws(Failure) {
        defer { reset() }
        bind(values)
        while try step() {}
    }

    /// Prepares the statement for new values. Ends its transaction if it is the only statement in it.
    func reset() {
        sqlite3_reset(pointer)
        bindingResult = SQLITE_OK
    }

    /// Returns an integer of the current row. 0 for NULL.
    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// Returns an integer of the current row, or nil for NULL.
    func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

    /// Returns a text of the current row. Empty for NULL.
    func text(_ column: Int32) -> String {
        // Request the text first: this determines the encoding in which the length is counted.
        guard let address = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: address, count: count), as: UTF8.self)
    }

    /// Returns a text of the current row, or nil for NULL.
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Returns bytes of the current row.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let address = sqlite3_column_blob(pointer, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    /// Returns a value of the current row, whatever its type. No table has a column of real numbers.
    func value(_ column: Int32) -> StoredValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(int(column))
        case SQLITE_BLOB: .bytes(bytes(column))
        default: .text(text(column))
        }
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    private func bind(_ value: some Bindable, at index: inout Int32) {
        let result = value.bind(to: pointer, at: index)
        if result != SQLITE_OK { bindingResult = result }
        index += 1
    }
}

/// A value that a statement accepts.
protocol Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

extension Int64: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }
}

extension String: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            // SQLite treats a value without an address as NULL.
            guard let address = bytes.baseAddress else { return csqlite_bind_text(statement, index, "", 0) }
            return address.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                csqlite_bind_text(statement, index, $0, Int64(bytes.count))
            }
        }
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { csqlite_bind_blob(statement, index, $0.baseAddress, Int64($0.count)) }
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        guard let self else { return sqlite3_bind_null(statement, index) }
        return self.bind(to: statement, at: index)
    }
}

/// A value of a row that is copied as it is.
enum StoredValue: Bindable, Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): value.bind(to: statement, at: index)
        case .text(let value): value.bind(to: statement, at: index)
        case .bytes(let value): value.bind(to: statement, at: index)
        }
    }
}
