import Accounts
import Emulator
import PostgreSQLStore
import Synchronization
import TestSupport
import Testing
import Understudy

/// Nothing keeps two processes from importing into one site of a database at the same time.
@Suite("Two imports into one site of a database", .enabled(if: TestServer.address != nil, TestServer.absence))
struct TwoImportsTests {
    private func accounts(_ numbers: ClosedRange<Int>, into address: PostgreSQLAddress) throws -> AccountImport {
        let rest = Mutex(Array(("recno\n" + numbers.map { "\($0)\n" }.joined()).utf8))
        let file = AccountImport.File(name: "\(numbers.count).csv", size: nil) { () throws(ServerError) in
            rest.withLock { rest in
                defer { rest = [] }
                return rest
            }
        }
        let mapping = try ImportMapping(Array(#"{"account": {"xweb": {"recno": "{{recno}}"}}}"#.utf8), file: "m.json")
        return AccountImport(file, by: mapping, into: .database(address))
    }

    @Test("The one that finds the mark of the other ends with an error, and stores nothing more")
    func collision() throws {
        try TestServer.withDatabase { address in
            var others = 0
            let error = #expect(throws: ServerError.self) {
                _ = try accounts(1...9000, into: address).run(refusedFile: nil) { _, _ in
                    guard others == 0 else { return }
                    others = (try? accounts(10_001...10_005, into: address).run(refusedFile: nil, restarts: true).imported) ?? -1
                }
            }
            #expect(others == 5)
            #expect(error?.description.contains("another import fills this site at the same time") == true, "\(error?.description ?? "")")
            var options = ServerOptions()
            options.location = .database(address)
            options.world = .empty
            let world = try LiveWorld(options)
            defer { world.close() }
            #expect(try world.users.store.accountCount(in: world.sites.fallback) == 2005)
            #expect(try accounts(10_006...10_007, into: address).run(refusedFile: nil).imported == 2)
        }
    }
}
