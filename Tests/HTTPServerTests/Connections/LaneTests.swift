import Accounts
import Calls
import Glibc
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Work that waits runs on threads of its own, so many at a time, so many behind them, and no more.
@Suite("Lane")
struct LaneTests {
    @Test func answersQuickRequestsWhileWorkWaits() throws {
        let gate = Gate()
        try withLiveServer(slowHandler(gate)) { server in
            let slow = try (1...50).map { _ in try ask("/slow", server) }
            gate.waitForArrivals(50)
            for _ in 1...20 {
                let answer1 = try ask("/quick", server)
                #expect(answer1.receiveAnswer()?.body == "quick")
            }
            gate.open()
            for connection in slow { #expect(connection.receiveAnswer()?.body == "slow") }
        }
    }

    /// Waits for this many answers, whichever connections they come on. Returns them, and the connections that have none.
    private func firstAnswers(_ count: Int, on connections: [RawConnection]) -> (answers: [RawAnswer], others: [RawConnection]) {
        var (answers, others) = ([RawAnswer](), connections)
        let end = ContinuousClock.now + .seconds(30)
        while answers.count < count, .now < end {
            others.removeAll { connection in
                guard let answer = connection.receiveAnswer(within: 5) else { return false }
                answers.append(answer)
                return true
            }
        }
        return (answers, others)
    }

    @Test func answersBusyWhenTheQueueIsFull() throws {
        let gate = Gate()
        var configuration = HTTPServerConfiguration()
        configuration.disk = LaneLimits(threads: 2, queue: 3)
        try withLiveServer(slowHandler(gate), configuration: configuration) { server in
            let connections = try (1...9).map { _ in try ask("/slow", server) }
            gate.waitForArrivals(2)
            // Two run, three wait, four are turned away; which ones is up to chance.
            let (busy, others) = firstAnswers(4, on: connections)
            #expect(busy.map(\.body) == Array(repeating: "busy", count: 4))
            gate.open()
            for connection in others { #expect(connection.receiveAnswer()?.body == "slow") }
            let answer2 = try ask("/slow", server)
            #expect(answer2.receiveAnswer()?.body == "slow")
        }
    }

    @Test func runsEveryJobOnce() throws {
        let runs = PathLog()
        let handler = ClosureHandler { request in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                runs.append(request.path)
                return HTTPResponse(status: 200)
            }
        }
        try withLiveServer(handler) { server in
            let connections = try (1...20).map { _ in try #require(RawConnection(port: server.port)) }
            for _ in 1...20 {
                for connection in connections { connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
                for connection in connections { #expect(connection.receiveAnswer()?.status == 200) }
            }
        }
        #expect(runs.all.count == 400)
    }

    @Test func leavesAShortWaitToThoseWhoWaitBriefly() throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            guard request.path == "/sign-in" else {
                return .later(for: .disk, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200, text: "written") }
            }
            return .later(for: .hashing, busy: { HTTPResponse(status: 503) }) {
                gate.wait()
                return HTTPResponse(status: 200, text: "signed in")
            }
        }
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 2, queue: 3)
        try withLiveServer(handler, configuration: configuration) { server in
            let signIns = try (1...9).map { _ in try ask("/sign-in", server) }
            gate.waitForArrivals(2)
            for _ in 1...20 {
                let written = try ask("/write", server)
                #expect(written.receiveAnswer()?.body == "written")
            }
            gate.open()
            #expect(signIns.count { $0.receiveAnswer()?.body == "signed in" } == 5)
        }
    }

