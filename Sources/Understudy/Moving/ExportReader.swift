import Accounts
import Emulator
import JSON

/// Reads an export file row by row and checks that it is whole and in order. Errors name the file and the line.
final class ExportReader {
    private let name: String
    private var lines: LineReader
    private var number = 0
    private var isAtEnd = false
    private var counts = [Int](repeating: 0, count: WorldTable.all.count)
    private let positions = TablePositions()
    /// The position of the table of the last row.
    private var position = -1
    /// The key of the last row of that table, and of the last site.
    private var key: [WorldValue] = []
    private var siteKey: [WorldValue] = []
    private var rules = RowRules()
    /// The rows of the site to which others may refer.
    private var references = SiteReferences()
    private static let bytesOfDatabase = Array("SQLite format 3".utf8)

    /// Reads the first line of a file. `read` returns the next bytes, and none at the end.
    init(_ name: String, read: @escaping () throws(ServerError) -> [UInt8]) throws(WorldError) {
        self.name = name
        lines = LineReader(read)
        guard let line = try nextLine() else { throw wrong("the file is empty; understudy export writes one that can be imported") }
        try check(header: line)
    }

    private func check(header line: [UInt8]) throws(WorldError) {
        guard !line.starts(with: Self.bytesOfDatabase) else {
            throw wrong("this is a database and no export; understudy restore takes a backup")
        }
        guard let header = try? JSON.parse(line), header["format"]?.string == ExportFormat.name else {
            throw wrong(
                "this is no export: the first line of one begins with {\"format\":\"\(ExportFormat.name)\"; a CSV file needs --from csv and "
                    + "--mapping FILE")
        }
        guard let version = header["version"]?.int, version >= 1 else { throw wrong("the export has no version; export again") }
        guard version <= ExportFormat.version else {
            let writer = header["writer"]?.string ?? "a later release"
            throw wrong(
                "\(writer) has written it in version \(version) of the format, and this release, \(UnderstudyVersion.version), reads up to "
                    + "\(ExportFormat.version); import it with a release that is as new as that one")
        }
    }

    /// The number of bytes that were read.
    var bytesRead: Int { lines.bytesRead }

    /// Returns the next row, or nil at the end of a whole file.
    func next() throws(WorldError) -> WorldRow? {
        guard !isAtEnd else { return nil }
        guard let line = try nextLine() else { throw cut() }
        var parser = RowParser(line)
        let row: WorldRow?
        do throws(RowParser.Problem) {
            row = try parser.row()
        } catch {
            throw lines.isCut ? cut() : wrong(error.reason)
        }
        if row?.table.name != "membership", let (line, problem) = references.endMemberships() { throw wrong(problem, line: line) }
        guard let row else {
            try check(end: line)
            isAtEnd = true
            return nil
        }
        // Only the last line may lack its end.
        guard !lines.isCut else { throw cut() }
        try checkOrder(of: row)
        let problem =
            rules.problem(with: row, at: position) ?? references.problem(with: row, at: position, line: number)
        if let problem { throw wrong(problem) }
        return row
    }

    private func nextLine() throws(WorldError) -> [UInt8]? {
        number += 1
        do throws(ServerError) {
            guard let line = try lines.next() else { return nil }
            guard line.count <= LineReader.limit else { throw ServerError.failed("the line is longer than \(LineReader.limit >> 20) MiB") }
            return line
        } catch {
            throw wrong(error.description)
        }
    }

    private func checkOrder(of row: WorldRow) throws(WorldError) {
        let new = positions[row.table]
        let rowKey = Array(row.values.prefix(row.table.keyCount))
        let isSite = row.table === WorldTable.site
        guard isSite || position >= 0 || row.table === WorldTable.counter else {
            throw wrong("there is no site before this \(row.table.name)")
        }
        let last = isSite ? siteKey : new == position ? key : []
        guard isSite ? position < WorldTable.all.count - 1 : new >= position, last.isEmpty || Self.precedes(last, rowKey) else {
            throw wrong("this \(row.table.name) is there twice, or not in its order; export again")
        }
        if isSite {
            siteKey = rowKey
            references = SiteReferences()
        }
        position = new
        key = rowKey
        counts[new] += 1
    }

    private static func precedes(_ one: [WorldValue], _ other: [WorldValue]) -> Bool {
        for (first, second) in zip(one, other) where first != second {
            switch (first, second) {
            case (.number(let first), .number(let second)): return first < second
            case (.text(let first), .text(let second)): return first.utf8.lexicographicallyPrecedes(second.utf8)
            case (.bytes(let first), .bytes(let second)): return first.lexicographicallyPrecedes(second)
            default: return false
            }
        }
        return false
    }

    private func check(end line: [UInt8]) throws(WorldError) {
        let rows = (try? JSON.parse(line))?["rows"]
        for (table, count) in zip(WorldTable.all, counts) {
            // A table that an earlier release did not have has no number.
            let expected = rows?[table.name]?.int ?? 0
            guard expected == count else {
                throw wrong(
                    "the file has \(count) rows of \(table.name) and was written with \(expected), so a part of it is missing; export again"
                )
            }
        }
        guard try nextLine() == nil else { throw wrong("there is more behind the last line; export again") }
    }

    private func cut() -> WorldError {
        wrong("the file ends before its last line, so a part of it is missing; copy the whole file, or export again")
    }

    private func wrong(_ reason: String, line: Int? = nil) -> WorldError { .file("\(name):\(line ?? number): \(reason)") }
}

/// Divides bytes into lines.
struct LineReader {
    /// The greatest number of bytes of a line.
    static let limit = 64 << 20

    private let read: () throws(ServerError) -> [UInt8]
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether the last line had no end, as in a file that was cut.
    private(set) var isCut = false
    /// The number of bytes that were read.
    private(set) var bytesRead = 0

    init(_ read: @escaping () throws(ServerError) -> [UInt8]) {
        self.read = read
    }

    /// Returns the next line without its end, or nil if there is none. A line that is longer than the limit is returned in part.
    mutating func next() throws(ServerError) -> [UInt8]? {
        var line: [UInt8] = []
        while line.count <= Self.limit {
            if let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
                line += bytes[start..<end]
                start = end + 1
                return line
            }
            line += bytes[start...]
            bytes = try read()
            bytesRead += bytes.count
            start = 0
            guard !bytes.isEmpty else {
                isCut = !line.isEmpty
                return line.isEmpty ? nil : line
            }
        }
        return line
    }
}
