import CSQLite

/// The result of a call to SQLite, with its extended part. A pattern without an extended part matches all codes of its
/// family.
struct ResultCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    let rawValue: Int32

    init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    static let ok = ResultCode(rawValue: SQLITE_OK)
    static let row = ResultCode(rawValue: SQLITE_ROW)
    static let done = ResultCode(rawValue: SQLITE_DONE)
    static let permission = ResultCode(rawValue: SQLITE_PERM)
    static let busy = ResultCode(rawValue: SQLITE_BUSY)
    static let locked = ResultCode(rawValue: SQLITE_LOCKED)
    static let noMemory = ResultCode(rawValue: SQLITE_NOMEM)
    static let readOnly = ResultCode(rawValue: SQLITE_READONLY)
    static let ioError = ResultCode(rawValue: SQLITE_IOERR)
    static let full = ResultCode(rawValue: SQLITE_FULL)
    static let cannotOpen = ResultCode(rawValue: SQLITE_CANTOPEN)
    static let misuse = ResultCode(rawValue: SQLITE_MISUSE)
    static let constraint = ResultCode(rawValue: SQLITE_CONSTRAINT)
    static let corrupt = ResultCode(rawValue: SQLITE_CORRUPT)
    static let notADatabase = ResultCode(rawValue: SQLITE_NOTADB)

    /// The code without its extended part.
    var family: ResultCode { ResultCode(rawValue: rawValue & 0xFF) }

    /// Whether the system did not confirm that what was written has reached the disk.
    var isOfSync: Bool { [SQLITE_IOERR | 4 << 8, SQLITE_IOERR | 5 << 8].contains(rawValue) }

    /// SQLite's fixed message for the code, and the number. It never contains the message about a particular statement,
    /// which could include stored data.
    var description: String {
        let words = sqlite3_errstr(rawValue).map { String(cString: $0) } ?? "unknown"
        return "\(words) (SQLite \(rawValue))"
    }

    static func ~= (pattern: ResultCode, code: ResultCode) -> Bool {
        pattern.rawValue == pattern.family.rawValue ? pattern == code.family : pattern == code
    }
}
