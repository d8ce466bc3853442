import Accounts
import TestSupport
import Testing

@testable import PostgreSQLStore

@Suite("A call that waits for the readings of others", .enabled(if: TestServer.address != nil, TestServer.absence))
struct ReadingQueueTests {
    /// A store whose connections are all in use.
    private struct BusyStore {
        let store: PostgreSQLStore
        let site: SiteID

        /// Begins a call that reads. Its error tells how it ends.
        func read() -> Background<(error: StoreError?, at: ContinuousClock.Instant)> {
            Background { ended { () throws(StoreError) in _ = try store.answers(to: [.policies], in: site) } }
        }

        /// Begins a call that needs a connection for something else.
        func look() -> Background<(error: StoreError?, at: ContinuousClock.Instant)> {
            Background { ended { () throws(StoreError) in _ = try store.directoryEpoch(in: site) } }
        }

        private func ended(_ call: () throws(StoreError) -> Void) -> (error: StoreError?, at: ContinuousClock.Instant) {
            do throws(StoreError) {
                try call()
                return (nil, .now)
            } catch {
                return (error, .now)
            }
        }
    }

    /// Calls a function with a store whose connections are in use meanwhile, and for which calls wait no longer than a limit.
    private func withBusyStore(waiting limit: Duration, _ body: (BusyStore) throws -> Void) throws {
        try TestServer.withDatabase { address in
            var settings = PostgreSQLSettings()
            settings.connections = 2
            settings.statementTimeout = limit
            let store = try PostgreSQLStore(address, settings: settings)
            defer { store.close() }
            let site = try store.createSite(named: "site")
            let gate = Gate()
            let holders = (1...2).map { _ in
                Background { _ = try? store.pool.use { _ throws(Failure) in gate.wait() } }
            }
            gate.waitForArrivals(2)
            defer {
                gate.open()
                for holder in holders { _ = holder.value }
            }
            try body(BusyStore(store: store, site: site))
        }
    }

    @Test("fails as any call does that gets no connection, and as early")
    func exhaustion() throws {
        let limit = Duration.seconds(2)
        try withBusyStore(waiting: limit) { busy in
            let first = (1...2).map { _ in busy.read() }
            yieldUntil { busy.store.readings.leadingCount == 2 }
            let others = (1...3).map { _ in busy.read() }
            yieldUntil { busy.store.readings.waitingCount == 3 }
            let expected = try #require(busy.look().value)
            #expect(expected.error == .unavailable("the database cannot be reached: all 2 connections are in use"))
            for call in first + others {
                let end = try #require(call.value)
                #expect(end.error == expected.error)
                // They began before.
                #expect(end.at < expected.at + limit / 2)
            }
            #expect(busy.store.readings.waitingCount == 0)
        }
    }

    @Test("fails when the store is closed")
    func closing() throws {
        try withBusyStore(waiting: .seconds(60)) { busy in
            let first = (1...2).map { _ in busy.read() }
            yieldUntil { busy.store.readings.leadingCount == 2 }
            let others = (1...3).map { _ in busy.read() }
            yieldUntil { busy.store.readings.waitingCount == 3 }
            busy.store.close()
            for call in others { #expect(call.value?.error == .failed("the store is closed")) }
            #expect(busy.read().value?.error == .failed("the store is closed"))
            _ = first
        }
    }
}
