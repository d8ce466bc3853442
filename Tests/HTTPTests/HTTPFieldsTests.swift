import HTTP
import Testing

@Suite("Fields")
struct HTTPFieldsTests {
    private func list(_ fields: HTTPFields) -> [String] { fields.all.map { "\($0.name): \($0.value)" } }

    private var sample: HTTPFields {
        var fields = HTTPFields()
        fields.append("Set-Cookie", "a=1")
        fields.append("Content-Type", "text/xml")
        fields.append("SET-COOKIE", "b=2")
        return fields
    }

    @Test func keepsOrderSpellingAndRepeats() {
        #expect(list(sample) == ["Set-Cookie: a=1", "Content-Type: text/xml", "SET-COOKIE: b=2"])
        #expect(sample.count == 3)
    }

    @Test func areTheSameAfterTheyWerePacked() {
        var fields = sample
        fields.append("Empty", "")
        fields.remove("Content-Type")
        for fields in [fields, HTTPFields()] {
            let packed = [UInt8](unsafeUninitializedCapacity: fields.packedCount) { buffer, count in
                fields.pack(into: UnsafeMutableRawBufferPointer(buffer))
                count = fields.packedCount
            }
            #expect(list(packed.withUnsafeBytes { HTTPFields(packed: $0) }) == list(fields))
        }
    }

    @Test func findsNamesInAnyLetterCase() {
        #expect(sample.first("set-cookie") == "a=1")
        #expect(sample.all("Set-Cookie") == ["a=1", "b=2"])
        #expect(sample.combined("set-cookie") == "a=1, b=2")
        #expect(sample.combined("Missing") == nil)
        #expect(sample.only("Set-Cookie") == nil)
        #expect(sample.only("Missing") == nil)
        #expect(sample.contains("CONTENT-TYPE"))
        #expect(!sample.contains("Content-Typ"))
        #expect(!sample.contains("Content-Types"))
        #expect(sample.first("X") == nil)
    }

    @Test func comparesOnlyLettersWithoutCase() {
        var fields = HTTPFields()
        // `@` and the grave accent differ by the bit that makes a letter small, and are no letters.
        fields.append(name: "a`", "1")
        #expect(!fields.contains("a@"))
        #expect(fields.contains("A`"))
    }

    @Test func setPutsOneFieldInThePlaceOfAll() {
        var fields = sample
        fields.set("set-cookie", "c=3")
        #expect(list(fields) == ["Content-Type: text/xml", "set-cookie: c=3"])
    }

    @Test func removesEveryFieldOfAName() {
        var fields = sample
        fields.remove("Set-Cookie")
        #expect(list(fields) == ["Content-Type: text/xml"])
        fields.remove("content-type")
        #expect(fields.isEmpty)
        #expect(HTTPFields().isEmpty)
    }

    @Test(arguments: ["", "a b", "a:b", "a\r\nb", "\u{E9}", "a\0"])
    func refusesANameThatIsNoToken(_ name: String) {
        var fields = HTTPFields()
        let isTaken = fields.append(name: name, "x")
        #expect(!isTaken)
        #expect(fields.isEmpty)
    }

    @Test func keepsReceivedBytesAndGivesThemBack() {
        var fields = HTTPFields(capacity: 1, bytes: 10)
        let name: [UInt8] = Array("X-Raw".utf8)
        let value: [UInt8] = [0x61, 0xFF, 0x62]
        name.withUnsafeBytes { name in value.withUnsafeBytes { fields.append(receivedName: name, value: $0) } }
        #expect(fields.first("x-raw") == "a\u{FFFD}b")
        var seen: [[UInt8]] = []
        fields.withEach { name, value in
            seen.append(Array(name))
            seen.append(Array(value))
        }
        #expect(seen == [name, value])
    }

    @Test func keepsEmptyValues() {
        var fields = HTTPFields()
        fields.append("A", "")
        fields.append("B", "1")
        #expect(list(fields) == ["A: ", "B: 1"])
    }
}

@Suite("Field values")
struct HTTPFieldValueTests {
    @Test(arguments: ["a\rb", "a\nb", "a\0b", "\r\n", "a\r\nSet-Cookie: b"])
    func neverHoldsALineEndOrNUL(_ text: String) {
        #expect(HTTPFieldValue(text) == nil)
        let value = HTTPFieldValue(replacingControlsIn: text)
        #expect(value.text.utf8.count == text.utf8.count)
        #expect(!value.text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 })
    }

    @Test(arguments: ["", "a", "a b\tc", "\u{E9}", "a;b=\"c\""])
    func keepsAnythingElse(_ text: String) {
        #expect(HTTPFieldValue(text)?.text == text)
        #expect(HTTPFieldValue(replacingControlsIn: text).text == text)
    }

    @Test func writesNumbers() {
        #expect(HTTPFieldValue(-42).text == "-42")
    }
}
