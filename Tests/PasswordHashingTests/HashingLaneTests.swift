import Accounts
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import PasswordHashing

@Suite struct HashingLaneTests {
    /// Work that can be held up: it tells when it has begun and goes on when it may.
    private final class Work: Sendable {
        let begun = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)

        func run() {
            begun.signal()
            mayEnd.wait()
        }
    }

    private func begin(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            body()
            ended.signal()
        }
        return ended
    }

    @Test func runsAsManyAtOnceAsItIsWideAndInOrder() throws {
        let lane = HashingLane(width: 2)
        let (first, second) = (Work(), Work())
        let firstEnded = begin { lane.run { first.run() } }
        let secondEnded = begin { lane.run { second.run() } }
        first.begun.wait()
        second.begun.wait()
        let order = Mutex<[Int]>([])
        var waiting: [DispatchSemaphore] = []
        for number in 0..<3 {
            waiting.append(begin { lane.run { order.withLock { $0.append(number) } } })
            yieldUntil { lane.waitingCount > number }
        }
        #expect(order.withLock { $0 }.isEmpty, "both places are taken")
        first.mayEnd.signal()
        for ended in waiting { ended.wait() }
        #expect(order.withLock { $0 } == [0, 1, 2], "one place is enough for all who wait, in order")
        second.mayEnd.signal()
        firstEnded.wait()
        secondEnded.wait()
        #expect(lane.waitingCount == 0)
        lane.run {}
    }

    @Test func isAsWideAsThereAreCores() {
        #expect(HashingLane().width == HashingLane.coreCount)
        #expect(HashingLane.coreCount >= 1)
        #expect(HashingLane(width: 0).width == 1)
    }

    @Test func aHasherWaitsForItsLane() throws {
        let lane = HashingLane(width: 1)
        let hasher = Argon2idHasher(cost: .light, lane: lane)
        let work = Work()
        let ended = begin { lane.run { work.run() } }
        work.begun.wait()
        let verified = Mutex<Bool?>(nil)
        let verifying = begin {
            let fits = (try? hasher.hash(Password("x"))).flatMap { try? hasher.verify(Password("x"), against: $0) }
            verified.withLock { $0 = fits }
        }
        yieldUntil { lane.waitingCount > 0 }
        #expect(verified.withLock { $0 } == nil)
        work.mayEnd.signal()
        ended.wait()
        verifying.wait()
        #expect(verified.withLock { $0 } == true)
    }
}
