import CSQLite

/// What was changed in the sites that can be restored, each since it had the content of another one, its original.
///
/// The database itself reports each row, whatever statement changes it: triggers of the writer's connection call back. They are there as
/// soon as there is such a site. Only the writing thread uses this type.
final class SiteNotes: @unchecked Sendable {
    /// A row, by its table's number in ``CopiedTable/all`` and the columns that tell it apart.
    struct Row: Hashable, Sendable {
        let table: Int
        let key: [StoredValue]
    }

    /// What is known of a site.
    private struct Note {
        let original: Int64
        /// The translation of the original's rows. Nil as long as the original is still being made.
        var translation: SiteTranslation?
        /// The changed rows. Nil if there are too many.
        var rows: Set<Row>? = []
        /// The greatest number of them.
        var limit = Int.max
        /// Whether what is changed now is not noted, because it is the content of the original.
        var isQuiet = false
    }

    /// By part.
    private var notes: [Int64: Note] = [:]
    private var isInstalled = false

    /// Creates the triggers, unless they are there.
    func install(on connection: Connection) throws(Failure) {
        guard !isInstalled else { return }
        try connection.addFunction("row_changed", of: -1, context: Unmanaged.passUnretained(self).toOpaque()) { call, count, arguments in
            guard let arguments, let context = sqlite3_user_data(call) else { return }
            Unmanaged<SiteNotes>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.note(arguments, Int(count)) }
        }
        for (number, table) in CopiedTable.all.enumerated() {
            try connection.execute(table.triggers(calling: "row_changed", number: number))
        }
    }

    /// Records that the triggers are there. Call this when their creation has been committed.
    func installed() { isInstalled = true }

    /// Notes what is changed in a part from now on, because it is about to have the same content as another one.
    func begin(_ part: Int64, like original: Int64) {
        notes[part] = Note(original: original)
    }

    /// Records how a part's rows follow from those of its original. A site with more than `limit` changed rows cannot be restored.
    func complete(_ part: Int64, like original: Int64, by translation: SiteTranslation, limit: Int) {
        guard notes[part]?.original == original else { return }
        notes[part]?.translation = translation
        notes[part]?.limit = limit
    }

    /// Returns the changed rows of a part and how its rows follow from those of its original. Nil if that is another one or too many
    /// were changed.
    func changes(of part: Int64, since original: Int64) -> (rows: Set<Row>, translation: SiteTranslation, limit: Int)? {
        guard let note = notes[part], note.original == original, let rows = note.rows, let translation = note.translation else {
            return nil
        }
        return (rows, translation, note.limit)
    }

    /// Does work that brings a part back to the content of its original, which is not noted.
    func quietly(_ part: Int64, _ work: () throws(Failure) -> Void) throws(Failure) {
        notes[part]?.isQuiet = true
        defer { notes[part]?.isQuiet = false }
        try work()
    }

    /// Forgets the changes of a part, which has the content of its original now.
    func clear(_ part: Int64) { notes[part]?.rows = [] }

    /// Notes nothing about a part any more.
    func end(_ part: Int64) { notes[part] = nil }

    private func note(_ arguments: UnsafeMutablePointer<OpaquePointer?>, _ count: Int) {
        guard count > 2, let place = notes.index(forKey: sqlite3_value_int64(arguments[1])) else { return }
        guard !notes.values[place].isQuiet, let noted = notes.values[place].rows?.count else { return }
        guard noted < notes.values[place].limit else {
            notes.values[place].rows = nil
            return
        }
        let key = (2..<count).map { StoredValue(reading: arguments[$0]) }
        notes.values[place].rows?.insert(Row(table: Int(sqlite3_value_int64(arguments[0])), key: key))
    }
}

extension StoredValue {
    /// Creates a value from an argument of a function.
    fileprivate init(reading argument: OpaquePointer?) {
        switch sqlite3_value_type(argument) {
        case SQLITE_NULL: self = .null
        case SQLITE_INTEGER: self = .integer(sqlite3_value_int64(argument))
        case SQLITE_BLOB:
            let count = Int(sqlite3_value_bytes(argument))
            self = .bytes(Array(UnsafeRawBufferPointer(start: sqlite3_value_blob(argument), count: count)))
        default:
            guard let text = sqlite3_value_text(argument) else {
                self = .null
                return
            }
            let count = Int(sqlite3_value_bytes(argument))
            self = .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        }
    }
}
