import CSQLite

/// A prepared statement. It belongs to one connection and is used by one thread at a time.
final class Statement {
    private let pointer: OpaquePointer
    /// What went wrong with a value; told at the next step.
    private var bindingResult = SQLITE_OK

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    /// Gives the statement its values, from the first on.
    func bind<each Value: Bindable>(_ value: repeat each Value) {
        var index: Int32 = 1
        repeat (bind(each value, at: &index))
    }

    /// Goes to the next row. False when there is none.
    func step() throws(Failure) -> Bool {
        guard bindingResult == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: bindingResult)) }
        let result = sqlite3_step(pointer)
        if result == SQLITE_ROW { return true }
        guard result == SQLITE_DONE else { throw .sqlite(ResultCode(rawValue: result)) }
        return false
    }

    /// Makes the statement ready for new values and ends its transaction if it is the only one.
    func reset() {
        sqlite3_reset(pointer)
        bindingResult = SQLITE_OK
    }

    /// An integer of the present row; 0 for NULL.
    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// An integer of the present row, or nil.
    func optionalInt(_ column: Int32) -> Int64? { isNull(column) ? nil : int(column) }

    /// A text of the present row; empty for NULL.
    func text(_ column: Int32) -> String {
        // The text has to be asked for first: that decides the encoding the length is counted in.
        guard let address = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: address, count: count), as: UTF8.self)
    }

    /// A text of the present row, or nil.
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Bytes of the present row.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let address = sqlite3_column_blob(pointer, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    private func bind(_ value: some Bindable, at index: inout Int32) {
        let result = value.bind(to: pointer, at: index)
        if result != SQLITE_OK { bindingResult = result }
        index += 1
    }
}

/// A value that a statement takes.
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
            // Without an address SQLite takes the value for NULL.
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
