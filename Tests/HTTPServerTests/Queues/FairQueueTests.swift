import Testing

@testable import HTTPServer

/// Who is served next, who is turned away and who has waited too long: jobs and moments in, jobs out.
@Suite("Fair queue")
struct FairQueueTests {
    /// The queue under test, with a clock that is set by hand.
    private struct Stage {
        var queue: FairQueue<String>
        var now = Instant(milliseconds: 1_000_000)

        init(threads: Int = 64, queue: Int = 1024, wait: Duration? = .seconds(2)) {
            self.queue = FairQueue(LaneLimits(threads: threads, queue: queue, wait: wait))
        }

        /// Nil when the job is refused; else the jobs that had to leave for it.
        @discardableResult
        mutating func enter(_ job: String, from client: Int = 1, on account: Int? = nil, known: Bool = false, spare: Int = 0) -> [String]? {
            switch queue.enter(job, at: place(client, account, known), spare: spare, now: now) {
            case .refused: nil
            case .waits(let left): left.map { [$0] } ?? []
            }
        }

        func place(_ client: Int, _ account: Int?, _ known: Bool = false) -> QueuePlace {
            QueuePlace(client: client, account: account, isKnown: known)
        }

        /// The next jobs; none of them ends.
        mutating func served(_ count: Int = .max) -> [String] {
            var jobs: [String] = []
            while jobs.count < count, let job = queue.take(at: now) { jobs.append(job) }
            return jobs
        }

        mutating func advance(_ seconds: Double) {
            now = Instant(milliseconds: now.milliseconds + Int64(seconds * 1000))
        }
    }

    @Test func servesOneClientInOrder() {
        var stage = Stage()
        for job in ["a", "b", "c"] { stage.enter(job) }
        #expect(stage.queue.count == 3)
        #expect(stage.served() == ["a", "b", "c"])
        #expect(stage.queue.count == 0)
        #expect(stage.served() == [])
    }

    @Test func clientsTakeTurns() {
        var stage = Stage()
        for number in 1...300 { stage.enter("flood \(number)", from: 1, on: number) }
        stage.enter("b1", from: 2, on: 1001)
        stage.enter("b2", from: 2, on: 1001)
        stage.enter("c1", from: 3, on: 1002)
        #expect(stage.served(6) == ["flood 1", "b1", "c1", "flood 2", "b2", "flood 3"])
    }

    @Test func accountsOfAClientTakeTurns() {
        var stage = Stage()
        for number in 1...300 { stage.enter("flood \(number)", on: 7) }
        stage.enter("mine", on: 8)
        #expect(stage.served(3) == ["flood 1", "mine", "flood 2"])
    }

    @Test func aClientThatComesBackWaitsForItsTurn() {
        var stage = Stage()
        for client in 1...3 {
            stage.enter("\(client) once", from: client)
            stage.enter("\(client) again", from: client)
        }
        #expect(stage.served(1) == ["1 once"])
        stage.enter("4 once", from: 4)
        #expect(stage.served(3) == ["2 once", "3 once", "1 again"])
        stage.enter("1 a third time", from: 1)
        #expect(stage.served() == ["4 once", "2 again", "3 again", "1 a third time"])
    }

    @Test func anAccountOfManyClientsLeavesRoomOnTheThreads() {
        var stage = Stage(threads: 4)
        for client in 1...250 { stage.enter("flood \(client)", from: client, on: 7) }
        #expect(stage.served(2) == ["flood 1", "flood 2"])
        stage.enter("mine", from: 1001, on: 8)
        #expect(stage.served(1) == ["mine"], "half of the threads are the flood's, so the other half is not")
        #expect(stage.served(1) == ["flood 3"], "but nothing stays idle")
        for _ in 1...3 { stage.queue.end(stage.place(1, 7)) }
        stage.queue.end(stage.place(1001, 8))
        stage.enter("mine again", from: 1001, on: 8)
        #expect(stage.served(2) == ["flood 4", "flood 5"])
        #expect(stage.served(1) == ["mine again"])
    }

