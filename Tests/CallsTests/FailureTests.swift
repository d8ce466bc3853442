import Accounts
import HTTP
import TestSupport
import Testing

@testable import Calls

@Suite("A call that ends by an internal failure")
struct FailureTests {
    private struct Unforeseen: Error {}

    private func call(endingBy error: any Error) -> CallContext {
        let sources = SiteSources(clock: ManualClock(at: Timestamp(milliseconds: 0)), random: RepeatableRandomSource())
        let call = CallContext(HTTPRequest(method: "POST", path: "/"), in: SiteID(rawValue: 1), by: sources)
        call.fails(by: error)
        return call
    }

    @Test(
        "is recorded as busy if the same call may succeed in a moment",
        arguments: [StoreError.unavailable("x"), .tryAgain("x"), .siteGone])
    func busyStore(error: StoreError) {
        for error: any Error in [error, Trouble.store(error)] as [any Error] {
            let call = call(endingBy: error)
            #expect(call.outcome == .busy)
            #expect(call.reasonCode == .busy)
            #expect(call.reason == Trouble.store(storeError(in: error) ?? .failed("")).reason)
        }
    }

    @Test("is recorded as busy if there was no memory for a hash")
    func noMemory() {
        let call = call(endingBy: Trouble.outOfMemory)
        #expect(call.outcome == .busy)
        #expect(call.reasonCode == .busy)
        #expect(call.reason == "there is no memory for a hash")
    }

    @Test(
        "is recorded as failed if it would fail again, or may have changed something",
        arguments: [StoreError.failed("x"), .cannotWrite("x"), .outcomeUnknown("x"), .rowTaken("records")])
    func failedStore(error: StoreError) {
        for error: any Error in [error, Trouble.store(error)] as [any Error] {
            let call = call(endingBy: error)
            #expect(call.outcome == .failed)
            #expect(call.reasonCode == .storeFailed)
        }
    }

    @Test("is recorded as failed, without the error's content, if nobody foresaw it")
    func unforeseen() {
        let call = call(endingBy: Unforeseen())
        #expect(call.outcome == .failed)
        #expect(call.reasonCode == .unforeseen)
        #expect(call.reason == "unforeseen error: Unforeseen")
    }

    @Test("is a failure for the operator, unless its site was reset")
    func operators() {
        #expect(call(endingBy: StoreError.siteGone).failure == nil)
        #expect(call(endingBy: Trouble.store(.siteGone)).failure == nil)
        for error: any Error in [StoreError.tryAgain("x"), StoreError.unavailable("x"), Trouble.outOfMemory] as [any Error] {
            #expect(call(endingBy: error).failure != nil)
        }
    }
}
