import Accounts
import Testing

@testable import Luminate

@Suite("Dates in parameters")
struct DateTextTests {
    /// 2016-02-02T15:43:54Z.
    private static let moment = Timestamp(milliseconds: 1_454_427_834_000)

    @Test(
        "name one moment in several ways",
        arguments: [
            "2016-02-02T15:43:54", "2016-02-02T15:43:54Z", "2016-02-02T15:43:54.000Z", "2016-02-02T16:43:54+01:00",
            "2016-02-01T22:13:54-17:30",
        ])
    func moments(_ text: String) {
        #expect(DateText.moments(of: text) == Self.moment...Self.moment)
    }

    @Test("name a fraction of a second, and a whole day")
    func others() {
        let fraction = Self.moment + .milliseconds(120)
        #expect(DateText.moments(of: "2016-02-02T15:43:54.12") == fraction...fraction)
        let midnight = Timestamp(milliseconds: 1_454_371_200_000)
        #expect(DateText.moments(of: "2016-02-02") == midnight...(midnight + .milliseconds(86_399_999)))
    }

    @Test(
        "that are none are refused",
        arguments: [
            "", "yesterday", "2016-02-30", "2016-02-01T", "2016-02-01T24:00:00", "2016-02-01T1:00:00", "2016-02-01T10:00",
            "2016-02-01T10:00:00+0100", "2016-02-01T10:00:00.", "2016-02-01T10:00:00ZZ", "2016-02-01T10:00:00+24:00", "9999999-01-01",
            "2016-02-01T10:00:00.1234567890",
        ])
    func refused(_ text: String) {
        #expect(DateText.moments(of: text) == nil)
    }
}
