import Accounts

/// Reads a line as a row: a JSON object with the members that the row's table has.
///
/// A million accounts are several million lines, so this reads values at once and makes no JSON value before. Members may be in
/// any order, but the table comes first.
struct RowParser {
    /// What is wrong with a line, in words.
    struct Problem: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    private let line: [UInt8]
    private var place = 0

    /// Creates a parser for the bytes of a line without its end.
    init(_ line: [UInt8]) {
        self.line = line
    }

    /// The tables by their names.
    private static let tables = Dictionary(uniqueKeysWithValues: WorldTable.all.map { ($0.name, $0) })

    /// Returns the row, or nil for the last line of a file.
    mutating func row() throws(Problem) -> WorldRow? {
        try take(UInt8(ascii: "{"))
        guard try text() == ExportFormat.table else { throw Problem("the line does not begin with \"\(ExportFormat.table)\"") }
        try take(UInt8(ascii: ":"))
        let name = try text()
        guard name != ExportFormat.end else { return nil }
        guard let table = Self.tables[name] else { throw Problem("\"\(name)\" is none of the rows that there are") }
        var values = [WorldValue](repeating: .null, count: table.columns.count)
        var expected = 0
        while try takes(UInt8(ascii: ","), orEnd: UInt8(ascii: "}")) {
            let name = try text()
            // Members are in the order of the columns, except in files that somebody has changed.
            while expected < table.columns.count, table.columns[expected].name != name { expected += 1 }
            if expected == table.columns.count { expected = table.columns.firstIndex { $0.name == name } ?? expected }
            guard expected < table.columns.count else { throw Problem("\(table.name) has no \"\(name)\"") }
            guard values[expected] == .null else { throw Problem("\"\(name)\" is there twice") }
            try take(UInt8(ascii: ":"))
            values[expected] = try value(of: table.columns[expected])
        }
        try end()
        for (column, value) in zip(table.columns, values) where value == .null && !column.isOptional {
            throw Problem("\(table.name) lacks \"\(column.name)\"")
        }
        return WorldRow(table, values)
    }

    private mutating func value(of column: WorldTable.Column) throws(Problem) -> WorldValue {
        switch column.kind {
        case .number: .number(try number(column.name))
        case .flag: .flag(try flag(column.name))
        case .text: .text(try text())
        case .bytes: .bytes(try bytes(column.name))
        case .document: .document(try document())
        }
    }

    private mutating func document() throws(Problem) -> [String: String] {
        var members: [String: String] = [:]
        try take(UInt8(ascii: "{"))
        if peek() == UInt8(ascii: "}") {
            place += 1
            return members
        }
        repeat {
            let name = try text()
            try take(UInt8(ascii: ":"))
            let value = try text()
            guard members.updateValue(value, forKey: name) == nil else { throw Problem("\"\(name)\" is there twice") }
        } while try takes(UInt8(ascii: ","), orEnd: UInt8(ascii: "}"))
        return members
    }

    private mutating func number(_ name: String) throws(Problem) -> Int64 {
        _ = peek()
        let start = place
        while place < line.count, line[place] == UInt8(ascii: "-") || isDigit(line[place]) { place += 1 }
        guard let number = Int64(String(decoding: line[start..<place], as: UTF8.self)) else {
            throw Problem("\"\(name)\" is no whole number of 64 bits")
        }
        return number
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func flag(_ name: String) throws(Problem) -> Bool {
        _ = peek()
        for (word, flag) in [("true", true), ("false", false)] where line[place...].starts(with: word.utf8) {
            place += word.utf8.count
            return flag
        }
        throw Problem("\"\(name)\" is neither true nor false")
    }

    private mutating func bytes(_ name: String) throws(Problem) -> [UInt8] {
        let digits = Array(try text().utf8)
        guard digits.count.isMultiple(of: 2), digits.allSatisfy({ Self.digit($0) != nil }) else {
            throw Problem("\"\(name)\" is not in pairs of hexadecimal digits")
        }
        return stride(from: 0, to: digits.count, by: 2).map { (Self.digit(digits[$0]) ?? 0) << 4 | (Self.digit(digits[$0 + 1]) ?? 0) }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Texts and the characters between them.
extension RowParser {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Returns the next byte that is no space, or nil at the end of the line.
    private mutating func peek() -> UInt8? {
        while place < line.count, line[place] == 0x20 || line[place] == 0x09 { place += 1 }
        return place < line.count ? line[place] : nil
    }

    private mutating func take(_ byte: UInt8) throws(Problem) {
        guard peek() == byte else { throw wrong("\(Character(UnicodeScalar(byte)))") }
        place += 1
    }

    /// Takes one of two bytes and returns whether it is the first.
    private mutating func takes(_ byte: UInt8, orEnd end: UInt8) throws(Problem) -> Bool {
        let next = peek()
        guard next == byte || next == end else { throw wrong("\(Character(UnicodeScalar(byte))) or \(Character(UnicodeScalar(end)))") }
        place += 1
        return next == byte
    }

    private mutating func end() throws(Problem) {
        guard peek() == nil else { throw Problem("there is more behind the row, at column \(place + 1)") }
    }

    private func wrong(_ expected: String) -> Problem { Problem("\(expected) is missing at column \(place + 1)") }

    private mutating func text() throws(Problem) -> String {
        try take(Self.quote)
        let start = place
        while place < line.count, line[place] != Self.quote, line[place] != Self.backslash, line[place] >= 0x20 { place += 1 }
        guard place < line.count else { throw wrong("the end of a text") }
        if line[place] == Self.quote {
            defer { place += 1 }
            return try checked(line[start..<place])
        }
        var bytes = Array(line[start..<place])
        while place < line.count, line[place] != Self.quote {
            guard line[place] >= 0x20 else { throw Problem("a text has a control character at column \(place + 1)") }
            if line[place] == Self.backslash { try takeEscape(into: &bytes) } else { bytes.append(line[place]) }
            place += 1
        }
        guard place < line.count else { throw wrong("the end of a text") }
        place += 1
        return try checked(bytes[...])
    }

    private func checked(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem("a text before column \(place + 1) is not UTF-8") }
        return text
    }

    /// Reads what follows a backslash. Leaves the place at its last byte.
    private mutating func takeEscape(into bytes: inout [UInt8]) throws(Problem) {
        place += 1
        switch place < line.count ? line[place] : 0 {
        case Self.quote, Self.backslash, UInt8(ascii: "/"): bytes.append(line[place])
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "u"):
            var code = UInt32(try codeUnit())
            if (0xD800..<0xDC00).contains(code), place + 2 < line.count, line[place + 1] == Self.backslash,
                line[place + 2] == UInt8(ascii: "u")
            {
                place += 2
                let low = UInt32(try codeUnit())
                guard (0xDC00..<0xE000).contains(low) else { throw Problem("half a character at column \(place + 1)") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = UnicodeScalar(code) else { throw Problem("half a character at column \(place + 1)") }
            bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        default: throw Problem("an unknown escape at column \(place + 1)")
        }
    }

    /// Reads four hexadecimal digits. Leaves the place at the last one.
    private mutating func codeUnit() throws(Problem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            place += 1
            guard place < line.count, let digit = Self.digit(line[place]) else { throw Problem("an unknown escape at column \(place + 1)") }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
