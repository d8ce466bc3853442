import Accounts
import Emulator
public import PostgreSQLStore
import SQLiteStore

/// Moves everything in a store to a file, and from a file to an empty store: sites, accounts with the hashes of their passwords,
/// sessions as digests of their tokens, and all else. The stores may be of different kinds.
///
/// The file has one line of JSON for each row. The same content gives the same file, whichever store it is in.
public enum WorldMove {
    /// Receives what was done of all: rows of an export, and bytes of an import. The total is nil if it is not known.
    public typealias Progress = (_ done: Int, _ total: Int?) -> Void

    /// The number of bytes that are written at once.
    private static let bytesAtOnce = 1 << 20
    /// The number of rows after which progress is reported.
    private static let rowsAtOnce = 1000

    /// Exports a store as it is at one moment, also while servers use it. Returns the number of accounts.
    ///
    /// - Parameters:
    ///   - location: The store.
    ///   - settings: How a PostgreSQL database is used.
    ///   - write: Receives the bytes of the file in order.
    ///   - progress: Receives the progress.
    @discardableResult
    public static func export(
        _ location: ServerOptions.Location, database settings: PostgreSQLSettings = PostgreSQLSettings(),
        write: ([UInt8]) throws(ServerError) -> Void, progress: Progress = { _, _ in }
    ) throws(ServerError) -> Int {
        let reader = try reader(location, settings)
        return try reporting(place: location, file: "") { () throws(WorldError) in
            let total = try reader.rowCount()
            let lines = RowText()
            let positions = TablePositions()
            var counts = [Int](repeating: 0, count: WorldTable.all.count)
            var done = 0
            var bytes = ExportFormat.header
            try reader.forEachRow { row throws(WorldError) in
                lines.append(row, to: &bytes)
                counts[positions[row.table]] += 1
                done += 1
                if done.isMultiple(of: rowsAtOnce) { progress(min(done, total), total) }
                if bytes.count >= bytesAtOnce {
                    try writing { () throws(ServerError) in try write(bytes) }
                    bytes.removeAll(keepingCapacity: true)
                }
            }
            bytes += ExportFormat.end(counts)
            try writing { () throws(ServerError) in try write(bytes) }
            progress(total, total)
            return zip(WorldTable.all, counts).first { $0.0.name == "account" }?.1 ?? 0
        }
    }

    /// Imports an export into an empty store: all of it or nothing. A data directory must not be in use; servers that use a
    /// database see nothing or all of it. Returns the number of accounts.
    ///
    /// - Parameters:
    ///   - name: The name of the file, for messages.
    ///   - size: The number of its bytes. Nil if it is not known.
    ///   - location: The store.
    ///   - settings: How a PostgreSQL database is used.
    ///   - read: Returns the next bytes of the file, and none at the end. It is called on another thread.
    ///   - progress: Receives the progress.
    @discardableResult
    public static func `import`(
        _ name: String, size: Int?, into location: ServerOptions.Location, database settings: PostgreSQLSettings = PostgreSQLSettings(),
        read: @escaping @Sendable () throws(ServerError) -> [UInt8], progress: Progress = { _, _ in }
    ) throws(ServerError) -> Int {
        // What is wrong with the first line is found before the store is touched.
        let file = try reporting(place: location, file: name) { () throws(WorldError) in try ExportReader(name, read: read) }
        let writer = try writer(location, settings)
        var accounts = 0
        var rows = 0
        try reporting(place: location, file: name) { () throws(WorldError) in
            let ahead = try RowsAhead(file)
            defer { ahead.stop() }
            try writer.write { () throws(WorldError) in
                let row = try ahead.next()
                if row?.table.name == "account" { accounts += 1 }
                rows += 1
                if rows.isMultiple(of: rowsAtOnce) { progress(ahead.bytesRead, size) }
                return row
            }
            progress(ahead.bytesRead, size)
        }
        return accounts
    }

    private static func reader(_ location: ServerOptions.Location, _ settings: PostgreSQLSettings) throws(ServerError) -> any WorldReader {
        let hidden = SiteKeeper.unfinished
        switch location {
        case .temporary: throw .failed("a temporary store belongs to its server alone")
        case .directory(let folder):
            try OpenStore.checkLoaded(folder)
            return try OpenStore.opening { () throws(StoreOpeningError) in
                try SQLiteWorldReader(directory: folder, leavingOutSitesWith: hidden)
            }
        case .database(let address):
            return try connecting { () throws(PostgreSQLOpeningError) in
                try PostgreSQLWorldReader(address, settings: settings, leavingOutSitesWith: hidden)
            }
        }
    }

    private static func writer(_ location: ServerOptions.Location, _ settings: PostgreSQLSettings) throws(ServerError) -> any WorldWriter {
        switch location {
        case .temporary: throw .failed("a temporary store belongs to its server alone")
        case .directory(let folder):
            try OpenStore.checkLoaded(folder)
            return try OpenStore.opening { () throws(StoreOpeningError) in try SQLiteWorldWriter(directory: folder) }
        case .database(let address):
            return try connecting { () throws(PostgreSQLOpeningError) in try PostgreSQLWorldWriter(address, settings: settings) }
        }
    }

    private static func connecting<Result>(_ body: () throws(PostgreSQLOpeningError) -> Result) throws(ServerError) -> Result {
        do throws(PostgreSQLOpeningError) {
            return try body()
        } catch {
            throw .failed(error.description)
        }
    }

    private static func writing(_ body: () throws(ServerError) -> Void) throws(WorldError) {
        do throws(ServerError) {
            try body()
        } catch {
            throw .file(error.description)
        }
    }

    private static func reporting<Result>(
        place location: ServerOptions.Location, file: String, _ body: () throws(WorldError) -> Result
    ) throws(ServerError) -> Result {
        do throws(WorldError) {
            return try body()
        } catch {
            switch error {
            case .file(let reason): throw .failed(reason)
            case .store(let reason): throw .failed("\(location.words): \(reason)")
            case .notEmpty:
                throw .failed(
                    "\(location.words) is not empty, and an import overwrites nothing; name an empty one, and start a server on it afterwards"
                )
            case .rows(let rows, let reason):
                // The first row is in the second line.
                let first = rows.lowerBound + 2
                let place = rows.count == 1 ? "\(file):\(first)" : "\(file):\(first): one of the \(rows.count) lines from here on"
                throw .failed("\(place): \(reason)")
            }
        }
    }
}

extension ServerOptions.Location {
    /// The location for messages. It contains no user's name and no password.
    fileprivate var words: String {
        switch self {
        case .temporary: "a temporary store"
        case .directory(let folder): "data directory \(folder)"
        case .database(let address): "store \(address)"
        }
    }
}
