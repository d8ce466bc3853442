import Accounts
import SQLiteStore
import TestSupport
import Testing

@Suite struct SQLiteStoreContractTests {
    @Test(arguments: AccountStoreContract.rules) func keepsTheContractOnDisk(_ rule: AccountStoreContract.Rule) throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            try rule.check(store)
        }
    }

    @Test(arguments: AccountStoreContract.rules) func keepsTheContractWhenTemporary(_ rule: AccountStoreContract.Rule) throws {
        try withScratchDirectory { directory in
            let store = try SQLiteStore.temporary(in: directory)
            defer { store.close() }
            try rule.check(store)
        }
    }
}
