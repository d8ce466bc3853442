import Accounts
import Foundation
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct FullDiskTests {
    private func isRefused(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return false
        } catch StoreError.cannotWrite {
            return true
        } catch {
            Issue.record("refused as \(error)")
            return false
        }
    }

    @Test func refusesWritesAnswersReadsAndGoesOnWhenThereIsRoom() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
            let pages = try store.number("PRAGMA page_count")
            try store.onWriter("PRAGMA max_page_count = \(pages)")
            var changes = AccountChanges()
            changes.attributes = ["x": String(repeating: "x", count: 100_000)]
            for _ in 0..<3 {
                #expect(isRefused { _ = try store.update(id, in: site, changes) })
                #expect(try store.account(id, in: site)?.attributes.isEmpty == true)
                #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 1).count == 1)
            }
            try store.onWriter("PRAGMA max_page_count = 1000000")
            #expect(try store.update(id, in: site, changes))
            #expect(try store.account(id, in: site)?.attributes == changes.attributes.compactMapValues { $0 })
        }
    }

    @Test func refusesWritesWhereTheDatabaseIsReadOnlyAndGoesOnAfterwards() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
            let change = CredentialChange(hash: PasswordHash("new"), at: start)
            // By its connection, since no transaction begins any more; the writing thread has nothing to do.
            try store.writer.connection.execute("PRAGMA query_only = ON")
            #expect(isRefused { _ = try store.replaceCredential(of: id, in: site, expecting: 1, with: change) })
            #expect(isRefused { _ = try store.createSite(named: "another") })
            #expect(try store.account(id, in: site)?.credential?.hash == PasswordHash("$hash$"))
            try store.writer.connection.execute("PRAGMA query_only = OFF")
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
        }
    }

    /// Asks for the obstacle until there is none. Returns false if there still is one after ten seconds.
    private func becomesWritable(_ store: SQLiteStore) -> Bool {
        yieldUntil(within: .seconds(10)) { store.writeObstacle == nil }
    }

    @Test func tellsThatItCannotWriteUntilItCanAgain() throws {
        try withStore { store, site in
            let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
            #expect(store.writeObstacle == nil)
            // By its connection, since no transaction begins any more; the writing thread has nothing to do until it is asked for the obstacle.
            try store.writer.connection.execute("PRAGMA query_only = ON")
            #expect(isRefused { _ = try store.createSite(named: "another") })
            try store.writer.connection.execute("PRAGMA query_only = OFF")
            // Neither a read nor a transaction that writes nothing shows that there is room again.
            #expect(try store.account(id, in: site) != nil)
            try store.write { _ in }
            guard case .cannotWrite = store.writeObstacle else {
                Issue.record("no obstacle")
                return
            }
            #expect(becomesWritable(store), "without a write of anybody's")
            _ = try store.createSite(named: "another")
            #expect(store.writeObstacle == nil)
            #expect(throws: StoreError.self) { try store.insert([account("ann")], in: site, at: start) }
            #expect(store.writeObstacle == nil, "a name that is taken is no obstacle")
        }
    }

    @Test("A damaged database stays an obstacle, whoever found it", arguments: [11, 11 | 1 << 8, 26] as [Int32], [true, false])
    func damaged(code: Int32, whenReading: Bool) throws {
        try withStore { store, _ in
            let failure = Failure.sqlite(ResultCode(rawValue: code))
            #expect(throws: StoreError.self) {
                if whenReading {
                    try store.read { _ throws(Failure) in throw failure }
                } else {
                    try store.write { _ throws(Failure) in throw failure }
                }
            }
            #expect(store.writeObstacle == failure.whenWriting)
            _ = try store.createSite(named: "another")
            #expect(store.writeObstacle == failure.whenWriting, "a write elsewhere shows nothing")
        }
    }

    @Test func takesAFileThatMayNotGrowForAFullDisk() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            try withStore { store, site in
                let id = try #require(try store.insert([account("ann")], in: site, at: start).first)
                var limit = rlimit()
                getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                let all = limit
                // Less than a page.
                limit.rlim_cur = 1000
                #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                var changes = AccountChanges()
                changes.status = .disabled
                let tests = FullDiskTests()
                for _ in 0..<3 { #expect(tests.isRefused { _ = try store.update(id, in: site, changes) }) }
                #expect(try store.account(id, in: site)?.status == .active)
                #expect(store.writeObstacle != nil)
                limit = all
                #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                #expect(tests.becomesWritable(store))
                #expect(try store.update(id, in: site, changes))
                #expect(try store.account(id, in: site)?.status == .disabled)
            }
        }
    }

    @Test func sortsSQLitesCodesByWhatTheyMeanForAWrite() {
        let cannotWrite: [Int32] = [3, 5, 6, 8, 10, 13, 14, 8 | 1 << 8, 10 | 3 << 8, 10 | 12 << 8, 13, 14 | 2 << 8]
        for code in cannotWrite {
            guard case .cannotWrite = Failure.sqlite(ResultCode(rawValue: code)).whenWriting else {
                Issue.record("\(code)")
                continue
            }
        }
        for code in [1, 7, 11, 19, 21, 26] as [Int32] {
            guard case .failed = Failure.sqlite(ResultCode(rawValue: code)).whenWriting else {
                Issue.record("\(code)")
                continue
            }
        }
        guard case .failed = Failure.sqlite(.ioError).whenReading else {
            Issue.record("a read that fails")
            return
        }
    }

    @Test("A commit that the system did not confirm may have happened; one that the disk refused has not")
    func unconfirmed() {
        let code = ResultCode(rawValue: 10 | 4 << 8)
        #expect(code.isOfSync && ResultCode(rawValue: 10 | 5 << 8).isOfSync)
        #expect(![10, 13, 10 | 3 << 8, 10 | 6 << 8].contains { ResultCode(rawValue: $0).isOfSync })
        guard case .outcomeUnknown = Failure.unconfirmed(code).whenWriting, case .failed = Failure.unconfirmed(code).whenReading else {
            Issue.record("an unconfirmed commit is called something else")
            return
        }
    }

    @Test func aPatternWithoutAnExtendedPartMatchesItsFamily() {
        #expect(ResultCode.readOnly ~= ResultCode(rawValue: 8 | 4 << 8))
        #expect(ResultCode.readOnly ~= ResultCode(rawValue: 8))
        #expect(!(ResultCode.readOnly ~= ResultCode(rawValue: 10)))
        #expect(ResultCode(rawValue: 8 | 4 << 8) ~= ResultCode(rawValue: 8 | 4 << 8))
        #expect(!(ResultCode(rawValue: 8 | 4 << 8) ~= ResultCode(rawValue: 8 | 5 << 8)))
        #expect(!(ResultCode(rawValue: 8 | 4 << 8) ~= ResultCode(rawValue: 8)))
    }

    @Test func putsNothingStoredIntoAnErrorsText() throws {
        try withStore { store, site in
            _ = try store.insert([account("hidden-name")], in: site, at: start)
            do {
                _ = try store.insert([account("hidden-name", hash: "hidden-hash")], in: site, at: start)
                Issue.record("not refused")
            } catch let error as StoreError {
                #expect(!error.reason.contains("hidden"))
            }
            try store.onWriter("CREATE TRIGGER t BEFORE INSERT ON account BEGIN SELECT raise(ABORT, 'hidden'); END")
            do {
                _ = try store.insert([account("another", hash: "hidden-hash")], in: site, at: start)
                Issue.record("not refused")
            } catch {
                #expect(!"\(error)".contains("hidden"))
            }
        }
    }
}
