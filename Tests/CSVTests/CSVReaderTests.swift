import CSV
import Testing

@Suite("A reader of CSV")
struct CSVReaderTests {
    /// Returns the fields of each record of a text that comes in pieces of so many bytes.
    private func records(_ text: String, pieces: Int = 1 << 16, limits: CSVLimits = CSVLimits()) throws -> [CSVRecord] {
        try records(Array(text.utf8), pieces: pieces, limits: limits)
    }

    private func records(_ bytes: [UInt8], pieces: Int = 1 << 16, limits: CSVLimits = CSVLimits()) throws -> [CSVRecord] {
        var rest = bytes[...]
        var reader = CSVReader(limits: limits) { () throws(Never) in
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        #expect(reader.bytesRead == bytes.count)
        return records
    }

    private func error(_ text: String, limits: CSVLimits = CSVLimits()) -> CSVError? {
        do {
            _ = try records(text, limits: limits)
        } catch CSVReader<Never>.Stop.malformed(let error) {
            return error
        } catch {}
        return nil
    }

    @Test(
        "reads what RFC 4180 allows, wherever the pieces end",
        arguments: [
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("\u{FEFF}a,b\n", [["a", "b"]]),
            ("\"a,1\",\"b\r\n2\"\r\n\"say \"\"hi\"\"\",\"\"\r\n", [["a,1", "b\r\n2"], ["say \"hi\"", ""]]),
            ("a,,c\n,,\n", [["a", "", "c"], ["", "", ""]]),
            ("\n\r\na\n\n", [["a"]]),
            ("\"\"\"\"\n\"\"\"\"\"\"", [["\""], ["\"\""]]),
            (" a , b\n", [[" a ", " b"]]),
            ("caf\u{E9},\u{1F600}\n", [["caf\u{E9}", "\u{1F600}"]]),
            ("", []), ("\u{FEFF}", []),
        ])
    func reads(_ text: String, _ expected: [[String]]) throws {
        for pieces in [1, 2, 3, 7, 1 << 16] {
            let found = try records(text, pieces: pieces)
            #expect(try found.map { record in try (0..<record.count).map { try record.text($0) } } == expected, "\(pieces)")
        }
    }

    @Test("knows where each record begins and ends")
    func places() throws {
        let text = "a,b\r\n\"c\nd\",e\n\nf,g"
        let found = try records(text, pieces: 2)
        #expect(found.map(\.line) == [1, 2, 5])
        #expect(found.map(\.end) == [5, 13, 17])
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a,b", "\"c\nd\",e", "f,g"])
        #expect(try found[2].text(7).isEmpty)
        for record in found {
            let rest = record.bytes.dropFirst(record.bytes.count - record.bytes(behindFirst: 1).count)
            #expect(record.bytes(behindFirst: 1).elementsEqual(rest) && record.bytes(behindFirst: 0).elementsEqual(record.bytes))
            #expect(record.bytes(behindFirst: 2).isEmpty)
        }
    }

    @Test(
        "names line and column of what is wrong",
        arguments: [
            ("a,b\nc,\"d", "2:3: the quote is not closed"), ("a,\"b\"c\n", "1:6: text follows a closing quote"),
            ("a,b\nx\"y\n", "2:2: there is a quote in a field"), ("\"a\nb\",c\rd\n", "2:5: a carriage return without"),
            ("a\r", "1:2: a carriage return ends the file"),
        ])
    func refuses(_ text: String, _ expected: String) {
        #expect(error(text)?.description.hasPrefix(expected) == true, "\(error(text)?.description ?? "no error")")
    }

    @Test("does not read on and on")
    func limits() {
        let limits = CSVLimits(mostRecordBytes: 20, mostFieldBytes: 10, mostFields: 3)
        #expect(error("a,b,c\n1234567890,123456789\n", limits: limits) == nil)
        #expect(error("a,b,c,d\n", limits: limits)?.reason.contains("more than 3 fields") == true)
        #expect(error("a\n12345678901\n", limits: limits)?.description == "2:1: field 1 is longer than 10 bytes")
        #expect(error("1234567890,1234567890\n", limits: limits)?.reason.contains("longer than 20 bytes") == true)
        #expect(error("\"" + String(repeating: "a\n", count: 200_000), limits: limits) != nil)
    }

    @Test("refuses a field that is not UTF-8, and only that one")
    func encoding() throws {
        let record = try #require(try records([0x61, 0x2C, 0x62, 0xE9, 0x2C, 0x63]).first)
        #expect(try record.text(0) == "a" && record.text(2) == "c")
        do {
            _ = try record.text(1)
            Issue.record("this is not UTF-8")
        } catch {
            #expect(error.description == "1:3: field 2 is not UTF-8; convert the file")
        }
    }
}
