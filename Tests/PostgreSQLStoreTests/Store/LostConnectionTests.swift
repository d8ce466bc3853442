import Accounts
import Foundation
import Testing

@testable import PostgreSQLStore

@Suite("A transaction whose connection is lost", .enabled(if: TestServer.address != nil, TestServer.absence))
struct LostConnectionTests {
    private static let login = IdentityScheme("test.login", isUnique: true, ignoresCase: true)
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    /// Calls a function with a store behind a proxy, and one that is not.
    private func withProxy(_ body: (PostgreSQLStore, CuttingProxy, _ direct: PostgreSQLStore) throws -> Void) throws {
        try TestServer.withDatabase { address in
            let port = try #require(address.parameters["port"].flatMap { UInt16($0) })
            let proxy = try #require(CuttingProxy(to: port))
            defer { proxy.stop() }
            let name = try #require(address.parameters["dbname"])
            let direct = try PostgreSQLStore(address)
            defer { direct.close() }
            let store = try PostgreSQLStore(PostgreSQLAddress("postgresql://postgres@127.0.0.1:\(proxy.port)/\(name)"))
            // The thread's own questions would be cut too.
            store.upkeep.stop()
            defer { store.close() }
            try body(store, proxy, direct)
        }
    }

    @Test("is made once, and the caller gets its results", arguments: CuttingProxy.Cut.allCases)
    func once(_ cut: CuttingProxy.Cut) throws {
        try withProxy { store, proxy, direct in
            let site = try store.createSite(named: "first")
            let kept = try #require(
                try store.commit(Transaction([.insert(NewAccount(identities: [Identity(Self.login, "Ann")]), at: Self.start)]), in: site))
            proxy.cutNext(cut)
            let committed = try store.commit(
                Transaction(
                    expecting: [.free(Identity(Self.login, "bob"), except: nil)],
                    [
                        .draw(sequence: "s"), .insert(NewAccount(identities: [Identity(Self.login, "Bob")]), at: Self.start),
                        .insertContainer(NewContainer("k", name: "n")), .append(Event("e", at: Self.start)),
                    ], answering: kept.accounts), in: site)
            #expect(proxy.hasCut)
            let result = try #require(committed, "the caller is not told that its own account took the name")
            #expect(result.numbers == [1] && result.containers.map(\.number) == [1] && result.people.map(\.id) == kept.accounts)
            #expect(try direct.people(withFirstOf: [Identity(Self.login, "bob")], in: site, limit: 9).map(\.id) == result.accounts)
            #expect(try direct.events("e", of: nil, in: site, before: nil, limit: 9).count == 1)
            #expect(try direct.directory(in: site).all.map(\.id) == result.containers.map(\.id))
        }
    }

    @Test("answers truly in 60 rounds with cuts at all places")
    func rounds() throws {
        try withProxy { store, proxy, direct in
            let site = try store.createSite(named: "first")
            var numbers: [Int64] = []
            for round in 0..<60 {
                proxy.cutNext(CuttingProxy.Cut.allCases[round % 3])
                let committed = try store.commit(Transaction([.draw(sequence: "s"), .append(Event("e", at: Self.start))]), in: site)
                numbers += committed?.numbers ?? []
            }
            #expect(numbers == Array(1...60))
            #expect(try direct.events("e", of: nil, in: site, before: nil, limit: 99).count == 60)
        }
    }

    @Test("is not known to be made if nobody can be asked")
    func unknown() throws {
        let token = CommitToken.make()
        try TestServer.withStore { store throws in
            #expect(try store.outcome(of: token) == nil)
            // Whoever asked has made it void, so the transaction with this token cannot be made any more.
            let plan = Plan(site: SiteID(rawValue: 1), token: token)
            #expect(throws: Failure.self) {
                _ = try store.pool.use { connection throws(Failure) in try connection.run([CommitToken.add(.bytes(plan.token))]) }
            }
            #expect(try store.outcome(of: token) == nil)
            store.close()
            #expect(throws: Failure.self) { try store.outcome(of: token) }
        }
    }

    @Test("is a query and repeated, if it changes nothing", arguments: CuttingProxy.Cut.allCases)
    func query(_ cut: CuttingProxy.Cut) throws {
        try withProxy { store, proxy, _ in
            let site = try store.createSite(named: "first")
            proxy.cutNext(cut)
            #expect(try store.site(named: "FIRST") == site)
            #expect(proxy.hasCut)
            proxy.cutNext(cut)
            #expect(try store.commit(Transaction(expecting: [.noPolicy(named: "p")]), in: site) != nil)
            #expect(proxy.hasCut)
        }
    }
}
