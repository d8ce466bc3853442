import TestSupport
import Testing

@testable import Accounts

private final class Witness: CallWitness, @unchecked Sendable {
    var changes: [CallChange] = []

    func changed(_ changes: [CallChange]) { self.changes += changes }
    func met(_ fate: SessionFate, of session: TokenDigest) {}

    /// What was changed, in short: `failures 1>2`.
    var texts: [String] {
        changes.map { change in
            let name = change.name.map { " \($0)" } ?? ""
            return "\(change.subject.rawValue)\(name) \(Self.text(change.from))>\(Self.text(change.to))"
        }
    }

    private static func text(_ value: CallChange.Value?) -> String {
        switch value {
        case .number(let number): "\(number)"
        case .word(let word): word
        case .moment: "moment"
        case nil: ""
        }
    }
}

@Suite("What a call changed")
struct CallChangeTests {
    private let world: ServiceFixture
    private let account: AccountID
    private let witness = Witness()

    init() throws {
        world = try ServiceFixture()
        account = try world.add("ann", password: "secret")
    }

    private var service: UserService { world.service.at(world.clock.now, by: world.service.sources, seenBy: witness) }

    private func signIn(_ name: String, _ password: String, at address: String? = nil) throws {
        let attempt = SignInAttempt(candidates: [Identity(ServiceFixture.login, name)], password: Password(password), address: address)
        _ = try service.signIn(attempt, in: world.site)
    }

    @Test("has the failures of an account before and after, and of an unknown name without an account")
    func failures() throws {
        for _ in 1...2 { try signIn("ann", "wrong") }
        try signIn("nobody", "wrong")
        try signIn("ann", "secret")
        #expect(witness.texts == ["failures 0>1", "failures 1>2", "failures 0>1", "failures 2>0"])
        #expect(witness.changes.map(\.account) == [account, account, nil, account])
    }

    @Test("is nothing for a sign-in that changes nothing, and an address that is remembered is no change")
    func nothing() throws {
        try signIn("ann", "secret", at: "192.0.2.1")
        _ = try service.session(token: world.open(account), kind: "kind", in: world.site)
        _ = try service.people(withFirstOf: [Identity(ServiceFixture.login, "ann")], in: world.site, limit: 1)
        #expect(witness.texts.isEmpty)
    }

    @Test("names a password and sessions without their secrets")
    func secrets() throws {
        _ = try world.open(account)
        let change = world.change("ann", from: "secret", to: "newest-secret")
        _ = try service.changePassword(change, in: world.site)
        #expect(witness.texts == ["password >set", "session >ended"])
        #expect(!"\(witness.changes)".contains("secret"))
    }

    @Test("has the end of failures once when a password is verified and then changed")
    func failuresOfAChange() throws {
        try signIn("ann", "wrong")
        _ = try service.changePassword(world.change("ann", from: "secret", to: "newest-secret"), in: world.site)
        #expect(witness.texts.filter { $0.hasPrefix("failures") } == ["failures 0>1", "failures 1>0"])
    }

    @Test("has the fields that are set, without their values")
    func fields() throws {
        var changes = AccountChanges()
        changes.status = .locked
        changes.attributes = ["phone": "555-0100", "title": nil]
        changes.addedIdentities = [Identity(ServiceFixture.mail, "ann@example.org")]
        #expect(try service.update(account, in: world.site, changes, expecting: [.active]))
        #expect(witness.texts == ["status active>locked", "identity mail >", "attribute phone >set", "attribute title >removed"])
        #expect(!"\(witness.changes)".contains("555") && !"\(witness.changes)".contains("@"))
    }

    @Test("has new and deleted accounts and other things by their kinds")
    func things() throws {
        let new = try service.insert([NewAccount(identities: [Identity(ServiceFixture.login, "bob")])], in: world.site)
        #expect(witness.changes.map(\.account) == new)
        #expect(try service.delete(new[0], in: world.site))
        let kept: [Change] = [
            .insertRow(Row("table", key: "1", of: account)), .append(Event("mail", of: account, at: world.clock.now)),
            .setValue("x", named: "option"),
        ]
        _ = try service.commit(Transaction(kept), in: world.site)
        #expect(witness.texts == ["account >created", "account >deleted", "row table >added", "event mail >added", "value option >set"])
    }
}
