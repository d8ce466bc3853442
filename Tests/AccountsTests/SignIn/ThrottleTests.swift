import Accounts
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ThrottleTests {
    @Test func waitsGrowFromTheTenthFailureOn() {
        let rules = ThrottleRules.standard
        #expect(rules.wait(after: 0) == .zero)
        #expect(rules.wait(after: 9) == .zero)
        #expect((10...17).map { rules.wait(after: $0) } == [1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
        #expect(rules.wait(after: .max) == .seconds(60))
        #expect(ThrottleRules(failuresBeforeWait: .min).wait(after: .max) == .seconds(60))
    }

    @Test(arguments: ["ann", "nobody"]) func refusesTheRightPasswordDuringAWaitOnly(_ name: String) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for _ in 0..<10 { #expect(isPlainRefusal(world.refusal(name, "wrong"))) }
        let until = ServiceFixture.start + .seconds(1)
        #expect(world.refusal(name, "secret") == .throttled(until: until))
        world.clock.advance(by: .milliseconds(999))
        #expect(world.refusal(name, "secret") == .throttled(until: until), "what is tried during a wait does not prolong it")
        world.clock.advance(by: .milliseconds(1))
        #expect(world.refusal(name, "wrong").map(isPlainRefusal) == true)
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal(name, "secret") == .throttled(until: until + .seconds(2)))
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal("ann", "secret") == nil)
    }

    @Test func aSuccessForgetsFailures() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for _ in 0..<3 {
            for _ in 0..<9 { #expect(world.refusal("ann", "wrong") == .wrongPassword) }
            #expect(world.refusal("ann", "secret") == nil)
            #expect(world.store.failureCount == 0)
        }
    }

    @Test func namesAreFoldedSoThatLetterCaseGivesNoNewTries() throws {
        let world = try ServiceFixture()
        for name in ["nobody", "Nobody", "NOBODY", "noBody", "nObody"] {
            for _ in 0..<2 { #expect(world.refusal(name, "x") == .unknownAccount) }
        }
        #expect(world.refusal("nobodY", "x") == .throttled(until: ServiceFixture.start + .seconds(1)))
    }

    @Test func failuresAreForgottenInTime() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for _ in 0..<9 { _ = world.refusal("ann", "wrong") }
        world.clock.advance(by: .seconds(86_400))
        for _ in 0..<9 { #expect(world.refusal("ann", "wrong") == .wrongPassword) }
        #expect(world.refusal("ann", "secret") == nil)
    }

    @Test func aClockThatIsSetBackEndsWaits() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for _ in 0..<10 { _ = world.refusal("ann", "wrong") }
        world.clock.advance(by: .seconds(-3600))
        #expect(world.refusal("ann", "secret") == nil)
    }

    @Test func attemptsMadeAtOnceCannotOutrunTheThrottle() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.hasher.setSlow(true)
        let read = Mutex(0)
        let group = DispatchGroup()
        for _ in 0..<40 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                if world.refusal("ann", "wrong") == .wrongPassword { read.withLock { $0 += 1 } }
            }
        }
        group.wait()
        #expect(read.withLock { $0 } == 10, "ten passwords were looked at, the rest refused unread")
    }

    @Test func theRightPasswordManyTimesAtOnceIsNotThrottled() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.hasher.setSlow(true)
        let refused = Mutex(0)
        let group = DispatchGroup()
        for _ in 0..<40 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                if world.refusal("ann", "secret") != nil { refused.withLock { $0 += 1 } }
            }
        }
        group.wait()
        #expect(refused.withLock { $0 } == 0)
    }

    @Test func theNumberOfSubjectsIsBounded() throws {
        let world = try ServiceFixture(throttle: ThrottleRules(subjectsKept: 50))
        for number in 0..<200 {
            world.clock.advance(by: .milliseconds(1))
            _ = world.refusal("nobody\(number)", "x")
        }
        try world.service.sweep(world.site)
        #expect(world.store.failureCount == 50)
    }

    @Test func theServiceSweepsByItself() throws {
        let world = try ServiceFixture(throttle: ThrottleRules(subjectsKept: 50))
        for number in 0..<100 { _ = world.refusal("nobody\(number)", "x") }
        #expect(world.store.failureCount == 100)
        world.clock.advance(by: .seconds(600))
        _ = world.refusal("nobody", "x")
        #expect(world.store.failureCount == 50)
    }

    @Test func aStoreNeverHoldsTheNameThatWasTyped() throws {
        let world = try ServiceFixture()
        _ = world.refusal("hunter2", "x")
        #expect(try world.store.failures(of: "hunter2", in: world.site) == nil)
        #expect(world.store.failureCount == 1)
    }

    private func isPlainRefusal(_ refusal: SignInRefusal?) -> Bool {
        refusal == .wrongPassword || refusal == .unknownAccount
    }
}
