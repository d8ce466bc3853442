import Foundation
import Synchronization
import Testing

@testable import PostgreSQLStore

/// The server that the tests use: its address is in the environment. `make test-postgresql` starts one.
enum TestServer {
    static let address = ProcessInfo.processInfo.environment["UNDERSTUDY_TEST_POSTGRESQL"]
    /// Why the tests that need a server are skipped without one.
    static let absence: Comment = "no PostgreSQL server: make test-postgresql starts one and runs these tests"

    private static let count = Mutex(0)

    /// Calls a function with the address of an empty database, which is deleted afterwards.
    static func withDatabase<Result>(_ body: (PostgreSQLAddress) throws -> Result) throws -> Result {
        let server = try #require(address)
        let number = count.withLock { count in
            count += 1
            return count
        }
        let name = "test_\(getpid())_\(number)"
        let administration = try Connection(PostgreSQLAddress(server), PostgreSQLSettings())
        _ = try administration.run([SQL("CREATE DATABASE \(name)")()], patience: .seconds(60))
        defer { _ = try? administration.run([SQL("DROP DATABASE \(name) WITH (FORCE)")()], patience: .seconds(60)) }
        let place = try #require(server.lastIndex(of: "/"))
        return try body(PostgreSQLAddress(server[...place] + name))
    }

    /// Returns whether a condition comes true within ten seconds.
    static func comesTrue(_ condition: () throws -> Bool) throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline { if try condition() { return true } }
        return false
    }

    /// Calls a function with a store in an empty database.
    static func withStore<Result>(_ body: (PostgreSQLStore) throws -> Result) throws -> Result {
        try withDatabase { address in
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            return try body(store)
        }
    }
}
