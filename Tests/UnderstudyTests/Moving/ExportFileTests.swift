import Accounts
import Foundation
import TestSupport
import Testing

@testable import Understudy

@Suite("An export file") struct ExportFileTests: ExportText {
    private let world = SampleWorld()

    @Test("gives back the rows that were written, in pieces of any size", arguments: [1, 7, 1 << 20]) func roundTrip(_ size: Int) throws {
        #expect(try rows(of: text(world.rows), inPiecesOf: size) == world.rows)
    }

    @Test("has one form: members in order, without spaces, and texts escaped as little as possible") func form() throws {
        let setting = try #require(WorldTable.inSite.first)
        var bytes: [UInt8] = []
        RowText().append(WorldRow(setting, [.text("a\"\\"), .text("\u{0}\n\t\u{7F}é")]), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"row":"setting","name":"a\"\\","value":"\u0000\n\u0009"# + "\u{7F}é\"}\n")
        let session = try #require(WorldTable.inSite.last)
        let values: [WorldValue] = [
            .bytes([0, 0xAF]), .text("k"), .null, .number(-1), .number(.max), .null, .null, .null, .null, .document(["b": "2", "B": "1"]),
        ]
        bytes = []
        RowText().append(WorldRow(session, values), to: &bytes)
        let line =
            #"{"row":"session","digest":"00af","kind":"k","created_at":-1,"last_used_at":9223372036854775807,"attributes":{"B":"1","b":"2"}}"#
        #expect(String(decoding: bytes, as: UTF8.self) == line + "\n")
    }

    @Test("may have spaces, other orders of members and other escapes") func liberty() throws {
        var parser = RowParser(Array(#" {"row" : "setting", "value": "\u00e9\ud834\udd1e\/\b\f\r" ,"name":"" } "#.utf8))
        let row = try parser.row()
        #expect(row?.values == [.text(""), .text("é𝄞/\u{8}\u{C}\r")])
    }

    @Test(
        "is refused for a line that is no row",
        arguments: [
            ("", "{ is missing at column 1"),
            ("{}", "\" is missing at column 2"),
            (#"{"kind":"setting"}"#, "the line does not begin with \"row\""),
            (#"{"row":"planet"}"#, "\"planet\" is none of the rows that there are"),
            (#"{"row":"setting","name":"a"}"#, "setting lacks \"value\""),
            (#"{"row":"setting","name":"a","value":"b","colour":"c"}"#, "setting has no \"colour\""),
            (#"{"row":"setting","name":"a","value":"b","name":"a"}"#, "\"name\" is there twice"),
            (#"{"row":"setting","name":"a","value":null}"#, "\" is missing at column 37"),
            (#"{"row":"setting","name":"a","value":"b"} x"#, "there is more behind the row, at column 42"),
            (#"{"row":"setting","name":"a","value":"b"#, "the end of a text is missing at column 39"),
            (#"{"row":"setting","name":"\x","value":"b"}"#, "an unknown escape at column 27"),
            (#"{"row":"setting","name":"\u12"}"#, "an unknown escape at column 30"),
            (#"{"row":"setting","name":"\ud834"}"#, "half a character at column 31"),
            (#"{"row":"setting","name":"\ud834\u0020"}"#, "half a character at column 37"),
            (#"{"row":"sequence","name":"a","next":1.5}"#, ", or } is missing at column 38"),
            (#"{"row":"sequence","name":"a","next":9223372036854775808}"#, "\"next\" is no whole number of 64 bits"),
            (#"{"row":"identity","account":1,"is_unique":1}"#, "\"is_unique\" is neither true nor false"),
            (#"{"row":"session","digest":"abc"}"#, "\"digest\" is not in pairs of hexadecimal digits"),
            (#"{"row":"account","attributes":{"a":"1","a":"2"}}"#, "\"a\" is there twice"),
            (#"{"row":"account","attributes":{"a":{}}}"#, "\" is missing at column 36"),
        ]) func noRow(_ line: String, _ reason: String)
    {
        let error = #expect(throws: RowParser.Problem.self) {
            var parser = RowParser(Array(line.utf8))
            _ = try parser.row()
        }
        #expect(error?.reason == reason)
    }

    @Test("is refused if it is not UTF-8, or has a control character") func encoding() {
        for bytes: [UInt8] in [[0xC3, 0x28], [0xED, 0xA0, 0x80], [0x01]] {
            #expect(throws: RowParser.Problem.self) {
                var parser = RowParser(Array(#"{"row":"setting","name":""#.utf8) + bytes + Array(#"","value":""}"#.utf8))
                _ = try parser.row()
            }
        }
    }

    @Test("is refused wherever it is cut, and the line is named") func cut() throws {
        let whole = text(SampleWorld(sites: 1, count: 1).rows)
        #expect(try !rows(of: whole).isEmpty)
        for count in stride(from: 1, to: whole.count - 1, by: 13) {
            let line = whole.prefix(count).count { $0 == UInt8(ascii: "\n") } + 1
            let error = #expect(throws: WorldError.self, "\(count)") { _ = try rows(of: Array(whole.prefix(count))) }
            guard case .file(let reason)? = error else { continue }
            #expect(reason.hasPrefix("world.jsonl:\(line): "), "\(reason)")
        }
    }

    @Test("is refused without one of its rows, with one twice, and with more behind its end") func tampered() throws {
        let lines = text(world.rows).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map(Array.init)
        func join(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }
        for index in 1..<lines.count {
            var without = lines
            without.remove(at: index)
            #expect(throws: WorldError.self, "\(index)") { try rows(of: join(without)) }
            var twice = lines
            twice.insert(lines[index], at: index)
            #expect(throws: WorldError.self, "\(index)") { try rows(of: join(twice)) }
        }
        #expect(throws: WorldError.file("world.jsonl:\(lines.count + 1): there is more behind the last line; export again")) {
            try rows(of: join(lines + [[UInt8(ascii: "x")]]))
        }
    }

    @Test(
        "has no site that nobody could reach",
        arguments: [("../x", 1), ("ws", 1), ("a\u{0}", 1), ("", 1), ("acme", 0), ("acme", 1 << 32)] as [(String, Int64)])
    func site(_ name: String, _ id: Int64) throws {
        func file(_ name: String, _ id: Int64) -> [UInt8] { text([WorldRow(.site, [.number(id), .text(name), .number(0)])]) }
        #expect(try rows(of: file("acme", 1)).count == 1)
        #expect(throws: WorldError.self) { try rows(of: file(name, id)) }
    }

    @Test("has no identity of an account that is not in it") func owner() throws {
        var changed = world.rows
        let index = try #require(changed.firstIndex { $0.table.name == "account" })
        changed.remove(at: index)
        let error = #expect(throws: WorldError.self) { try rows(of: text(changed)) }
        guard case .file(let reason)? = error else { return }
        #expect(reason.hasSuffix("there is no account 1 before this identity; name one that is there, or export again"))
    }

    @Test(
        "is refused by its first line",
        arguments: [
            ("", "the file is empty; understudy export writes one that can be imported"),
            (
                "{\"format\":\"other\",\"version\":1}\n",
                "this is no export: the first line of one begins with {\"format\":\"understudy-export\"; a CSV file needs --from csv and --mapping FILE"
            ),
            (
                "hello\n",
                "this is no export: the first line of one begins with {\"format\":\"understudy-export\"; a CSV file needs --from csv and --mapping FILE"
            ),
            ("SQLite format 3\u{0}\u{10}", "this is a database and no export; understudy restore takes a backup"),
            ("{\"format\":\"understudy-export\"}\n", "the export has no version; export again"),
        ]) func header(_ text: String, _ reason: String)
    {
        #expect(throws: WorldError.file("world.jsonl:1: \(reason)")) { try rows(of: Array(text.utf8)) }
    }

    @Test("of a later version is refused with the name of its writer, whatever else its first line has") func later() {
        let header = "{\"format\":\"understudy-export\",\"version\":2,\"writer\":\"understudy 9.8.7\",\"more\":{\"x\":[1]}}\n"
        let error = #expect(throws: WorldError.self) { try rows(of: Array(header.utf8)) }
        guard case .file(let reason)? = error else { return }
        #expect(reason.hasPrefix("world.jsonl:1: understudy 9.8.7 has written it in version 2 of the format, and this release, "))
    }

    @Test("gives its rows in order while more are read, and then what is wrong with it", arguments: [1, 500, 700]) func ahead(_ count: Int)
        throws
    {
        let whole = SampleWorld(count: count)
        let ahead = try RowsAhead(reader(text(whole.rows)))
        defer { ahead.stop() }
        var rows: [WorldRow] = []
        while let row = try ahead.next() { rows.append(row) }
        #expect(rows == whole.rows)
        #expect(try ahead.next() == nil)
        #expect(ahead.bytesRead == text(whole.rows).count)
        let cut = try RowsAhead(reader(Array(text(whole.rows).dropLast(200))))
        defer { cut.stop() }
        rows = []
        #expect(throws: WorldError.self) { while let row = try cut.next() { rows.append(row) } }
        #expect(!rows.isEmpty && rows == Array(whole.rows.prefix(rows.count)))
    }

    @Test("is not read to its end if nobody takes its rows any more") func stopped() throws {
        let world = SampleWorld(count: 3000)
        weak var thread: RowsAhead?
        do {
            let ahead = try RowsAhead(reader(text(world.rows)))
            thread = ahead
            #expect(try ahead.next() == world.rows[0])
            ahead.stop()
        }
        yieldUntil { thread == nil }
    }
}
