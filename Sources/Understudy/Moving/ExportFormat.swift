import Accounts
import Emulator
import JSON

/// The format of export files: JSON Lines. The first line says what the file is, each further one is a row, and the last one has
/// the numbers of rows.
///
///     {"format":"understudy-export","version":1,"writer":"understudy 0.1.0"}
///     {"row":"site","id":1,"name":"default","epoch":4}
///     {"row":"account","id":1,"status":0,…}
///     {"row":"end","rows":{"site":1,"account":1,…}}
///
/// The rows and their order are those of `WorldTable`. A column without a value is left out. Bytes are in hexadecimal digits.
enum ExportFormat {
    static let name = "understudy-export"
    /// The version that this release writes. It reads this one and earlier ones.
    static let version = 1
    /// The name of a row's table in its line.
    static let table = "row"
    /// What the last line has in the place of a table.
    static let end = "end"

    /// The first line.
    static var header: [UInt8] {
        line([
            .init("format", .string(name)), .init("version", .number(version)),
            .init("writer", .string("\(UnderstudyVersion.name) \(UnderstudyVersion.version)")),
        ])
    }

    /// Returns the last line, with the numbers of rows in the order of `WorldTable.all`.
    static func end(_ counts: [Int]) -> [UInt8] {
        let rows = zip(WorldTable.all, counts).map { JSON.Member($0.name, .number($1)) }
        return line([.init(table, .string(end)), .init("rows", .object(rows))])
    }

    private static func line(_ members: [JSON.Member]) -> [UInt8] { JSON.object(members).bytes + [UInt8(ascii: "\n")] }
}

/// The positions of tables in `WorldTable.all`.
struct TablePositions {
    private let positions = Dictionary(uniqueKeysWithValues: zip(WorldTable.all.map(ObjectIdentifier.init), 0...))

    subscript(table: WorldTable) -> Int { positions[ObjectIdentifier(table)] ?? 0 }
}
