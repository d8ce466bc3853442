import TestSupport
import Testing

@Suite("A store in PostgreSQL", .enabled(if: TestServer.address != nil, TestServer.absence))
struct PostgreSQLStoreContractTests {
    @Test("keeps the contract", arguments: AccountStoreContract.rules)
    func keepsTheContract(_ rule: AccountStoreContract.Rule) throws {
        try TestServer.withStore { try rule.check($0) }
    }
}
