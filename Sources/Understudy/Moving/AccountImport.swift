import Accounts
import CSV
public import Emulator
public import PostgreSQLStore
import SQLiteStore

/// Imports accounts from a CSV file, beside those that a store has. <doc:MoveIn> describes it.
///
/// Lines are stored in transactions of many, each with a mark that says how far the import has come. So an import that is interrupted
/// goes on where it ended, and no account is stored twice.
public struct AccountImport {
    /// A file that is read from its beginning.
    public struct File {
        /// The name, for messages.
        public var name: String
        /// The number of bytes. Nil if it is not known.
        public var size: Int?
        /// Returns the next bytes, and none at the end. It is called on another thread.
        public var read: @Sendable () throws(ServerError) -> [UInt8]

        /// Creates a file from its parts.
        public init(name: String, size: Int?, read: @escaping @Sendable () throws(ServerError) -> [UInt8]) {
            self.name = name
            self.size = size
            self.read = read
        }
    }

    /// What an import has done.
    public struct Outcome: Sendable {
        /// The number of accounts that were stored, or would be.
        public var imported = 0
        /// The lines that were refused, or would be.
        public var refused = ImportTally()
        /// The number of lines that an interrupted import had refused before.
        public var refusedBefore = 0
        /// The line behind which an interrupted import was resumed. Nil if it was not.
        public var resumedAfter: Int?

        /// Creates the outcome of an import that goes on behind a mark, or begins if there is none.
        init(after mark: ImportMark? = nil) {
            imported = mark?.imported ?? 0
            refusedBefore = mark?.refused ?? 0
            resumedAfter = mark?.line
        }
    }

    private let file: File
    private let mapping: ImportMapping
    private let options: ServerOptions

    /// Creates an import.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - mapping: How its columns become accounts.
    ///   - location: The store.
    ///   - settings: How a PostgreSQL database is used.
    public init(
        _ file: File, by mapping: ImportMapping, into location: ServerOptions.Location,
        database settings: PostgreSQLSettings = PostgreSQLSettings()
    ) {
        self.file = file
        self.mapping = mapping
        var options = ServerOptions()
        options.location = location
        options.database = settings
        options.world = .empty
        options.fillsStore = true
        self.options = options
    }

    /// Reads all of the file and returns what the import would do. Stores nothing. A directory must not be in use; one that does not exist
    /// counts as empty.
    ///
    /// - Parameters:
    ///   - restarts: Whether the import would begin with the first line, also if it was interrupted.
    ///   - progress: Receives the progress.
    public func check(restarts: Bool = false, progress: WorldMove.Progress = { _, _ in }) throws(ServerError) -> Outcome {
        var options = options
        if case .directory(let folder) = options.location, !SQLiteStore.exists(in: folder) { options.location = .temporary }
        return try inWorld(options) { world throws(ServerError) in
            let start = try begin(in: world, isFilled: false, restarts: restarts)
            let site = start.site
            var outcome = Outcome(after: start.mark)
            var duplicates = Duplicates()
            try forEachPiece(from: start, progress) { lines throws(ServerError) in
                let found = duplicates.filter(lines)
                let taken = site.isNew ? [] : try site.taken(found.accepted.map(\.account))
                for (index, line) in found.accepted.enumerated() {
                    guard taken.indices.contains(index), let words = taken[index] else {
                        outcome.imported += 1
                        continue
                    }
                    outcome.refused.note(Duplicates.refusal(words, nil), line: line.line.record.line)
                }
                for (line, refusals) in found.refused { outcome.refused.note(refusals, line: line.record.line) }
            }
            return outcome
        }
    }

    /// Imports the file, or goes on with it if that was interrupted.
    ///
    /// - Parameters:
    ///   - refusedFile: The file that gets the lines that are refused. If it is nil, the import ends at the first one; what is before that
    ///     line stays, and the same import goes on there.
    ///   - restarts: Whether an import that was interrupted is forgotten, so that this one begins with the first line.
    ///   - progress: Receives the progress.
    public func run(
        refusedFile: String?, restarts: Bool = false, progress: WorldMove.Progress = { _, _ in }
    ) throws(ServerError) -> Outcome {
        try inWorld(options) { world throws(ServerError) in
            let start = try begin(in: world, isFilled: true, restarts: restarts)
            var mark = start.mark ?? ImportMark(beginning: start.header, of: file.name)
            mark.file = file.name
            let refused = try refusedFile.map { path throws(ServerError) in
                let lines = try RefusedLines(path, resuming: mark.refusedFile, start.header, mapping.delimiter)
                mark.refusedFile = lines.written
                // Whatever is in the file from now on is of this import.
                _ = try start.site.store([], mark)
                return lines
            }
            let run = ImportRun(start.site, refused, first: start.first?.bytes, from: mark, Outcome(after: start.mark))
            try forEachPiece(from: start, progress) { lines throws(ServerError) in try run.add(lines) }
            try run.finish()
            return run.outcome
        }
    }