    @Test func knownPairsGoAheadInThreeOfFourTurns() {
        var stage = Stage()
        for number in 1...20 { stage.enter("stranger \(number)", from: 1, on: number) }
        for number in 1...6 { stage.enter("known \(number)", from: number, on: 100 + number, known: true) }
        #expect(
            stage.served(9) == [
                "known 1", "known 2", "known 3", "stranger 1", "known 4", "known 5", "known 6", "stranger 2", "stranger 3",
            ])
    }

    @Test func inACrowdEveryOtherTurnGoesToTheNewest() {
        var stage = Stage()
        for number in 1...300 { stage.enter("old \(number)", on: number) }
        stage.advance(0.499)
        stage.enter("new 1", on: 1001)
        #expect(stage.served(2) == ["old 1", "old 2"], "nobody has waited long")
        stage.advance(0.001)
        #expect(stage.served(4) == ["old 3", "new 1", "old 4", "old 300"])
        stage.enter("new 2", from: 2, on: 1001)
        #expect(stage.served(3) == ["old 5", "new 2", "old 6"])
    }

    @Test func nobodyWaitsLongerThanTheLimit() {
        var stage = Stage()
        #expect(stage.queue.nextDeadline == nil)
        stage.enter("a", from: 1)
        let deadline = stage.now.advanced(by: .seconds(2))
        stage.advance(1)
        stage.enter("b", from: 2, on: 5)
        stage.enter("c", from: 1, known: true)
        #expect(stage.queue.nextDeadline == deadline)
        stage.advance(0.999)
        #expect(stage.queue.removeLate(at: stage.now) == [])
        stage.advance(0.001)
        #expect(stage.queue.removeLate(at: stage.now) == ["a"])
        #expect(stage.queue.count == 2)
        #expect(stage.queue.nextDeadline == deadline.advanced(by: .seconds(1)))
        stage.advance(5)
        #expect(Set(stage.queue.removeLate(at: stage.now)) == ["b", "c"])
        #expect(stage.queue.count == 0)
        #expect(stage.queue.nextDeadline == nil)
        #expect(stage.served() == [])
        stage.enter("d")
        #expect(stage.queue.nextDeadline == stage.now.advanced(by: .seconds(2)))
    }

    @Test func withoutALimitTheyWaitForEver() {
        var stage = Stage(wait: nil)
        for number in 1...10 { stage.enter("\(number)", on: number) }
        stage.advance(1_000_000)
        #expect(stage.queue.nextDeadline == nil)
        #expect(stage.queue.removeLate(at: stage.now) == [])
        #expect(stage.served() == (1...10).map { "\($0)" })
    }

    @Test func whenItIsFullTheOneWithMostLosesItsYoungest() {
        var stage = Stage(queue: 4)
        for number in 1...4 { #expect(stage.enter("a\(number)", from: 1, on: number) == []) }
        #expect(stage.enter("a5", from: 1, on: 5) == nil, "who has most makes no room for itself")
        #expect(stage.enter("b1", from: 2) == ["a4"])
        #expect(stage.enter("b2", from: 2) == ["a3"])
        #expect(stage.enter("b3", from: 2) == nil)
        #expect(stage.enter("c1", from: 3) == ["b2"])
        #expect(stage.served() == ["a1", "b1", "c1", "a2"])
    }

    @Test func whenItIsFullStrangersMakeRoomForTheKnown() {
        var stage = Stage(queue: 3)
        for client in 1...3 { #expect(stage.enter("stranger \(client)", from: client) == []) }
        #expect(stage.enter("stranger 4", from: 4) == nil)
        for client in 5...7 { #expect(stage.enter("known \(client)", from: client, on: client, known: true)?.count == 1) }
        #expect(stage.enter("known 8", from: 8, on: 8, known: true) == nil)
        #expect(stage.enter("stranger 9", from: 9) == nil)
        #expect(stage.served() == ["known 5", "known 6", "known 7"])
    }

    @Test func oneAccountFillsAQuarterOfItAtMost() {
        var stage = Stage(queue: 40)
        for client in 1...10 { #expect(stage.enter("flood \(client)", from: client, on: 7) == []) }
        #expect(stage.enter("flood 11", from: 11, on: 7) == nil)
        #expect(stage.enter("mine", from: 11, on: 8) == [])
        #expect(stage.enter("owner", from: 12, on: 7, known: true) == [], "an address that has signed in before comes in")
        #expect(stage.served(1) == ["owner"])
    }

    @Test func anAccountFilledByOneClientMakesRoomForOthers() {
        var stage = Stage(queue: 40)
        for number in 1...10 { #expect(stage.enter("flood \(number)", from: 1, on: 7) == []) }
        stage.enter("other", from: 1, on: 9)
        #expect(stage.enter("owner", from: 2, on: 7) == ["flood 10"])
        #expect(stage.served(2) == ["flood 1", "owner"])
    }

    @Test func threadsThatAreFreeAreNoPartOfItsRoom() {
        var stage = Stage(queue: 0)
        #expect(stage.enter("a") == nil)
        #expect(stage.enter("b", spare: 1) == [])
        #expect(stage.enter("c", from: 2, spare: 1) == nil)
    }

    @Test func givesUpThoseWhoAreToGo() {
        var stage = Stage()
        for client in 1...3 {
            for account in 1...2 { stage.enter("\(client) \(account)", from: client, on: account, known: client == 3) }
        }
        #expect(Set(stage.queue.jobs) == ["1 1", "1 2", "2 1", "2 2", "3 1", "3 2"])
        #expect(Set(stage.queue.remove { $0.hasPrefix("2") || $0 == "3 1" }) == ["2 1", "2 2", "3 1"])
        #expect(stage.queue.count == 3)
        #expect(stage.served() == ["3 2", "1 1", "1 2"])
    }

    @Test func losesNobodyWhateverComes() {
        var random = SplitMix(state: 42)
        var stage = Stage(threads: 3, queue: 50)
        var (inside, running): (Set<String>, [QueuePlace]) = ([], [])
        var places: [String: QueuePlace] = [:]
        for number in 0..<20_000 {
            let place = stage.place(random.next(8), random.next(3) == 0 ? nil : random.next(5), random.next(4) == 0)
            switch random.next(8) {
            case 0...3:
                switch stage.queue.enter("\(number)", at: place, spare: 0, now: stage.now) {
                case .refused: #expect(stage.queue.count > 0)
                case .waits(let left):
                    inside.insert("\(number)")
                    places["\(number)"] = place
                    if let left { #expect(inside.remove(left) != nil) }
                }
            case 4, 5:
                let job = stage.queue.take(at: stage.now)
                #expect((job == nil) == inside.isEmpty)
                if let job {
                    #expect(inside.remove(job) != nil)
                    if let place = places[job] { running.append(place) }
                }
            case 6:
                if !running.isEmpty { stage.queue.end(running.remove(at: random.next(running.count))) }
            default:
                stage.advance(0.1)
                for job in stage.queue.removeLate(at: stage.now) { #expect(inside.remove(job) != nil) }
            }
            #expect(stage.queue.count == inside.count)
            #expect(stage.queue.count <= 50)
        }
        #expect(Set(stage.queue.jobs) == inside)
    }
}

/// Numbers that are the same in every run.
private struct SplitMix {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(max(1, bound)))
    }
}
