import JSON
import Testing

@testable import OData

@Suite("A hostile $filter")
struct HostileFilterTests {
    /// A generator that always yields the same numbers.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static let pieces = [
        "Id", "UserName", "Contacts", "UpdateInformation", "s", "eq", "ne", "gt", "and", "or", "not", "any", "contains", "startswith",
        "tolower",
        "datetime", "null", "true", "(", ")", ",", "/", ":", "'", "''", "'x'", "7", "-", "2016-07-28", "9999999999999999999999", ".", " ",
        "\0",
        "\u{1F600}", "\u{301}", "$", "%", "\"", "\r\n", "Contacts/any(s:", "s/Value", "IsDefault", "UserIds", "(Id eq 7)",
    ]

    @Test("of random words and signs is met, not met or refused, and a refusal is within the text")
    func random() {
        var generator = Generator()
        var outcomes = [0, 0]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &generator)
            let filter = (0..<count).map { _ in
                (Self.pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            }.joined()
            do {
                _ = try Sample.meets(filter)
                outcomes[0] += 1
            } catch let error as ODataError {
                outcomes[1] += 1
                #expect((1...filter.unicodeScalars.count + 1).contains(error.position), "\(filter)")
            } catch {
                Issue.record("\(filter): \(error)")
            }
        }
        #expect(outcomes.allSatisfy { $0 > 20 }, "\(outcomes)")
    }

    @Test("made from a good one by changing, dropping or doubling characters is met, not met or refused")
    func mutated() {
        var generator = Generator()
        let good =
            "Contacts/any(s:tolower(s/Value) eq 'a@b') and (AccountStatus eq '1'and not contains(UserName,'O''H')) or LastLoginDate eq null"
        for _ in 0..<20_000 {
            var filter = Array(good.unicodeScalars)
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let index = Int.random(in: filter.indices, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: filter[index] = Unicode.Scalar(UInt8.random(in: 0...127, using: &generator))
                case 1: filter.remove(at: index)
                default: filter.insert(filter[index], at: index)
                }
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: filter)
            do {
                _ = try Sample.meets(text)
            } catch {
                #expect(error is ODataError, "\(text): \(error)")
            }
        }
    }

    @Test("costs no more than the length of the values it reads, and ends when the budget does")
    func budget() throws {
        let long = String(repeating: "a", count: 10_000)
        let value = JSON.string(long)
        let needle = String(repeating: "a", count: 5_000) + "b"
        let filter = try ODataFilter("contains(UserName,'\(needle)') or contains(UserName,'b')", fields: Sample.fields)
        var budget = ODataBudget()
        #expect(try !filter.matches(&budget) { _ in value })
        #expect(budget.steps < 3 * long.count)
        var small = ODataBudget(steps: 10_000)
        #expect(throws: ODataBudget.Exhausted.self) { try filter.matches(&small) { _ in value } }
    }

    @Test(
        "pays for every element of a list that it reads, even if it only asks whether there are any",
        arguments: [
            ("UserIds ne null", 20), ("Contacts/any()", 150), ("Contacts ne null", 150),
        ])
    func lists(filter: String, step: Int) throws {
        let plain = Array(repeating: JSON.number(1), count: 10_000)
        let objects = Array(repeating: JSON.object([.init("Value", .string("x"))]), count: 10_000)
        var budget = ODataBudget()
        let isMet = try ODataFilter(filter, fields: Sample.fields).matches(&budget) { index in
            .array(Sample.fields[index].name == "UserIds" ? plain : objects)
        }
        #expect(isMet && budget.steps >= 10_000 * step)
    }

    @Test("that compares ten thousand numbers with two hundred others is more work than a query may be")
    func manyComparisons() throws {
        let filter = try ODataFilter(Array(repeating: "Id gt 5", count: 200).joined(separator: " and "), fields: Sample.fields)
        var budget = ODataBudget()
        #expect(throws: ODataBudget.Exhausted.self) {
            for _ in 0..<10_000 { _ = try filter.matches(&budget) { _ in .number(7) } }
        }
        var enough = ODataBudget()
        let short = try ODataFilter("Id gt 5 and Id lt 9 and AccountStatus eq 7", fields: Sample.fields)
        for _ in 0..<10_000 { #expect(try short.matches(&enough) { _ in .number(7) }) }
    }

    @Test("with parentheses inside parentheses is read once, not twice at each level")
    func nesting() throws {
        // Twice at each level would be four thousand million times.
        let filter = String(repeating: "(", count: 31) + "tolower(UserName) eq 'x'" + String(repeating: ") eq true", count: 31)
        #expect(try !Sample.meets(filter))
        let open = #expect(throws: ODataError.self) { try Sample.meets(String(repeating: "(Id eq 7 and ", count: 31)) }
        #expect(open?.position == 31 * 13 + 1)
    }

    @Test(
        "finds a text wherever it is, and nowhere else",
        arguments: [
            ("", "", true), ("a", "", false), ("aab", "aaab", true), ("abab", "abacabab", true), ("abab", "abaabbaab", false),
            ("é", "cafe\u{301}", false),
            ("aaaa", "aaa", false), ("issip", "mississippi", true),
        ])
    func search(text: String, other: String, isFound: Bool) {
        #expect(SearchText(text).occurs(in: other) == isFound)
    }
}
