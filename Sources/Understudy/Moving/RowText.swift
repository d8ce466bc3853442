import Accounts

/// Writes rows as lines.
///
/// A million accounts are several million lines, so this writes bytes at once and makes no JSON value before.
struct RowText {
    /// What the lines of a table begin with, and what is before the value of each column.
    private struct Frame {
        let start: [UInt8]
        let columns: [[UInt8]]
    }

    private let frames: [Frame]
    private let positions = TablePositions()

    init() {
        frames = WorldTable.all.map { table in
            Frame(
                start: Array(#"{"\#(ExportFormat.table)":"\#(table.name)""#.utf8),
                columns: table.columns.map { Array(#","\#($0.name)":"#.utf8) })
        }
    }

    /// Appends the line of a row, with its end.
    func append(_ row: WorldRow, to bytes: inout [UInt8]) {
        let frame = frames[positions[row.table]]
        bytes += frame.start
        for (name, value) in zip(frame.columns, row.values) where value != .null {
            bytes += name
            Self.append(value, to: &bytes)
        }
        bytes += Self.lineEnd
    }

    private static let lineEnd = Array("}\n".utf8)
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let digits = Array("0123456789abcdef".utf8)

    private static func append(_ value: WorldValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .number(let number): bytes += String(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .text(let text): append(text, to: &bytes)
        case .bytes(let content):
            bytes.append(quote)
            for byte in content { bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
            bytes.append(quote)
        case .document(let members): append(members, to: &bytes)
        }
    }

    /// The members are in the order of the bytes of their names, so that a document has one form.
    private static func append(_ members: [String: String], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            append(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(quote)
        if text.utf8.contains(where: { $0 < 0x20 || $0 == quote || $0 == backslash }) {
            for byte in text.utf8 { append(escaping: byte, to: &bytes) }
        } else {
            bytes += text.utf8
        }
        bytes.append(quote)
    }

    private static func append(escaping byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case quote, backslash: bytes += [backslash, byte]
        case UInt8(ascii: "\n"): bytes += [backslash, UInt8(ascii: "n")]
        case 0..<0x20: bytes += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: bytes.append(byte)
        }
    }
}
