import Accounts
import Calls
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

/// Observers of a call learn whether its client had gone before the answer was known.
@Suite("Presence of clients")
struct ClientPresenceTests {
    /// Notes the calls that were answered, in order.
    private final class Notes: CallObserver {
        struct Note: Equatable, Sendable {
            let path: String
            let isAborted: Bool
            var reason: CallReason?
        }

        private let state = Mutex<[Note]>([])

        var all: [Note] { state.withLock { $0 } }

        func answered(_ call: CallContext, with response: HTTPResponse) {
            state.withLock { $0.append(Note(path: call.request.path, isAborted: call.isAborted, reason: call.reasonCode)) }
        }
    }

    /// Calls a function while the work of one client's call is being done and the call of another waits.
    private func withTwoCalls(_ body: (_ first: RawConnection, _ second: RawConnection, Gate, Notes) throws -> Void) throws {
        let (gate, notes) = (Gate(), Notes())
        let sources = SiteSources(clock: ManualClock(at: Timestamp(milliseconds: 0)), random: RepeatableRandomSource())
        let handler = ClosureHandler { request in
            let call = CallContext(request, in: SiteID(rawValue: 1), by: sources, observers: CallObservers(notes))
            return call.observed(
                .later(for: .hashing, busy: { HTTPResponse(status: 503) }) {
                    gate.wait()
                    return HTTPResponse(status: 200, text: "done")
                })
        }
        var configuration = HTTPServerConfiguration()
        configuration.hashing = LaneLimits(threads: 1, queue: 10)
        try withLiveServer(handler, configuration: configuration) { server in
            defer { gate.open() }
            let first = try ask("/first", server)
            gate.waitForArrivals(1)
            let second = try ask("/second", server)
            yieldUntil { server.waitingCount(in: .hashing) == 1 }
            try body(first, second, gate, notes)
        }
    }

    @Test("shows a client that goes while its call waits, and that nothing was done")
    func whileWaiting() throws {
        try withTwoCalls { first, second, gate, notes in
            second.close()
            yieldUntil { notes.all.count == 1 }
            gate.open()
            #expect(first.receiveAnswer()?.body == "done")
            #expect(
                notes.all == [
                    .init(path: "/second", isAborted: true, reason: .clientGone), .init(path: "/first", isAborted: false),
                ])
        }
    }

    @Test("shows a client that goes while the work is done")
    func whileWorking() throws {
        try withTwoCalls { first, second, gate, notes in
            first.close()
            // A client that waits is asked for from time to time; when it is gone, so much time has passed for the first one too.
            second.close()
            yieldUntil { notes.all.count == 1 }
            gate.open()
            yieldUntil { notes.all.count == 2 }
            #expect(notes.all.last == .init(path: "/first", isAborted: true))
        }
    }
}
