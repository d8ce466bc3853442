import Accounts
import Testing

@testable import Emulator

@Suite("Dates that fixtures make")
struct DateOffsetTests {
    @Test(arguments: [
        ("-3y", "2024-02-29", "2021-02-28"), ("4y", "2024-02-29", "2028-02-29"), ("-1m", "2027-03-31", "2027-02-28"),
        ("+13m", "2027-01-31", "2028-02-29"), ("-2w", "2027-01-15", "2027-01-01"), ("0d", "2027-01-15", "2027-01-15"),
        ("-1d", "2027-01-01", "2026-12-31"),
    ])
    func areAtADistance(offset: String, start: String, date: String) throws {
        let start = try #require(CivilDate(start))
        #expect(DateOffset(offset[...])?.date(from: start)?.description == date)
    }

    @Test(arguments: ["", "d", "-d", "3", "3h", "--3d", "3.5d", "٣d", "99999d", "-3D"])
    func areNoOtherTexts(text: String) {
        #expect(DateOffset(text[...]) == nil)
    }

    @Test func areNoDatesOutsideOfTheCalendar() throws {
        let start = try #require(CivilDate("0900-01-01"))
        for offset in ["-899y", "-4999m"] { #expect(DateOffset(offset[...])?.date(from: start) != nil) }
        for offset in ["-900y", "-5000y"] { #expect(DateOffset(offset[...])?.date(from: start) == nil) }
        let late = try #require(CivilDate("9999-12-01"))
        for offset in ["1m", "5w", "31d", "5000y"] { #expect(DateOffset(offset[...])?.date(from: late) == nil) }
    }

    @Test func followFromTheSeedAndTheDay() throws {
        func dates(_ now: String) throws -> [String] {
            let text = #"""
                {"accounts": [{"repeat": 50, "account": {"profile": {"since": "{{date:-3y..-1d}}"}, "xweb": {"recno": "{{n}}"}}}]}
                """#
            let now = try #require(Timestamp(iso8601: now))
            return try Fixtures(Array(text.utf8), file: "f.json", now: now).sites[0].accounts.compactMap { $0.record.attributes["since"] }
        }
        let made = try dates("2027-01-15T08:00:00Z")
        #expect(try made == dates("2027-01-15T23:59:59Z"))
        #expect(Set(made).count > 40)
        for date in made { #expect(date >= "2024-01-15" && date <= "2027-01-14") }
        #expect(throws: FileError.self) {
            try Fixtures(Array(#"{"accounts": [{"repeat": 1, "account": {"xweb": {"recno": "{{date:-1d..-3y}}"}}}]}"#.utf8), file: "f.json")
        }
    }
}
