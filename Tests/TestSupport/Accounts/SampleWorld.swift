package import Accounts

/// The content of a store with rows in all tables, made from the tables' columns. A server could use it.
///
/// Its texts have what stores and files write in a special way: quotes, line ends, control characters and NUL. Optional columns
/// have a value in every other row.
package struct SampleWorld {
    /// The rows in the order in which stores give them.
    package let rows: [WorldRow]

    /// Creates a world.
    ///
    /// - Parameters:
    ///   - sites: The number of sites.
    ///   - count: The number of rows of each table of a site.
    package init(sites: Int = 2, count: Int = 4) {
        var rows: [WorldRow] = []
        for site in 0..<sites {
            rows.append(WorldRow(.site, [.number(Int64(site + 1)), .text("Site-\(site)"), .number(Int64(site * 7))]))
            for table in WorldTable.inSite {
                for index in 0..<count { rows.append(Self.row(table, site * count + index, first: site * count)) }
            }
        }
        // The next site has a higher number than the sites need.
        let next = Int64(sites * count + 1)
        rows += WorldTable.numbered.map { WorldRow(.counter, [.text($0), .number(next + ($0 == "site" ? 5 : 3))]) }
        self.rows = rows
    }

    private static func row(_ table: WorldTable, _ index: Int, first: Int) -> WorldRow {
        var values = table.columns.map { column in
            column.isOptional && index.isMultiple(of: 2) ? .null : value(of: column, index, first: first)
        }
        switch table.name {
        case "identity":
            // What a key is, and whether it is unique, follows from the rest.
            if case .text(let key) = values[3], values[4] != .null { values[4] = .text(key.uppercased()) }
            values[5] = .flag(index.isMultiple(of: 2))
        case "history": values[1] = .number(0)
        // The second container is in others, and people are in the rest.
        case "membership": if values[1] == .number(Member.containerKind) { values[2] = .number(Int64(first + 2)) }
        default: break
        }
        return WorldRow(table, values)
    }

    private static func value(of column: WorldTable.Column, _ index: Int, first: Int) -> WorldValue {
        switch column.content {
        case .range: .number(Int64(index + 1))
        case .word(let words): .number(Int64((index - first) / 2 % words.count))
        case .passwordHash: .text("$sha256$" + String(repeating: "0", count: 58) + format(index))
        case .rules: .text(#"{"password":{"minimumLength":\#(index)}}"#)
        case .tokenDigest: .bytes([0, 255] + format(index).utf8 + [UInt8](repeating: 7, count: 24))
        case .scheme: .text(index.isMultiple(of: 2) ? "xweb.recno" : "archer.first_name")
        case .numberedTable: .text(WorldTable.numbered[0])
        case .any: anything(column, index, first: first)
        }
    }

    private static func anything(_ column: WorldTable.Column, _ index: Int, first: Int) -> WorldValue {
        switch column.kind {
        case .number: .number(Int64(index + 1))
        case .flag: .flag(index.isMultiple(of: 2))
        case .text: .text(String(format(index)) + " \(column.name) \"\\\n\t\u{0}\u{1}\u{5}\u{1F} é 𝄞")
        case .bytes: .bytes([0, 255] + format(index).utf8)
        case .document: .document(index == first ? [:] : ["a=\\\n": "\(index) \u{0}\u{2}\"", "é": "", "b": "=\n"])
        }
    }

    /// Returns a number with digits enough for the order of texts to be that of the numbers.
    private static func format(_ number: Int) -> String { String(String(number + 1_000_000).dropFirst()) }

    /// Returns a function that returns one row after the other.
    package func source() -> () -> WorldRow? {
        var rest = rows[...]
        return { rest.popFirst() }
    }
}

extension WorldReader {
    /// Returns all rows.
    package func rows() throws(WorldError) -> [WorldRow] {
        var rows: [WorldRow] = []
        try forEachRow { row throws(WorldError) in rows.append(row) }
        return rows
    }
}
