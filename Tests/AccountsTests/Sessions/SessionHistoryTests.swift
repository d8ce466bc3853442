import TestSupport
import Testing

@testable import Accounts

/// Sees what became of the sessions that a call looked up.
private final class Witness: CallWitness, @unchecked Sendable {
    var fates: [SessionFate] = []
    var changes: [CallChange] = []

    func changed(_ changes: [CallChange]) { self.changes += changes }
    func met(_ fate: SessionFate, of session: TokenDigest) { fates.append(fate) }
}

@Suite("What became of a session")
struct SessionHistoryTests {
    private let world: ServiceFixture
    private let account: AccountID

    init() throws {
        world = try ServiceFixture()
        account = try world.add("ann", password: "secret")
    }

    private func service(_ witness: Witness? = nil) -> UserService {
        world.service.at(world.clock.now, by: world.service.sources, seenBy: witness)
    }

    /// Returns what a caller with a token is told, or nil.
    private func fate(_ token: String) throws -> SessionFate? {
        let witness = Witness()
        #expect(try service(witness).session(token: token, kind: "kind", in: world.site) == nil)
        return witness.fates.last
    }

    private func causes() -> [SessionEndCause] { service().endedSessions(in: world.site).map(\.cause) }

    @Test("is known for each way in which it ends")
    func causesOfEnds() throws {
        let start = world.clock.now
        let signedOut = try world.open(account)
        #expect(try service().endSession(token: signedOut, kind: "kind", in: world.site))
        #expect(try fate(signedOut) == .ended(at: start, by: .signOut))

        let old = try world.open(account)
        _ = try world.open(account, keepsOthers: 0)
        #expect(try fate(old) == .ended(at: start, by: .newerSignIn))

        let token = try world.open(account)
        world.clock.advance(by: .seconds(5))
        #expect(world.refusal(of: world.change("ann", from: "secret", to: "newer")) == nil)
        #expect(try fate(token) == .ended(at: start + .seconds(5), by: .passwordChange))

        let renewed = try world.open(account)
        let opening = SessionOpening(kind: "kind", account: nil, format: .lowerHex(bytes: 16), lifetime: nil, idleTimeout: .seconds(600))
        _ = try service().renewSession(token: renewed, kind: "kind", opening, in: world.site)
        #expect(try fate(renewed) == .ended(at: world.clock.now, by: .renewed))

        let interrupted = try world.open(account)
        let digest = try #require(try world.session(interrupted)).session.digest
        #expect(try service().endingSessions(by: .faultRule).interrupt(digest, in: world.site))
        #expect(try fate(interrupted) == .ended(at: world.clock.now, by: .faultRule))

        let closed = try world.open(account)
        var changes = AccountChanges()
        changes.status = .disabled
        #expect(try service().update(account, in: world.site, changes))
        #expect(try fate(closed) == .ended(at: world.clock.now, by: .accountClosed))
        #expect(Set(causes()) == [.signOut, .newerSignIn, .passwordChange, .renewed, .faultRule, .accountClosed])
    }

    @Test("is known for a lock-out and a deleted account")
    func accounts() throws {
        let token = try world.open(account)
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 1, minutes: 10)
        #expect(world.refusal("ann", "wrong", policy: policy) == .wrongPassword)
        #expect(try fate(token) == .ended(at: world.clock.now, by: .accountClosed))
        let other = try world.add("bob", password: nil)
        let gone = try world.open(other)
        #expect(try service().delete(other, in: world.site))
        #expect(try fate(gone) == .ended(at: world.clock.now, by: .accountDeleted))
    }

    @Test("is its expiry, before and after its row was deleted", arguments: [false, true])
    func expiry(isSwept: Bool) throws {
        let idle = try world.open(account, idle: .seconds(600))
        let old = try world.open(account, lifetime: .seconds(300), idle: .seconds(600))
        let start = world.clock.now
        world.clock.advance(by: .milliseconds(599_999))
        if isSwept { try world.service.sweep(world.site) }
        #expect(try fate(old) == .expired(at: start + .seconds(300), idle: nil))
        #expect(try world.session(idle) != nil, "this is a use")
        world.clock.advance(by: .seconds(600))
        if isSwept { try world.service.sweep(world.site) }
        let end = start + .milliseconds(1_199_999)
        #expect(try fate(idle) == .expired(at: end, idle: .seconds(600)))
    }

    @Test("is unknown for a token that never was, and after a day")
    func unknown() throws {
        #expect(try fate("00000000000000000000000000000000") == nil)
        let token = try world.open(account)
        #expect(try service().endSession(token: token, kind: "kind", in: world.site))
        world.clock.advance(by: .milliseconds(86_399_999))
        #expect(try fate(token) != nil)
        world.clock.advance(by: .milliseconds(1))
        #expect(try fate(token) == nil)
        #expect(causes().isEmpty)
    }

    @Test("is told of a session that this process did not open")
    func met() throws {
        let token = try world.open(account)
        let other = UserService(
            store: world.store, hasher: world.hasher, digester: FakeTokenDigester(), clock: world.clock, random: RepeatableRandomSource())
        #expect(try other.session(token: token, kind: "kind", in: world.site) != nil)
        #expect(try other.endSession(token: token, kind: "kind", in: world.site))
        #expect(other.endedSessions(in: world.site).map(\.session.account) == [account])
    }

    @Test("is forgotten when there are too many")
    func bounds() {
        let history = SessionHistory(limit: 100)
        let digester = FakeTokenDigester()
        let now = world.clock.now
        for number in 0..<1_000 {
            let session = Session(digest: digester.digest("\(number)"), kind: "kind", account: account, createdAt: now)
            #expect(history.follow([.keepSession(session)], in: world.site, at: now, because: nil).isEmpty)
            if number % 2 == 0 {
                #expect(history.follow([.endSession(session.digest)], in: world.site, at: now, because: nil) == [session.digest])
            }
        }
        #expect((50...100).contains(history.ended(of: account, in: world.site, at: now).count))
        let live = history.follow([.endSessions(of: account, except: nil)], in: world.site, at: now, because: nil)
        #expect((25...50).contains(live.count))
        #expect(history.ended(of: AccountID(rawValue: 999), in: world.site, at: now).isEmpty)
    }

    @Test("is not changed by a change that was not made")
    func raceLost() throws {
        let token = try world.open(account)
        let digest = try #require(try world.session(token)).session.digest
        let transaction = Transaction(expecting: [.account(AccountID(rawValue: 999))], [.endSession(digest)])
        #expect(try service().commit(transaction, in: world.site) == nil)
        #expect(causes().isEmpty)
        #expect(try world.session(token) != nil)
    }
}
