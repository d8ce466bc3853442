import Accounts
import Foundation

@testable import SQLiteStore

/// A directory of its own for a test, gone afterwards.
func withScratchDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(component: "store-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try body(directory)
}

/// The names of the files in a directory, in order.
func names(in directory: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }

/// A store in a directory of its own, with one site in it.
func withStore<Result>(_ body: (SQLiteStore, SiteID) throws -> Result) throws -> Result {
    try withScratchDirectory { directory in
        let store = try SQLiteStore(directory: directory)
        defer { store.close() }
        return try body(store, store.createSite(named: "site"))
    }
}

/// Why the store in a directory cannot be opened; nil when it can.
func refusal(_ directory: String) -> StoreOpeningError? {
    do {
        try SQLiteStore(directory: directory).close()
        return nil
    } catch {
        return error
    }
}

let login = IdentityScheme("test.login", isUnique: true, ignoresCase: true)
let start = Timestamp(milliseconds: 1_700_000_000_000)

func account(_ name: String, hash: String? = "$hash$", attributes: [String: String] = [:]) -> NewAccount {
    NewAccount(identities: [Identity(login, name)], passwordHash: hash.map { PasswordHash($0) }, attributes: attributes)
}

extension SQLiteStore {
    /// Runs something on the writing thread's connection outside what the store does.
    func onWriter(_ sql: String) throws {
        try write { connection throws(Failure) in try connection.execute(sql) }
    }

    /// The names of the columns of all tables of the schema, by table.
    func columns() throws -> [String: [String]] {
        let columns = try write { connection throws(Failure) in
            try connection.all("SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'") {
                (table: $0.text(0), column: $0.text(1))
            }
        }
        return Dictionary(grouping: columns, by: \.table).mapValues { $0.map(\.column) }
    }

    /// A number that a query gives on the writing thread's connection.
    func number(_ sql: StaticString) throws -> Int64 {
        try write { connection throws(Failure) in try connection.first(sql) { $0.int(0) } ?? -1 }
    }
}

/// Runs something on a thread of its own. The semaphore is signalled when it has ended.
func begin(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        body()
        ended.signal()
    }
    return ended
}