    /// What is known before the first line that is to be imported.
    private struct Start {
        /// Reads the lines that are to be imported.
        var reader: CSVReader<ServerError>
        let plan: ImportPlan
        let site: ImportedSite
        /// The first line, if it has the names of the columns.
        let header: CSVRecord?
        /// The first line of the file, if it was read.
        var first: CSVRecord?
        /// How far an interrupted import has come that is to go on. Nil if there is none.
        let mark: ImportMark?
    }

    /// Reads what is before the first line that is to be imported. Throws if an import of another file was interrupted.
    private func begin(in world: LiveWorld, isFilled: Bool, restarts: Bool) throws(ServerError) -> Start {
        let (reader, plan, header) = try begin()
        let site = try ImportedSite(world, named: mapping.site, isFilled: isFilled)
        var start = Start(reader: reader, plan: plan, site: site, header: header, first: header, mark: restarts ? nil : site.mark)
        if let mark = start.mark { try skip(to: mark, &start.reader, &start.first) }
        return start
    }

    private func inWorld<Result>(
        _ options: ServerOptions, _ body: (LiveWorld) throws(ServerError) -> Result
    ) throws(ServerError) -> Result {
        if case .directory(let folder) = options.location { try OpenStore.checkLoaded(folder) }
        let world = try LiveWorld(options)
        defer { world.close() }
        return try body(world)
    }

    /// Reads the first line, if it has the names of the columns. Returns the reader behind it.
    private func begin() throws(ServerError) -> (CSVReader<ServerError>, ImportPlan, header: CSVRecord?) {
        var reader = CSVReader(delimiter: mapping.delimiter, read: file.read)
        var names: [String] = []
        var header: CSVRecord?
        if let columns = mapping.columns {
            names = columns
        } else {
            header = try next(&reader)
            guard let header else { throw .failed("\(file.name): the file is empty; its first line has the names of the columns") }
            do throws(CSVError) {
                for index in 0..<header.count { names.append(try header.text(index)) }
            } catch {
                throw .failed("\(file.name):\(error)")
            }
        }
        do throws(FileError) {
            return (reader, try mapping.plan(columns: names), header)
        } catch {
            throw .failed(error.description)
        }
    }

    private func next(_ reader: inout CSVReader<ServerError>) throws(ServerError) -> CSVRecord? {
        do throws(CSVReader<ServerError>.Stop) {
            return try reader.next()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ stop: CSVReader<ServerError>.Stop) -> ServerError {
        switch stop {
        case .failure(let error): error
        case .malformed(let error): .failed("\(file.name):\(error)")
        }
    }

    /// Reads up to where an interrupted import ended. Throws if the file is another one.
    private func skip(to mark: ImportMark, _ reader: inout CSVReader<ServerError>, _ first: inout CSVRecord?) throws(ServerError) {
        guard mark.end > 0 else { return }
        var last = first
        while (last?.end ?? 0) < mark.end, let record = try next(&reader) {
            if first == nil { first = record }
            last = record
        }
        guard let first, let last, last.end == mark.end, ImportMark.digest(first: first.bytes, last: last.bytes) == mark.digest else {
            throw .failed(
                "an import of \(mark.file) into this site was interrupted behind line \(mark.line), and \(file.name) does not begin as that "
                    + "file does; import that one to its end, or begin with the first line of this one by --restart")
        }
    }

    private func forEachPiece(
        from start: Start, _ progress: WorldMove.Progress, _ body: ([ImportLine]) throws(ServerError) -> Void
    ) throws(ServerError) {
        let plan = start.plan
        let names = start.site.names
        let now = start.site.now
        let lines = try ImportLines(start.reader) { record throws(ImportRefusals) in try plan.account(of: record, knowing: names, at: now) }
        defer { lines.stop() }
        var failure: CSVReader<ServerError>.Stop?
        while failure == nil {
            do throws(CSVReader<ServerError>.Stop) {
                guard let piece = try lines.next() else { return }
                do throws(ServerError) {
                    try body(piece.lines)
                } catch {
                    throw .failure(error)
                }
                progress(piece.bytesRead, file.size)
            } catch {
                failure = error
            }
        }
        if let failure { throw self.failure(failure) }
    }
}
