import Accounts
import CSQLite
import TestSupport
import Testing

@testable import SQLiteStore

/// A page of a search costs what is on it: every statement goes to its first row in the index and reads on from there, in order.
@Suite struct SearchPlanTests {
    @Test(arguments: [
        (SearchRows.ofKey, "site=? AND scheme=? AND key=? AND is_unique=? AND account>?"),
        (SearchRows.inRange, "site=? AND scheme=? AND key>? AND key<?"),
        (SearchRows.ending, "site=? AND scheme=? AND key>?"),
        (SearchRows.containing, "site=? AND scheme=? AND key>?"),
    ]) func readsTheIndexInOrder(_ statement: StaticString, _ terms: String) throws {
        try withStore { store, site in
            _ = try store.insert((0..<100).map { account("user\($0)") }, in: site, at: start)
            try store.onWriter("ANALYZE")
            #expect(
                try plan(of: statement, in: store.path + "/understudy.db") == [
                    "SEARCH identity USING COVERING INDEX identity_by_key (\(terms))"
                ])
        }
    }

    @Test("The holders of an identity, and of several, are found in the index and read one by one")
    func findsHoldersInTheIndex() throws {
        try withStore { store, site in
            _ = try store.insert((0..<100).map { account("user\($0)") }, in: site, at: start)
            try store.onWriter("ANALYZE")
            let file = store.path + "/understudy.db"
            #expect(
                try plan(of: SQLiteStore.keysOfHolders, in: file) == [
                    "SEARCH identity USING COVERING INDEX identity_by_key (site=? AND scheme=? AND key=?)"
                ])
            #expect(
                try plan(of: SQLiteStore.accountsOfHolders, in: file) == [
                    "SEARCH i USING COVERING INDEX identity_by_key (site=? AND scheme=? AND key=?)",
                    "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)",
                ])
        }
    }

    /// How SQLite would run a statement.
    private func plan(of statement: StaticString, in file: String) throws -> [String] {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        try #require(sqlite3_open_v2(file, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
        var prepared: OpaquePointer?
        defer { sqlite3_finalize(prepared) }
        try #require(sqlite3_prepare_v2(connection, "EXPLAIN QUERY PLAN \(statement)", -1, &prepared, nil) == SQLITE_OK)
        var steps: [String] = []
        while sqlite3_step(prepared) == SQLITE_ROW { steps.append(String(cString: sqlite3_column_text(prepared, 3))) }
        return steps
    }
}

@Suite struct TextRangeTests {
    @Test(arguments: [
        ("", String?.none), ("a", "b"), ("ann", "ano"), ("z\u{7F}", "z\u{80}"), ("\u{7FF}", "\u{800}"), ("\u{FFFF}", "\u{10000}"),
        ("\u{D7FF}", "\u{E000}"), ("\u{10FFFE}", "\u{10FFFF}"), ("\u{10FFFF}", nil), ("a\u{10FFFF}\u{10FFFF}", "b"), ("a\u{0}", "a\u{1}"),
        ("e\u{301}", "e\u{302}"),
    ]) func endsBeforeTheLeastTextThatBeginsOtherwise(_ prefix: String, _ upper: String?) {
        let range = TextRange(prefix: prefix)
        #expect(Array(range.lower.utf8) == Array(prefix.utf8))
        #expect(range.upper.map { Array($0.utf8) } == upper.map { Array($0.utf8) })
    }
}
