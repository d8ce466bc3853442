import Accounts
import Testing

@testable import XWeb

@Suite("Dates as records keep them")
struct DateTextTests {
    @Test(
        "are read as SQL Server reads them",
        arguments: [
            ("2026-01-31", "2026-01-31T00:00:00"), ("20260131", "2026-01-31T00:00:00"), ("1/31/2026", "2026-01-31T00:00:00"),
            ("2026-01-31T23:59:59", "2026-01-31T23:59:59"), ("2026-01-31 7:05", "2026-01-31T07:05:00"),
            ("2026-01-31t12:00:00.1234567z", "2026-01-31T12:00:00"), ("01/31/2026 12:00 AM", "2026-01-31T00:00:00"),
            ("1/31/2026 12:30:15 pm", "2026-01-31T12:30:15"), ("1/31/2026 1:30PM", "2026-01-31T13:30:00"),
            ("2024-02-29", "2024-02-29T00:00:00"),
            (" 2026-01-31 ", "2026-01-31T00:00:00"),
        ])
    func read(text: String, expected: String) { #expect(DateText.normalized(text) == expected) }

    @Test(
        "are refused where there is no such moment",
        arguments: [
            "", "x", "2026-02-29", "2026-13-01", "2026-01-31T24:00:00", "2026-01-31T12:60:00", "2026-01-31T12:00:60", "31/1/2026",
            "1/31/2026 13:00 PM",
            "1/31/2026 0:30 AM", "2026-01-31T", "2026-01-31T12", "2026-99-99T99:99:99", "2026-01-31T12:00:00+01:00", "٢٠٢٦-01-31",
        ])
    func refused(text: String) { #expect(DateText.normalized(text) == nil) }

    @Test("are written in UTC, and read back", arguments: [0, 1_790_000_000_000, -1, -86_400_001, 951_782_399_999] as [Int64])
    func written(milliseconds: Int64) {
        let text = DateText.text(of: Timestamp(milliseconds: milliseconds))
        let second = (milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)) * 1000
        #expect(DateText.moment(text) == Timestamp(milliseconds: second))
        #expect(DateText.normalized(text) == text)
    }
}
