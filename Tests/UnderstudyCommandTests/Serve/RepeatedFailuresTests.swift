import Accounts
import Testing

@testable import UnderstudyCommand

@Suite("Failures that repeat")
struct RepeatedFailuresTests {
    private let clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))
    private let failures: RepeatedFailures

    init() { failures = RepeatedFailures(clock: clock) }

    @Test func logsOneAMinuteWithTheNumberLeftOut() {
        #expect(failures.admit("full") == 0)
        for _ in 1...5 { #expect(failures.admit("full") == nil) }
        #expect(failures.admit("other") == 0)
        clock.advance(by: .seconds(59))
        #expect(failures.admit("full") == nil)
        clock.advance(by: .seconds(1))
        #expect(failures.admit("full") == 6)
        #expect(failures.admit("full") == nil)
        clock.advance(by: .seconds(60))
        #expect(failures.admit("full") == 1)
        clock.advance(by: .seconds(60))
        #expect(failures.admit("full") == 0)
    }

    @Test func logsAgainWhenTheClockWasSetBack() {
        #expect(failures.admit("full") == 0)
        clock.advance(by: .seconds(-100))
        #expect(failures.admit("full") == 0)
    }

    @Test func remembersALimitedNumber() {
        for number in 1...256 { #expect(failures.admit("text \(number)") == 0) }
        #expect(failures.admit("text 257") == 0)
        #expect(failures.admit("text 257") == 0)
        #expect(failures.admit("text 1") == nil)
        clock.advance(by: .seconds(60))
        #expect(failures.admit("text 257") == 0)
        #expect(failures.admit("text 257") == nil)
    }
}
