import Accounts
import TestSupport
import Testing

@testable import PostgreSQLStore

/// Readings that several calls share.
@Suite("A shared reading that fails", .enabled(if: TestServer.address != nil, TestServer.absence))
struct SharedFailureTests {
    /// Calls a function with a store and a site, while a transaction keeps everybody from the rule sets.
    private func withLockedPolicies(_ body: (PostgreSQLStore, SiteID) throws -> Void) throws {
        try TestServer.withDatabase { address in
            var settings = PostgreSQLSettings()
            settings.connections = 2
            settings.statementTimeout = .seconds(1)
            let store = try PostgreSQLStore(address, settings: settings)
            defer { store.close() }
            let site = try store.createSite(named: "site")
            let other = try Connection(address, PostgreSQLSettings())
            _ = try other.run([SQL.begin(), SQL("LOCK TABLE policy IN ACCESS EXCLUSIVE MODE")()])
            try body(store, site)
        }
    }

    private static let wanted: [StoreQuestion] = [.directoryEpoch, .policies, .values(namedFrom: "")]
    /// The calls that ask something that is not locked.
    private static let healthy = [true, false, true]

    @Test("fails the call with the slow question alone, which the others do not wait for")
    func early() throws {
        try withLockedPolicies { store, site in
            let users = UserService(
                store: store, hasher: FakePasswordHasher(), digester: FakeTokenDigester(),
                clock: ManualClock(at: Timestamp(milliseconds: 1)), random: RepeatableRandomSource(), sharesStore: true)
            let calls = Self.wanted.map { question in
                let ahead = ReadAhead()
                return (question, ahead, EarlyReading(StoreInquiry([question], in: site), from: store, into: ahead))
            }
            EarlyReading.perform(calls.map(\.2))
            for ((question, ahead, _), isHealthy) in zip(calls, Self.healthy) {
                let call = users.at(users.clock.now, by: users.sources, readingAhead: ahead)
                let before = store.roundTrips
                let error = Result { () throws(StoreError) in try call.readAhead([question], in: site) }.failure
                #expect((error == nil) == isHealthy)
                if let error { #expect(error.isTimeOut) }
                // Once, with or without an answer.
                #expect(store.roundTrips == before + 1)
            }
        }
    }

    @Test("does so too if the calls ask when they run")
    func queued() throws {
        try withLockedPolicies { store, site in
            let gate = Gate()
            // While nobody gets a connection, the first calls wait for one, and the others for the first.
            let holders = (1...2).map { _ in
                Background { _ = try? store.pool.use { _ throws(Failure) in gate.wait() } }
            }
            gate.waitForArrivals(2)
            let first = (1...2).map { _ in Background { _ = try? store.answers(to: [.directoryEpoch], in: site) } }
            let others = Self.wanted.map { question in
                Background { Result { () throws(StoreError) in try store.answers(to: [question], in: site) } }
            }
            yieldUntil { store.readings.waitingCount == 3 }
            gate.open()
            for (other, isHealthy) in zip(others, Self.healthy) {
                let error = try #require(other.value).failure
                #expect((error == nil) == isHealthy)
                if let error { #expect(error.isTimeOut) }
            }
            for ended in holders + first { _ = ended.value }
        }
    }
}

extension Result {
    /// The error. Nil if there is none.
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

extension StoreError {
    /// Whether a statement took too long.
    fileprivate var isTimeOut: Bool {
        if case .unavailable(let why) = self { why.contains("57014") } else { false }
    }
}
