import Accounts
import Foundation
import PasswordHashing
import SQLiteStore
import Testing

/// With the real hasher at the standard cost over a durable store: how long a refusal takes says nothing of its reason.
@Suite(.serialized) struct EqualTimeTests {
    private static let rounds = 15
    /// Others run beside this test, so the first quartiles may be spoiled; with more rounds they settle, or differ for a reason.
    private static let measurements = 16
    private static let tolerance = 0.05

    /// Somebody for each round, so that no wait sets in where none is meant.
    private struct People {
        let service: UserService
        let site: SiteID

        init(_ store: SQLiteStore, _ hasher: Argon2idHasher) throws {
            service = UserService(
                store: store, hasher: hasher, digester: SodiumTokenDigester(), clock: SystemClock(), random: SystemRandomSource(),
                throttle: ThrottleRules(failuresBeforeWait: 1, firstWait: .seconds(3600), longestWait: .seconds(3600)))
            site = try store.createSite(named: "site")
            let hash = try hasher.hash(Password("right"))
            let names = (0..<EqualTimeTests.rounds * EqualTimeTests.measurements).map(String.init)
            _ = try store.insert(names.map { account("known\($0)", hash: hash.text) }, in: site, at: start)
            _ = try store.insert(names.map { account("throttled\($0)", hash: hash.text) }, in: site, at: start)
            for (name, status) in [("disabled", AccountStatus.disabled), ("locked", .locked)] {
                let new = names.map { number in
                    var new = account("\(name)\(number)", hash: hash.text)
                    new.status = status
                    return new
                }
                _ = try store.insert(new, in: site, at: start)
            }
        }

        func refuse(_ name: String, _ password: String) -> Duration {
            let attempt = SignInAttempt(candidates: [Identity(login, name)], password: Password(password))
            let clock = ContinuousClock()
            let began = clock.now
            #expect(throws: SignInRefusal.self) { try service.signIn(attempt, in: site) }
            return clock.now - began
        }
    }

    @Test func theReasonOfARefusalCannotBeTimed() throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            let people = try People(store, Argon2idHasher(cost: .standard))
            var times = Times()
            var difference = Double.infinity
            for measurement in 0..<Self.measurements where difference > Self.tolerance {
                difference = try measure(people, measurement, &times)
            }
            #expect(difference <= Self.tolerance, "lower quartiles: \(times.mapValues { Self.lowerQuartile($0) })")
        }
    }

    /// What others do on the machine only ever makes a refusal longer, so the quick ones tell its own time best.
    private static func lowerQuartile(_ times: [Duration]) -> Duration { times.sorted()[times.count / 4] }

    private typealias Times = [String: [Duration]]

    /// Refuses some more, and tells how far the lower quartiles of the kinds of refusal lie apart, as a part of the smallest.
    private func measure(_ people: People, _ measurement: Int, _ times: inout Times) throws -> Double {
        let kinds = ["known", "unknown", "disabled", "locked", "throttled"]
        for round in 0..<Self.rounds {
            let number = measurement * Self.rounds + round
            _ = people.refuse("throttled\(number)", "wrong")
            // Each kind takes every place in turn, so that what the machine does otherwise falls on all alike.
            for kind in kinds.indices.map({ kinds[($0 + round) % kinds.count] }) {
                times[kind, default: []].append(people.refuse("\(kind)\(number)", kind == "known" ? "wrong" : "right"))
            }
        }
        let quartiles = kinds.compactMap { times[$0].map(Self.lowerQuartile) }
        let (least, greatest) = (try #require(quartiles.min()), try #require(quartiles.max()))
        return greatest / least - 1.0
    }

    /// The measurement itself must be able to fail: without the decoy, an unknown name would be refused in microseconds.
    @Test func theMeasurementTellsAHashFromNone() throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            let people = try People(store, Argon2idHasher(cost: .standard))
            let long = String(repeating: "x", count: Password.maximumBytes + 1)
            #expect(people.refuse("known0", long) * 4 < people.refuse("known0", "wrong"))
        }
    }
}
