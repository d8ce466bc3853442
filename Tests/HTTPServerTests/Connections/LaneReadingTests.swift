import Accounts
import Calls
import HTTP
import TestSupport
import Testing

@testable import HTTPServer

/// Work that reads something from a remote store before it begins, together with other work.
@Suite("Lane that reads early")
struct LaneReadingTests {
    /// What the tests let happen, and see.
    private struct Stage {
        /// The readings wait at it.
        let readings = Gate()
        /// The work of `/first` and `/computes` waits at it.
        let work = Gate()
        let worked = PathLog()
        let turnedAway = PathLog()
        let store: StoreOfDeclaredWork
        let site: SiteID

        init() throws {
            store = StoreOfDeclaredWork(MemoryAccountStore(), readingsWaitAt: readings)
            site = try store.createSite(named: "site")
        }

        /// Makes as many jobs read as may at once. Returns their connections.
        func occupyReadings(of server: HTTPServer) throws -> [RawConnection] {
            try (1...StoreInquiry.readingsAtOnce).map { number in
                let reader = try ask("/\(number)", server)
                readings.waitForArrivals(number)
                return reader
            }
        }

        /// Answers requests with work that reads early, except that of `/plain` and `/first`.
        var handler: ClosureHandler {
            ClosureHandler { request in
                var wait = HTTPWait.reading
                if !["/plain", "/first"].contains(request.path) {
                    wait.early = EarlyReading(StoreInquiry([.policies], in: site), from: store, into: ReadAhead())
                }
                return .later(
                    for: wait,
                    busy: {
                        turnedAway.append(request.path)
                        return HTTPResponse(status: 503)
                    },
                    work: {
                        if ["/first", "/computes"].contains(request.path) { work.wait() }
                        worked.append(request.path)
                        return HTTPResponse(status: 200, text: request.path)
                    })
            }
        }
    }

    private func withServer(threads: Int, concurrent: Int, _ body: (HTTPServer, Stage) throws -> Void) throws {
        let stage = try Stage()
        var configuration = HTTPServerConfiguration()
        configuration.reading = LaneLimits(threads: threads, concurrent: concurrent, queue: 100)
        try withLiveServer(stage.handler, configuration: configuration) { try body($0, stage) }
    }

    @Test func runsOthersWhileAsManyReadAsMay() throws {
        try withServer(threads: 4, concurrent: 1) { server, stage in
            var readers = try stage.occupyReadings(of: server)
            readers.append(try ask("/late", server))
            let plain = try ask("/plain", server)
            #expect(plain.receiveAnswer()?.body == "/plain")
            #expect(stage.worked.all == ["/plain"])
            stage.readings.open()
            #expect(readers.map { $0.receiveAnswer()?.body } == ["/1", "/2", "/late"])
        }
    }

    @Test func takesNoOthersAlongWhenItReads() throws {
        try withServer(threads: 4, concurrent: 1) { server, stage in
            let first = try ask("/first", server)
            stage.work.waitForArrivals(1)
            let reader = try ask("/reader", server)
            yieldUntil { server.waitingCount(in: .reading) == 1 }
            let plain = try ask("/plain", server)
            yieldUntil { server.waitingCount(in: .reading) == 2 }
            stage.work.open()
            #expect(first.receiveAnswer()?.body == "/first")
            #expect(plain.receiveAnswer()?.body == "/plain")
            #expect(stage.worked.all == ["/first", "/plain"])
            stage.readings.open()
            #expect(reader.receiveAnswer()?.body == "/reader")
        }
    }

    @Test func countsThoseThatReadAmongThoseThatWait() throws {
        try withServer(threads: 4, concurrent: 1) { server, stage in
            let reader = try ask("/reader", server)
            stage.readings.waitForArrivals(1)
            #expect(server.waitingCount(in: .reading) == 1)
            stage.readings.open()
            #expect(reader.receiveAnswer()?.body == "/reader")
            yieldUntil { server.waitingCount(in: .reading) == 0 }
        }
    }

    @Test func givesUpThoseThatReadWhenTimeRunsOut() throws {
        try withServer(threads: 4, concurrent: 1) { server, stage in
            let reader = try ask("/reader", server)
            stage.readings.waitForArrivals(1)
            #expect(!server.drain(within: .milliseconds(1)))
            stage.readings.open()
            yieldUntil { stage.turnedAway.all == ["/reader"] }
            #expect(stage.worked.all == [])
            _ = reader
        }
    }

    @Test func answersThoseThatReadTogetherOnAsManyThreadsAsMayRun() throws {
        try withServer(threads: 12, concurrent: 8) { server, stage in
            let readers = try stage.occupyReadings(of: server)
            let together = try (1...8).map { _ in try ask("/computes", server) }
            yieldUntil { server.waitingCount(in: .reading) == 10 }
            stage.readings.open()
            stage.work.waitForArrivals(8)
            stage.work.open()
            #expect((readers + together).allSatisfy { $0.receiveAnswer()?.status == 200 })
            #expect(stage.store.readings.value == StoreInquiry.readingsAtOnce + 1)
        }
    }
}
