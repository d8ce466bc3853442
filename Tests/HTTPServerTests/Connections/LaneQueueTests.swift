import Calls
import HTTP
import TestSupport
import Testing

@testable import HTTPServer

/// Who waits for a thread waits as a suspended connection, in a fair order, not too long and not in vain.
@Suite("Lane queue")
struct LaneQueueTests {
    /// Hashes for the account and, with `known`, the pair that the query names: `/?7` or `/?7known`. Work notes its path and waits at the gate.
    private func handler(_ gate: Gate, _ log: PathLog) -> ClosureHandler {
        ClosureHandler { request in
            let account = request.query.flatMap { Int($0.prefix { $0.isNumber }) }
            let wait = account.map { HTTPWait.hashing(account: $0, isKnown: request.query?.hasSuffix("known") ?? false) } ?? .hashing
            return .later(for: wait, busy: { HTTPResponse(status: 503, text: "busy") }) {
                log.append(request.path)
                gate.wait()
                return HTTPResponse(status: 200, text: "done")
            }
        }
    }

    private func withOneThread(wait: Duration? = nil, queue: Int = 100, _ body: (HTTPServer, Gate, PathLog) throws -> Void) throws {
        let (gate, log) = (Gate(), PathLog())
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 1, queue: queue, wait: wait)
        try withLiveServer(handler(gate, log), configuration: configuration) { server in
            defer { gate.open() }
            try body(server, gate, log)
        }
    }

    /// Sends a request and returns when the server has put it into the queue.
    private func line(up target: String, _ server: HTTPServer, _ waiting: inout [RawConnection]) throws {
        waiting.append(try ask(target, server))
        let count = waiting.count
        yieldUntil { server.waitingCount(in: .hashing) >= count }
    }

    @Test func servesThoseWhoHaveSignedInFirstAndAccountsInTurn() throws {
        try withOneThread { server, gate, log in
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            var waiting: [RawConnection] = []
            for number in 1...4 { try line(up: "/flood\(number)?7", server, &waiting) }
            try line(up: "/other?8", server, &waiting)
            try line(up: "/known?9known", server, &waiting)
            gate.open()
            for connection in [first] + waiting { #expect(connection.receiveAnswer()?.body == "done") }
            #expect(log.all == ["/first", "/known", "/flood1", "/other", "/flood2", "/flood3", "/flood4"])
        }
    }

    @Test func answersBusyToWhomNoThreadTakesInTime() throws {
        try withOneThread(wait: .milliseconds(1)) { server, gate, log in
            var first = try ask("/first", server)
            // On a busy machine the thread itself may come too late.
            while log.all.isEmpty {
                if first.receiveAnswer(within: 10) != nil { first = try ask("/first", server) }
            }
            let late = try (1...3).map { try ask("/late\($0)", server) }
            for connection in late { #expect(connection.receiveAnswer()?.body == "busy") }
            gate.open()
            #expect(first.receiveAnswer()?.body == "done")
            #expect(log.all == ["/first"])
        }
    }

    @Test func dropsThoseWhoHaveGone() throws {
        try withOneThread { server, gate, log in
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            var waiting: [RawConnection] = []
            for number in 1...5 { try line(up: "/gone\(number)", server, &waiting) }
            for connection in waiting { connection.close() }
            // Whoever has gone makes room while the thread is still at work.
            yieldUntil { server.waitingCount(in: .hashing) == 0 }
            gate.open()
            #expect(first.receiveAnswer()?.body == "done")
            let last = try ask("/last", server)
            #expect(last.receiveAnswer()?.body == "done")
            #expect(log.all == ["/first", "/last"])
        }
    }

    @Test func turnsAwayTheClientsYoungestForOneThatIsKnown() throws {
        try withOneThread(queue: 4) { server, gate, log in
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            var waiting: [RawConnection] = []
            for number in 1...4 { try line(up: "/stranger\(number)?\(number)", server, &waiting) }
            let stranger = try ask("/stranger5?5", server)
            #expect(stranger.receiveAnswer()?.body == "busy")
            let known = try ask("/known?6known", server)
            #expect(waiting.last?.receiveAnswer()?.body == "busy")
            gate.open()
            for connection in [first, known] + waiting.dropLast() { #expect(connection.receiveAnswer()?.body == "done") }
            #expect(log.all == ["/first", "/known", "/stranger1", "/stranger2", "/stranger3"])
        }
    }

    @Test func searchesKeepNobodyElseWaiting() throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            switch request.path {
            case "/search":
                .later(for: .searching, busy: { HTTPResponse(status: 503) }) {
                    gate.wait()
                    return HTTPResponse(status: 200, text: "found")
                }
            case "/write": .later(for: .disk, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200, text: "written") }
            default: .later(for: .hashing, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200, text: "signed in") }
            }
        }
        try withLiveServer(handler) { server in
            let searches = try (1...64).map { _ in try ask("/search", server) }
            gate.waitForArrivals(2)
            for _ in 1...5 {
                let (write, signIn) = (try ask("/write", server), try ask("/sign-in", server))
                #expect(write.receiveAnswer()?.body == "written")
                #expect(signIn.receiveAnswer()?.body == "signed in")
            }
            gate.open()
            for search in searches { #expect(search.receiveAnswer()?.body == "found") }
        }
    }
}
