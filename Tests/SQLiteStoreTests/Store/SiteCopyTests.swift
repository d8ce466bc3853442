import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite("A copy of a site") struct SiteCopyTests {
    /// The tables that belong to no site.
    private let others: Set<String> = ["site", "scheme", "sqlite_sequence"]

    @Test("has all tables and columns of the schema") func everything() throws {
        try withStore { store, _ in
            let tables = try store.columns().filter { !others.contains($0.key) }
            #expect(Set(CopiedTable.all.map(\.name)) == Set(tables.keys))
            for copied in CopiedTable.all {
                #expect(Set(copied.columns.map(\.name)) == Set(tables[copied.name, default: []]), "\(copied.name)")
            }
        }
    }

    @Test("shows one moment, whatever is changed meanwhile") func oneMoment() throws {
        try withStore { store, site in
            _ = try store.insert((0..<3000).map { account("user\($0)") }, in: site, at: start)
            let ended = begin {
                // Each transaction keeps the two values equal.
                for number in 0..<200 {
                    _ = try? store.commit(
                        Transaction([.setValue("\(number)", named: "a"), .setValue("\(number)", named: "z"), .draw(sequence: "s")]),
                        in: site)
                }
            }
            for number in 0..<5 {
                let copy = try #require(try store.copySite(site, named: "copy \(number)", marking: nil))
                #expect(try store.value(named: "a", in: copy) == store.value(named: "z", in: copy))
                #expect(try store.count(AccountSearch(login, .any), in: copy, before: nil) == 3000)
            }
            ended.wait()
        }
    }

    @Test("takes no more keys than it has accounts, however often it is copied") func keys() throws {
        try withStore { store, site in
            _ = try store.insert([account("a"), account("b")], in: site, at: start)
            var last = site
            for round in 0..<70 {
                last = try #require(try store.copySite(last, named: "copy \(round)", marking: nil))
                _ = try store.insert([account("late \(round)")], in: last, at: start)
            }
            #expect(try store.number("SELECT max(id) FROM account") < 5000)
            #expect(try store.count(AccountSearch(login, .any), in: last, before: nil) == 72)
        }
    }

    @Test("is deleted at the next opening if it was not completed, and so is what is left of a deleted site") func remains() throws {
        try withScratchDirectory { directory in
            let gone = try interruptedDeletion(in: directory)
            let second = try SQLiteStore(directory: directory)
            defer { second.close() }
            #expect(try second.number("SELECT count(*) FROM account") == 250)
            #expect(try second.number("SELECT count(*) FROM identity") == 250)
            #expect(try second.number("SELECT count(*) FROM setting WHERE name LIKE 'remains%'") == 0)
            #expect(try second.createSite(named: "new") != gone)
        }
    }

    /// Leaves a store as if its process had ended after the first step of a site's deletion. Another site stays.
    private func interruptedDeletion(in directory: String) throws -> SiteID {
        let store = try SQLiteStore(directory: directory)
        defer { store.close() }
        let site = try store.createSite(named: "site")
        let gone = try store.createSite(named: "gone")
        for site in [site, gone] { _ = try store.insert((0..<250).map { account("user\($0)") }, in: site, at: start) }
        try store.write { connection throws(Failure) in
            try connection.run("DELETE FROM site WHERE id = ?", gone.rawValue)
            try SQLiteStore.markAsRemains(gone.rawValue, connection)
        }
        return gone
    }

    @Test("holds up a change of another site only briefly, and so does the deletion") func brief() throws {
        try withStore { store, site in
            _ = try store.insert((0..<5000).map { account("user\($0)") }, in: site, at: start)
            let other = try store.createSite(named: "other")
            let before = store.pool.commitCount
            let copy = try #require(try store.copySite(site, named: "copy", marking: nil))
            // 5,000 accounts with an identity each, a thousand rows at a time.
            #expect(store.pool.commitCount - before > 10)
            let between = store.pool.commitCount
            #expect(try store.deleteSite(copy))
            #expect(store.pool.commitCount - between > 50)
            #expect(try store.number("SELECT count(*) FROM account") == 5000)
            #expect(try store.value(named: "n", in: other) == nil)
        }
    }
}
