import Accounts
import CSV
import Dispatch
import Emulator
import Synchronization

/// A line of a file, as an account or as the reason why it is none.
struct ImportLine: Sendable {
    let record: CSVRecord
    let account: Result<ImportedAccount, ImportRefusals>
    /// The digests of what no two accounts of a site may share.
    let keys: [UInt128]

    init(_ record: CSVRecord, _ account: Result<ImportedAccount, ImportRefusals>) {
        self.record = record
        self.account = account
        keys = (try? account.get())?.record.uniqueKeys.map(\.digest) ?? []
    }
}

/// What no two accounts of a site may share: an identity of a unique scheme, or the key of a row.
enum UniqueKey {
    case identity(Identity)
    case row(Row)

    /// What it is, in words.
    var words: String {
        switch self {
        case .identity(let identity): "\(identity.scheme.name) \"\(identity.value)\""
        case .row(let row): "\(row.table.rawValue) \"\(row.key)\""
        }
    }

    /// A digest that differs from that of every other key as far as anybody will see in a file of some million lines.
    var digest: UInt128 {
        let (kind, name, key) =
            switch self {
            case .identity(let identity): (0, identity.scheme.name, identity.key)
            case .row(let row): (1, row.table.rawValue, row.key)
            }
        func half(_ seed: Int) -> UInt128 {
            var hasher = Hasher()
            hasher.combine(seed)
            hasher.combine(kind)
            hasher.combine(name)
            // Keys are compared as bytes.
            var key = key
            key.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            return UInt128(UInt64(bitPattern: Int64(hasher.finalize())))
        }
        return half(1) << 64 | half(2)
    }
}

extension NewAccount {
    /// What no other account of its site may share with it.
    var uniqueKeys: [UniqueKey] { identities.filter(\.scheme.isUnique).map { .identity($0) } + rows.map { .row($0) } }
}

/// Reads the lines of a file and makes accounts of them, on all cores, while a store takes those before them.
final class ImportLines {
    /// Lines that follow one another.
    struct Piece: Sendable {
        var lines: [ImportLine]
        /// The number of bytes of the file up to their end.
        var bytesRead: Int
    }

    /// What ends reading.
    typealias Stop = CSVReader<ServerError>.Stop

    private static let linesAtOnce = 2000
    private static let linesOfTask = 250
    /// As many as have more lines than a transaction stores, so that reading goes on meanwhile.
    private static let piecesAtOnce = 12

    private let pieces: PiecesAhead<Piece, Stop>

    /// Begins to read behind what a reader has read. Throws if the system starts no thread.
    ///
    /// - Parameters:
    ///   - reader: The reader of the file.
    ///   - account: Makes an account of a line. It is called on several threads at once.
    init(
        _ reader: CSVReader<ServerError>, account: @escaping @Sendable (CSVRecord) throws(ImportRefusals) -> ImportedAccount
    ) throws(ServerError) {
        var reader = reader
        var failure: Stop?
        let pieces = PiecesAhead(Self.piecesAtOnce) { () throws(Stop) -> Piece? in
            if let failure { throw failure }
            var records: [CSVRecord] = []
            do throws(Stop) {
                while records.count < Self.linesAtOnce, let record = try reader.next() { records.append(record) }
            } catch {
                // The lines before it come first.
                guard !records.isEmpty else { throw error }
                failure = error
            }
            guard !records.isEmpty else { return nil }
            return Piece(lines: Self.lines(of: records, account), bytesRead: reader.bytesRead)
        }
        guard let pieces else { throw .failed("the system starts no thread for reading the file") }
        self.pieces = pieces
    }

    private static func lines(
        of records: [CSVRecord], _ account: @escaping @Sendable (CSVRecord) throws(ImportRefusals) -> ImportedAccount
    ) -> [ImportLine] {
        let tasks = (records.count + linesOfTask - 1) / linesOfTask
        let made = Mutex([[ImportLine]](repeating: [], count: tasks))
        DispatchQueue.concurrentPerform(iterations: tasks) { task in
            let lines = records[(task * linesOfTask)..<min((task + 1) * linesOfTask, records.count)].map { record in
                ImportLine(record, Result { () throws(ImportRefusals) in try account(record) })
            }
            made.withLock { $0[task] = lines }
        }
        return made.withLock { $0.flatMap(\.self) }
    }

    /// Returns the next lines, or nil at the end of the file.
    func next() throws(Stop) -> Piece? { try pieces.next() }

    /// Ends the threads soon.
    func stop() { pieces.stop() }
}
