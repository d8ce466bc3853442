import Accounts

@testable import Understudy

/// Tests that write exports and read them.
protocol ExportText {}

extension ExportText {
    func text(_ rows: [WorldRow]) -> [UInt8] {
        let lines = RowText()
        let positions = TablePositions()
        var bytes = ExportFormat.header
        var counts = [Int](repeating: 0, count: WorldTable.all.count)
        for row in rows {
            lines.append(row, to: &bytes)
            counts[positions[row.table]] += 1
        }
        return bytes + ExportFormat.end(counts)
    }

    func rows(of text: [UInt8], inPiecesOf size: Int = 4096) throws -> [WorldRow] {
        let reader = try reader(text, inPiecesOf: size)
        var rows: [WorldRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    func reader(_ text: [UInt8], inPiecesOf size: Int = 4096) throws -> ExportReader {
        var rest = text[...]
        return try ExportReader("world.jsonl") {
            let piece = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            return piece
        }
    }
}
