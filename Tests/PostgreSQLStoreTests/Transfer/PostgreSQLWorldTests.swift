import Accounts
import TestSupport
import Testing

@testable import PostgreSQLStore

@Suite("The content of a store in PostgreSQL", .enabled(if: TestServer.address != nil, TestServer.absence))
struct PostgreSQLWorldTests {
    /// The tables that belong to the processes that use the database.
    private let others: Set<String> = ["latch", "commit_token", "release"]
    private let settings = PostgreSQLSettings()

    @Test("has all tables and columns of the schema") func everything() throws {
        try TestServer.withStore { store in
            let columns = try store.query(
                SQL("SELECT table_name::TEXT, column_name::TEXT FROM information_schema.columns WHERE table_schema = 'understudy'")()
            ).map { (table: $0.text(0), column: $0.text(1)) }
            // A view of a sequence has columns too, in some servers.
            let tables = Dictionary(grouping: columns, by: \.table).filter { !others.contains($0.key) && !$0.key.hasSuffix("_id") }
            let moved = [WorldTable.site] + WorldTable.inSite
            #expect(Set(tables.keys) == Set(moved.map(\.name)))
            for table in moved {
                let derived: Set<String> = table === WorldTable.site ? ["folded"] : ["site"]
                // The holder says whether an identity is unique.
                let stored = Set(tables[table.name, default: []].map { $0.column == "holder" ? "is_unique" : $0.column })
                #expect(stored.subtracting(derived) == Set(table.columns.map(\.name)), "\(table.name)")
            }
        }
    }

    @Test("is read as it was written, page by page", arguments: [3, WorldSQL.pageSize, WorldSQL.pageSize + 1])
    func roundTrip(_ count: Int) throws {
        try TestServer.withDatabase { address in
            let world = SampleWorld(count: count)
            try PostgreSQLWorldWriter(address, settings: settings).write(world.source())
            #expect(try reader(address).rows() == world.rows)
            #expect(try reader(address).rowCount() == 2 * WorldTable.inSite.count * count)
        }
    }

    @Test("takes the place of sites without content, and of nothing else") func emptiness() throws {
        try TestServer.withDatabase { address in
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            let old = try store.createSite(named: "Site-1")
            let world = SampleWorld()
            try PostgreSQLWorldWriter(address, settings: settings).write(world.source())
            #expect(try reader(address).rows() == world.rows)
            #expect(try store.site(named: "site-1") != old)
            #expect(throws: WorldError.notEmpty) { try PostgreSQLWorldWriter(address, settings: settings).write(world.source()) }
            #expect(try store.createSite(named: "new") == SiteID(rawValue: 14))
        }
    }

    @Test("is written as a whole or not at all") func allOrNothing() throws {
        try TestServer.withDatabase { address in
            let world = SampleWorld(count: 2500)
            var given = 0
            #expect(throws: WorldError.file("broken")) {
                try PostgreSQLWorldWriter(address, settings: settings).write { () throws(WorldError) in
                    given += 1
                    if given == world.rows.count { throw WorldError.file("broken") }
                    return world.rows[given - 1]
                }
            }
            #expect(try reader(address).rowCount() == 0)
            var rows = world.rows
            let index = try #require(rows.firstIndex { $0.table.name == "history" })
            rows.insert(rows[index], at: index + 1)
            var rest = rows[...]
            let error = #expect(throws: WorldError.self) {
                try PostgreSQLWorldWriter(address, settings: settings).write { rest.popFirst() }
            }
            #expect(error == .rows(index...index + 1999, WorldError.duplicate))
            try PostgreSQLWorldWriter(address, settings: settings).write(world.source())
        }
    }

    @Test("is that of one moment") func oneMoment() throws {
        try TestServer.withDatabase { address in
            try PostgreSQLWorldWriter(address, settings: settings).write(SampleWorld().source())
            let reader = try reader(address)
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            let site = try #require(try store.site(named: "site-0"))
            #expect(try store.deleteSite(site))
            #expect(try reader.rows() == SampleWorld().rows)
            #expect(try self.reader(address).rows() != SampleWorld().rows)
        }
    }

    @Test("is not read where there is none, or where it is not whole") func noStore() throws {
        try TestServer.withDatabase { address in
            let error = #expect(throws: PostgreSQLOpeningError.self) { try reader(address) }
            #expect(error?.description.hasSuffix("there is no store in the database") == true)
            let store = try PostgreSQLStore(address)
            defer { store.close() }
            try store.setHalfFilled(true)
            let half = #expect(throws: PostgreSQLOpeningError.self) { try reader(address) }
            #expect(half?.description.contains("a server is filling it") == true)
            #expect(throws: WorldError.notEmpty) { try PostgreSQLWorldWriter(address, settings: settings).write { nil } }
        }
    }

    private func reader(_ address: PostgreSQLAddress) throws -> PostgreSQLWorldReader {
        try PostgreSQLWorldReader(address, settings: settings, leavingOutSitesWith: "mark")
    }
}
