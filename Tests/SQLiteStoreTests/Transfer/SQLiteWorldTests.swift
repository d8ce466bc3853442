import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("The content of a store in SQLite") struct SQLiteWorldTests {
    /// The tables that are not moved: a store that is filled gives schemes numbers of its own, and the counters are in the other.
    private let others: Set<String> = ["scheme", "sqlite_sequence"]

    @Test("has all tables and columns of the schema") func everything() throws {
        try withStore { store, _ in
            let tables = try store.columns().filter { !others.contains($0.key) }
            let moved = [WorldTable.site] + WorldTable.inSite
            #expect(Set(tables.keys) == Set(moved.map(\.name)))
            for table in moved {
                // Whoever reads a name folds it, and a row of a site follows the site.
                let derived: Set<String> = table === WorldTable.site ? ["folded"] : ["site"]
                let stored = Set(tables[table.name, default: []])
                #expect(stored.subtracting(derived) == Set(table.columns.map(\.name)), "\(table.name)")
            }
        }
    }

    @Test("is read as it was written", arguments: [1, 3, 40]) func roundTrip(_ count: Int) throws {
        try withScratchDirectory { directory in
            let world = SampleWorld(count: count)
            try SQLiteWorldWriter(directory: directory).write(world.source())
            #expect(try reader(directory).rows() == world.rows)
            // A server that begins and ends changes nothing of it.
            try SQLiteStore(directory: directory).close()
            #expect(try reader(directory).rows() == world.rows)
            #expect(
                try reader(directory).rowCount() == world.rows.count { $0.table !== WorldTable.site && $0.table !== WorldTable.counter } + 1
            )
        }
    }

    @Test("is that of one moment, beside a store that is used") func oneMoment() throws {
        try withStore { store, site in
            _ = try store.insert([account("before")], in: site, at: start)
            let reader = try reader(store.path)
            _ = try store.insert([account("after")], in: site, at: start)
            #expect(try reader.rows().count { $0.table.name == "account" } == 1)
            #expect(try self.reader(store.path).rows().count { $0.table.name == "account" } == 2)
        }
    }

    @Test("has no sites with a mark") func marked() throws {
        try withStore { store, site in
            let hidden = try #require(try store.copySite(site, named: "hidden", marking: "mark"))
            let sites = try reader(store.path).rows().filter { $0.table === WorldTable.site }.map { $0.values[0] }
            #expect(sites == [.number(site.rawValue)])
            #expect(hidden != site)
        }
    }

    @Test("goes on with the numbers of the store from which it is") func numbers() throws {
        try withScratchDirectory { directory in
            try SQLiteWorldWriter(directory: directory).write(SampleWorld(sites: 1, count: 2).source())
            let store = try SQLiteStore(directory: directory)
            defer { store.close() }
            let site = try #require(try store.site(named: "site-0"))
            #expect(try store.insert([account("new")], in: site, at: start) == [AccountID(rawValue: 6)])
            #expect(try store.createSite(named: "new") == SiteID(rawValue: 8))
        }
    }

    @Test("is refused by a store with content, before a row is asked for") func notEmpty() throws {
        try withScratchDirectory { directory in
            try fill(directory)
            var asked = 0
            #expect(throws: WorldError.notEmpty) {
                try SQLiteWorldWriter(directory: directory).write {
                    asked += 1
                    return nil
                }
            }
            #expect(asked == 0)
            #expect(refusal(directory) == nil)
        }
    }

    /// Leaves a store with an account in a directory that nobody uses any more.
    private func fill(_ directory: String) throws {
        let store = try SQLiteStore(directory: directory)
        defer { store.close() }
        _ = try store.insert([account("someone")], in: store.createSite(named: "site"), at: start)
    }

    @Test("takes the place of sites without content") func onlySites() throws {
        try withScratchDirectory { directory in
            _ = try SQLiteStore(directory: directory).createSite(named: "default")
            let world = SampleWorld()
            try SQLiteWorldWriter(directory: directory).write(world.source())
            #expect(try reader(directory).rows() == world.rows)
        }
    }

    @Test("leaves no store if it cannot be written") func failure() throws {
        try withScratchDirectory { directory in
            let world = SampleWorld()
            var given = 0
            #expect(throws: WorldError.file("x:30: broken")) {
                try SQLiteWorldWriter(directory: directory).write { () throws(WorldError) in
                    given += 1
                    if given == 30 { throw WorldError.file("x:30: broken") }
                    return world.rows[given - 1]
                }
            }
            let left = try names(in: directory)
            #expect(left == [DataDirectory.lockName])
            #expect(throws: (any Error).self) { try reader(directory) }
        }
    }

    @Test("names the row that a store cannot have twice") func duplicate() throws {
        try withScratchDirectory { directory in
            var rows = SampleWorld().rows
            let index = try #require(rows.firstIndex { $0.table.name == "identity" })
            var values = rows[index].values
            values[1] = .number(999)
            // Unique as the first one is.
            rows.insert(WorldRow(rows[index].table, values), at: index + 1)
            var rest = rows[...]
            let error = #expect(throws: WorldError.self) { try SQLiteWorldWriter(directory: directory).write { rest.popFirst() } }
            #expect(error == .rows(index + 1...index + 1, WorldError.duplicate))
        }
    }

    @Test("is not served, read or restored over before an interrupted import was repeated") func interrupted() throws {
        try withScratchDirectory { directory in
            let world = SampleWorld()
            try SQLiteWorldWriter(directory: directory).write(world.source())
            try Data().write(to: URL(filePath: directory + "/" + DataDirectory.importName))
            #expect(refusal(directory)?.kind == .incomplete)
            #expect(refusal(directory)?.description.contains("run understudy import again") == true)
            let reading = #expect(throws: StoreOpeningError.self) { try reader(directory) }
            #expect(reading?.kind == .incomplete)
            try SQLiteWorldWriter(directory: directory).write(world.source())
            #expect(refusal(directory) == nil)
        }
    }

    private func reader(_ directory: String) throws -> SQLiteWorldReader {
        try SQLiteWorldReader(directory: directory, leavingOutSitesWith: "mark")
    }
}