    @Test func runsAnotherJobWhileOneWaitsForTheDisk() throws {
        let (disk, core) = (Gate(), Gate())
        let handler = ClosureHandler { request in
            .later(for: .hashing, busy: { HTTPResponse(status: 503) }) {
                switch request.path {
                case "/waits": WaitingThread.during { disk.wait() }
                case "/computes": core.wait()
                default: break
                }
                return HTTPResponse(status: 200, text: request.path)
            }
        }
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 3, concurrent: 1, queue: 10)
        try withLiveServer(handler, configuration: configuration) { server in
            let waits = try ask("/waits", server)
            disk.waitForArrivals(1)
            for _ in 1...5 {
                let quick = try ask("/quick", server)
                #expect(quick.receiveAnswer()?.body == "/quick")
            }
            let computes = try ask("/computes", server)
            core.waitForArrivals(1)
            let late = try ask("/late", server)
            yieldUntil { server.waitingCount(in: .hashing) == 1 }
            // A job whose wait is over goes on, although another one has the turn.
            disk.open()
            #expect(waits.receiveAnswer()?.body == "/waits")
            #expect(server.waitingCount(in: .hashing) == 1)
            core.open()
            #expect(computes.receiveAnswer()?.body == "/computes")
            #expect(late.receiveAnswer()?.body == "/late")
        }
    }

    /// Returns a handler whose work reads early from a store. That of `/first` then waits at a gate.
    private func readingHandler(_ gate: Gate, _ store: any AccountStore, in site: SiteID) -> ClosureHandler {
        ClosureHandler { request in
            var wait = HTTPWait.reading
            wait.early = EarlyReading(StoreInquiry([.policies], in: site), from: store, into: ReadAhead())
            return .later(for: wait, busy: { HTTPResponse(status: 503) }) {
                switch request.path {
                case "/first": gate.wait()
                case "/waits": WaitingThread.during { gate.wait() }
                default: break
                }
                return HTTPResponse(status: 200, text: request.path)
            }
        }
    }

    @Test func readsOnceForAllJobsThatWait() throws {
        let (gate, store) = (Gate(), StoreOfDeclaredWork(MemoryAccountStore()))
        let site = try store.createSite(named: "site")
        var configuration = HTTPServerConfiguration()
        configuration.reading = LaneLimits(threads: 4, concurrent: 1, queue: 100)
        try withLiveServer(readingHandler(gate, store, in: site), configuration: configuration) { server in
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            let others = try (1...20).map { try ask("/\($0)", server) }
            yieldUntil { server.waitingCount(in: .reading) == 20 }
            #expect(store.readings.value == 1)
            gate.open()
            #expect(first.receiveAnswer()?.body == "/first")
            #expect(others.map { $0.receiveAnswer()?.body } == (1...20).map { "/\($0)" })
            #expect(store.readings.value == 2)
        }
    }

    @Test func runsTheOthersOfAReadingWhileOneWaits() throws {
        let (gate, waiting) = (Gate(), Gate())
        let store = StoreOfDeclaredWork(MemoryAccountStore())
        let site = try store.createSite(named: "site")
        var configuration = HTTPServerConfiguration()
        configuration.reading = LaneLimits(threads: 4, concurrent: 1, queue: 100)
        let (first, others) = (readingHandler(gate, store, in: site), readingHandler(waiting, store, in: site))
        let handler = ClosureHandler { $0.path == "/first" ? first.answer($0) : others.answer($0) }
        try withLiveServer(handler, configuration: configuration) { server in
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            let waits = try ask("/waits", server)
            yieldUntil { server.waitingCount(in: .reading) == 1 }
            let quick = try (1...5).map { try ask("/\($0)", server) }
            yieldUntil { server.waitingCount(in: .reading) == 6 }
            gate.open()
            #expect(first.receiveAnswer()?.body == "/first")
            #expect(quick.map { $0.receiveAnswer()?.body } == (1...5).map { "/\($0)" })
            waiting.open()
            #expect(waits.receiveAnswer()?.body == "/waits")
        }
    }

    @Test func runsEachOfManyJobsOnceAlthoughAllOfThemWait() throws {
        let ran = Atomic(0)
        let handler = ClosureHandler { _ in
            .later(for: .hashing, busy: { HTTPResponse(status: 503) }) {
                WaitingThread.during { _ = sched_yield() }
                ran.add(1, ordering: .relaxed)
                return HTTPResponse(status: 200)
            }
        }
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 4, concurrent: 1, queue: 100)
        try withLiveServer(handler, configuration: configuration) { server in
            let connections = try (1...30).map { _ in try #require(RawConnection(port: server.port)) }
            for _ in 1...10 {
                for connection in connections { connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
                for connection in connections { #expect(connection.receiveAnswer()?.status == 200) }
            }
            #expect(ran.load(ordering: .relaxed) == 300)
        }
    }

    @Test func hashesAtALowerPriority() throws {
        let handler = ClosureHandler { request in
            let priority: @Sendable () -> HTTPResponse = {
                HTTPResponse(status: 200, text: "\(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))")
            }
            return switch request.path {
            case "/hashing": .later(for: .hashing, busy: { HTTPResponse(status: 503) }, work: priority)
            case "/disk": .later(for: .disk, busy: { HTTPResponse(status: 503) }, work: priority)
            default: .now(priority())
            }
        }
        try withLiveServer(handler) { server in
            func priority(_ path: String) throws -> Int? { try ask(path, server).receiveAnswer().flatMap { Int($0.body) } }
            let serving = try #require(try priority("/"))
            #expect(try priority("/hashing") == min(19, serving + 5))
            #expect(try priority("/disk") == serving)
        }
    }

    @Test func answersRequestsWithLargeBodiesOffTheServingThreads() throws {
        let priority: @Sendable () -> Int32 = { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
        let handler = ClosureHandler { request in
            let reading = priority()
            guard request.path == "/later" else { return .now(HTTPResponse(status: 200, text: "\(reading)")) }
            return .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                HTTPResponse(status: 200, text: "\(reading) \(priority())")
            }
        }
        try withLiveServer(handler) { server in
            func post(_ path: String, _ size: Int) throws -> String? {
                let connection = try #require(RawConnection(port: server.port))
                let body = String(repeating: "x", count: size)
                connection.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n\(body)")
                return connection.receiveAnswer()?.body
            }
            let serving = try #require(try ask("/", server).receiveAnswer().flatMap { Int($0.body) })
            let aside = min(19, serving + 5)
            #expect(try post("/", 64 << 10) == "\(serving)")
            #expect(try post("/", 64 << 10 + 1) == "\(aside)")
            #expect(try post("/later", 64 << 10) == "\(serving) \(serving)")
            // What is left to wait for something else goes to the lane for that.
            #expect(try post("/later", 1 << 20) == "\(aside) \(serving)")
        }
    }

    @Test func aRequestWithALargeBodyIsTurnedAwayWhenTooManyWait() throws {
        let gate = Gate()
        var configuration = HTTPServerConfiguration()
        configuration.computing = LaneLimits(threads: 1, queue: 1)
        let handler = ClosureHandler { request in
            if !request.body.isEmpty { gate.wait() }
            return .now(HTTPResponse(status: 200, text: "read"))
        }
        try withLiveServer(handler, configuration: configuration) { server in
            let connections = try (1...4).map { _ in
                let connection = try #require(RawConnection(port: server.port))
                connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n\(String(repeating: "x", count: 70_000))")
                return connection
            }
            gate.waitForArrivals(1)
            let quick = try ask("/", server)
            #expect(quick.receiveAnswer()?.body == "read")
            let (busy, others) = firstAnswers(2, on: connections)
            #expect(busy.map(\.status) == [503, 503])
            gate.open()
            for connection in others { #expect(connection.receiveAnswer()?.body == "read") }
        }
    }

    @Test func answersThatShareABodyGiveItBackWhenTheLastIsSent() throws {
        let text = String(repeating: "a page of some length ", count: 20_000)
        let shared = Mutex(HTTPResponse?.none)
        weak var bytes: SharedBytes?
        var response = HTTPResponse(status: 200, text: text)
        response.shareBody()
        bytes = response.sharedBody
        shared.withLock { [response] in $0 = response }
        response = HTTPResponse(status: 204)
        let handler = ClosureHandler { _ in .now(shared.withLock { $0 } ?? HTTPResponse(status: 404)) }
        try withLiveServer(handler) { server in
            let readers = try (1...10).map { _ in try ask("/", server) }
            // These do not read.
            let others = try (1...50).map { _ in try ask("/", server) }
            for reader in readers { #expect(reader.receiveAnswer()?.body == text) }
            #expect(bytes != nil)
            for other in others { other.close() }
        }
        shared.withLock { $0 = nil }
        #expect(bytes == nil)
    }

    @Test func survivesClientsThatLeaveWhileTheirAnswerIsMade() throws {
        let gate = Gate()
        try withLiveServer(slowHandler(gate)) { server in
            let connections = try (1...30).map { _ in try ask("/slow", server) }
            gate.waitForArrivals(30)
            for connection in connections { connection.close() }
            gate.open()
            let answer3 = try ask("/quick", server)
            #expect(answer3.receiveAnswer()?.body == "quick")
        }
    }
}
