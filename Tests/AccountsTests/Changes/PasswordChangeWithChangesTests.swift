import Accounts
import TestSupport
import Testing

/// A change of password that changes other things of the account too.
@Suite struct PasswordChangeWithChangesTests {
    private func change(
        _ id: AccountID, current: String? = "old", keeping token: String? = nil, _ set: (inout AccountChanges) -> Void
    ) -> PasswordChange {
        var changes = AccountChanges()
        set(&changes)
        return PasswordChange(
            of: .account(id), current: current.map { Password($0) }, new: Password("new"),
            keeping: token.map { FakeTokenDigester().digest($0) }, changes: changes)
    }

    @Test func makesThemTogetherWithThePassword() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let token = try world.open(id)
        #expect(try world.session(token) != nil)
        let change = change(id, keeping: token) { changes in
            changes.attributes = ["hint": "h"]
            changes.replacedSchemes = [ServiceFixture.login]
            changes.addedIdentities = [Identity(ServiceFixture.login, "Anna")]
            changes.policy = .some(PolicyID(rawValue: 7))
            changes.mustChangePassword = true
            changes.endsSessions = true
        }
        let changed = try world.account(after: change)
        #expect(changed.attributes == ["hint": "h"] && changed.policy?.rawValue == 7 && changed.credential?.mustChange == false)
        #expect(try world.session(token)?.account?.attributes == ["hint": "h"])
        #expect(world.refusal("ann", "new") == .unknownAccount)
        #expect(world.refusal("anna", "new") == nil)
    }

    @Test("makes other changes in the same transaction, and none if an expectation is not met", arguments: ["old", nil])
    func alongside(current: String?) throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        func change(expecting expectation: Accounts.Expectation) -> PasswordChange {
            PasswordChange(
                of: .account(id), current: current.map { Password($0) }, new: Password("new"),
                alongside: Transaction(expecting: [expectation], [.setValue("1", named: "made")]))
        }
        #expect(world.refusal(of: change(expecting: .account(AccountID(rawValue: 99)))) == .raceLost)
        #expect(try world.service.value(named: "made", in: world.site) == nil && world.refusal("ann", "old") == nil)
        _ = try world.service.changePassword(change(expecting: .account(id)), in: world.site).get()
        #expect(try world.service.value(named: "made", in: world.site) == "1" && world.refusal("ann", "new") == nil)
    }

    @Test func makesNoneWithoutThePassword() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let change = change(id, current: "wrong") { $0.attributes = ["hint": "h"] }
        #expect(world.refusal(of: change) == .wrongPassword)
        #expect(try world.service.account(id, in: world.site)?.attributes.isEmpty == true)
    }

    @Test(arguments: ["old", nil]) func changesNothingWhenAnotherAccountHoldsAnIdentity(_ current: String?) throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        try world.add("bob", password: "x")
        let token = try world.open(id)
        let change = change(id, current: current) { changes in
            changes.attributes = ["hint": "h"]
            changes.addedIdentities = [Identity(ServiceFixture.login, "BOB")]
        }
        #expect(world.refusal(of: change) == .identityTaken(Identity(ServiceFixture.login, "BOB")))
        #expect(world.refusal("ann", "old") == nil)
        #expect(try world.session(token)?.account?.attributes.isEmpty == true)
    }

    @Test(arguments: [AccountStatus.disabled, .locked]) func keepsNoSessionOfAnAccountThatMayNoLongerSignIn(_ status: AccountStatus) throws
    {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let token = try world.open(id)
        _ = try world.service.changePassword(change(id, keeping: token) { $0.status = status }, in: world.site).get()
        #expect(try world.service.account(id, in: world.site)?.status == status)
        #expect(world.store.sessionCount == 0)
    }

    @Test func aResetLetsALockedAccountInAgain() throws {
        let world = try ServiceFixture()
        var rules = AccountPolicy()
        rules.lockout = LockoutPolicy(failures: 2, minutes: nil)
        let id = try world.add("ann", password: "old")
        for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword) }
        #expect(world.refusal("ann", "old", policy: rules) == .locked)
        _ = try world.service.changePassword(change(id, current: nil) { $0.status = .active }, in: world.site).get()
        #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword, "failures are forgotten")
        #expect(world.refusal("ann", "new", policy: rules) == nil)
    }
}
