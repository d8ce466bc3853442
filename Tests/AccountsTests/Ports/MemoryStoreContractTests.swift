import Accounts
import TestSupport
import Testing

@Suite struct MemoryStoreContractTests {
    @Test(arguments: AccountStoreContract.rules) func theStoreOfTheTestsKeepsTheContract(_ rule: AccountStoreContract.Rule) throws {
        try rule.check(MemoryAccountStore())
    }
}
