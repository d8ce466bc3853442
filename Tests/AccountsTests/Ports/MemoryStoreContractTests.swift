import Accounts
import TestSupport
import Testing

@Suite struct MemoryStoreContractTests {
    @Test(arguments: AccountStoreContract.rules) func theStoreOfTheTestsKeepsTheContract(_ rule: AccountStoreContract.Rule) throws {
        try rule.check(MemoryAccountStore())
    }

    @Test("A store that can fail keeps the contract as long as it is not told to", arguments: AccountStoreContract.rules)
    func forwarding(_ rule: AccountStoreContract.Rule) throws {
        let store = FailingStore(MemoryAccountStore())
        try rule.check(store)
        #expect(store.failures == 0)
    }

    @Test("A store that can fail changes nothing while it fails, and then works again")
    func failing() throws {
        let store = FailingStore(MemoryAccountStore())
        let site = try store.createSite(named: "site")
        store.fail(.unavailable("away"))
        #expect(throws: StoreError.unavailable("away")) { try store.sites() }
        #expect(throws: StoreError.unavailable("away")) { try store.createSite(named: "other") }
        #expect(throws: StoreError.unavailable("away")) { try store.replaceServerValue(nil, by: "x", named: "value") }
        #expect(store.writeObstacle == .unavailable("away") && store.failures == 3)
        store.fail(nil)
        #expect(try store.sites().map(\.id) == [site] && store.serverValue(named: "value") == nil && store.writeObstacle == nil)
    }
}
