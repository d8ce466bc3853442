import ASMX
import Operations
import Testing

@Suite("Moments")
struct DateTimeTests {
    @Test(
        "are written as .NET writes them",
        arguments: [
            (0, "1970-01-01T00:00:00+00:00"), (1_798_761_599_120, "2026-12-31T23:59:59.12+00:00"), (-1, "1969-12-31T23:59:59.999+00:00"),
            (951_782_400_000, "2000-02-29T00:00:00+00:00"),
        ])
    func spelling(milliseconds: Int64, text: String) {
        #expect(DateTime(millisecondsSince1970: milliseconds).text == text)
    }

    @Test("outside .NET's range count as the nearest inside")
    func range() {
        #expect(DateTime(millisecondsSince1970: .max).text == "9999-12-31T23:59:59.999+00:00")
        #expect(DateTime(millisecondsSince1970: .min).text == "0001-01-01T00:00:00+00:00")
    }
}
