import JSON
import Testing

@Suite("Reading JSON")
struct ParsingTests {
    @Test func readsEveryKindOfValueInOrder() throws {
        let text = #" { "z": null, "a": [true, false, -1.50e+3, "x\"\u00e4\ud83d\ude00"], "m": {} } "#
        let expected = JSON.object([
            JSON.Member("z", .null),
            JSON.Member("a", .array([.bool(true), .bool(false), .number("-1.50e+3"), .string("x\"ä😀")])),
            JSON.Member("m", .object([])),
        ])
        #expect(try JSON.parse(Array(text.utf8)) == expected)
    }

    @Test(arguments: ["0", "-0", "1.10", "123456789012345678901234567890", "9223372036854775808", "0.1e-5", "1E400"])
    func keepsTheSpellingOfANumberOrRefusesIt(spelling: String) {
        let value = try? JSON.parse(Array("[\(spelling)]".utf8))
        #expect(value == (spelling == "1E400" ? nil : .array([.number(spelling)])))
    }

    @Test func numbersKeepTheirPlaces() throws {
        let members = (0..<300).map { JSON.Member("key\($0 * 7919 % 1000)-\($0)", .array([.number($0), .string("\($0 + 1)")])) }
        let value = JSON.object(members)
        #expect(try JSON.parse(value.bytes) == value)
    }

    @Test func passesOverAByteOrderMark() throws {
        #expect(try JSON.parse([0xEF, 0xBB, 0xBF] + Array("7".utf8)) == .number("7"))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "[1 2]", "{\"a\" 1}", "{\"a\":1,}", "nul", "01", "1.", "+1", ".5", "\"a", "\"\\x\"", "\"\\ud800\"",
        "\"\\u0000\"",
        "\"a\nb\"", "{}{}", "[]]", "{\"a\":1,\"a\":2}", "{\"\\u0000\":1}", "'a'", "\"\\", "-",
    ])
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0x00, 0x22]] as [[UInt8]])
    func refusesBytesThatAreNoUTF8Text(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    }

    @Test func refusesNestingDeeperThanTheLimit() throws {
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSON.parse(nested(JSON.maximumDepth))
        let error = #expect(throws: JSONError.self) { try JSON.parse(nested(JSON.maximumDepth + 1)) }
        #expect(error?.message == "nested deeper than 64 levels")
        #expect(throws: JSONError.self) { try JSON.parse(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    }

    @Test(arguments: ["[1\0]", "[true\0]", "[null\0,1]", "{\"a\":1\0}", "1\0", "[\0]", "\0", "[\"a\"\0]", "[1 \0]", "[-\0001]"])
    func refusesANULBetweenValues(text: String) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error?.message == "there is a NUL between values")
    }

    /// Texts of one kind at a limit and one step over it, and what the refusal says.
    private static let limits: [(String, @Sendable (Int) -> String, Int)] = [
        ("an array has more than 10000 elements", { "[" + list("1", $0) + "]" }, 10_000),
        ("an object has more than 1000 members", { "{" + (0..<$0).map { "\"\($0)\":1" }.joined(separator: ",") + "}" }, 1000),
        ("there are more than 20000 values", { "[[\(list("[]", 9999))],[\(list("{}", $0 - 10_002))]]" }, 20_000),
        ("a name is longer than 256 bytes", { "{\"\(String(repeating: "n", count: $0))\" : 1}" }, 256),
        ("a number is longer than 400 bytes", { "[0.\(String(repeating: "1", count: $0 - 2))]" }, 400),
    ]

    private static func list(_ element: String, _ count: Int) -> String {
        [String](repeating: element, count: count).joined(separator: ",")
    }

    @Test(arguments: limits.indices)
    func refusesWhatIsOverALimitAndTakesWhatIsAtIt(index: Int) throws {
        let (message, text, limit) = Self.limits[index]
        _ = try JSON.parse(Array(text(limit).utf8))
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text(limit + 1).utf8)) }
        #expect(error?.message == message)
        _ = try JSON.parse(Array(text(limit + 1).utf8), limits: index == 4 ? .message(numberBytes: 401) : .ownFile)
    }

    @Test func siblingsOfClosedValuesCountWhereTheyStand() throws {
        let rows = Self.list("{\"a\":[1,2],\"b\":{}}", 2500)
        #expect(try JSON.parse(Array("[\(rows)]".utf8)).elements?.count == 2500)
    }

    @Test func bracketsInStringsDoNotNest() throws {
        let text = String(repeating: "[{\\\"", count: 100)
        #expect(try JSON.parse(Array("\"\(text)\"".utf8)).string == String(repeating: "[{\"", count: 100))
    }

    @Test func namesThePlaceOfAnErrorAndNotItsText() {
        let text = "{\n  \"password\": \"hush\"\n  \"secret near hush\": 1\n}"
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error?.line == 3)
        #expect(error?.message == "'}' expected")
    }

    @Test(arguments: [
        ("# Title\n", 1, "this is not JSON"), ("{\"a\":\n 'x'}", 2, "this is not JSON"), ("{\"a\": [1,\n", 2, "the text ends too early"),
        ("{\"a\": \"x", 1, "the text ends too early"), ("[", 1, "the text ends too early"), ("{\"a\": 1", 1, "the text ends too early"),
    ])
    func saysWhatIsWrongInPlainWords(text: String, line: Int, message: String) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error?.message == message)
        #expect(error?.line == line)
    }

    /// Comparing more of them would take quadratic time.
    @Test func refusesMoreCombiningMarksInARowThanTheLimit() {
        let fits = String(repeating: "\u{301}\u{323}", count: 15)
        #expect((try? JSON.parse(Array("{\"a\(fits)\": \"b\(fits)\"}".utf8))) != nil)
        for text in ["{\"a\(fits)\u{301}\": 1}", "[\"a\(fits)\u{301}\"]", "[\"\(String(repeating: #"\u0301"#, count: 31))\"]"] {
            #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        }
    }
}

extension JSONLimits {
    fileprivate static func message(numberBytes: Int) -> JSONLimits {
        var limits = JSONLimits.message
        limits.numberBytes = numberBytes
        return limits
    }
}
