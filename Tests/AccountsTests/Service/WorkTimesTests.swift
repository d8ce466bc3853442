import Testing

@testable import Accounts

@Suite("The times of work")
struct WorkTimesTests {
    @Test("are counted below the bound that they do not exceed")
    func bounds() {
        var times = WorkTimes()
        for seconds in [0, 0.000_1, 0.000_2, 2.5, 2.6] { times.add(seconds) }
        #expect(times.counts == [2, 1, 0, 0, 0, 0, 0, 1, 1])
        #expect(times.count == 5)
        #expect((5.1...5.101).contains(times.sum))
    }
}
