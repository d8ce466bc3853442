import Accounts
import Testing

/// The rules about everything of a site, in pages.
extension AccountStoreContract {
    static let content: [Rule] = [
        Rule("returns everything of a site in pages, and nothing of another") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let more = (1...3).map { NewAccount(identities: [Identity(login, "more\($0)")]) }
            let ids = [id] + (try store.insert(more, in: site, at: start))
            let strangers = try store.insert([NewAccount(identities: [Identity(login, "stranger")])], in: other, at: start)
            let failures = SignInFailures(count: 2, lastAt: start, lockedUntil: start + .seconds(9))
            let rows = [Row("b", key: "1", of: id, fields: ["n": "1"]), Row("a", key: "2"), Row("b", key: "0")]
            let events = [Event("mail", of: id, at: start), Event("call", at: start + .seconds(1), fields: ["n": "1"])]
            let changes: [Change] =
                ["é", "B", "a"].map { .setFailures(of: $0, failures) } + rows.map { .insertRow($0) } + events.map { .append($0) }
                + [.draw(sequence: "two", above: 4), .draw(sequence: "one")]
            #expect(try store.commit(Transaction(changes), in: site) != nil)
            let others: [Change] = [
                .setFailures(of: "C", failures), .insertRow(Row("a", key: "9")), .append(Event("mail", at: start)),
                .draw(sequence: "three"),
            ]
            #expect(try store.commit(Transaction(others), in: other) != nil)

            #expect(try pages { try store.people(in: site, after: $0?.id, limit: 3) }.map(\.id) == ids)
            #expect(try store.people(in: site, after: nil, limit: 1).first?.identities.map(\.value) == ["Ann", "7"])
            #expect(try store.people(in: other, after: nil, limit: 9).map(\.id) == strangers)
            let subjects = try pages { try store.failures(in: site, after: $0?.subject, limit: 2) }
            #expect(subjects.map(\.subject) == ["B", "a", "é"])
            #expect(subjects.allSatisfy { $0.failures == failures })
            #expect(try pages { try store.rows(in: site, after: $0?.id, limit: 2) }.map(\.row) == rows)
            #expect(try pages { try store.events(in: site, after: $0?.id, limit: 1) }.map(\.event) == events)
            let sequences = try store.sequences(in: site)
            #expect(sequences.map(\.name) == ["one", "two"] && sequences.map(\.next) == [2, 6])
        }
    ]

    /// Returns the elements of all pages. The last one is empty.
    private static func pages<Element>(_ page: (Element?) throws -> [Element]) throws -> [Element] {
        var all: [Element] = []
        while true {
            let next = try page(all.last)
            guard !next.isEmpty else { return all }
            all += next
            try #require(all.count < 100, "the pages have no end")
        }
    }
}
