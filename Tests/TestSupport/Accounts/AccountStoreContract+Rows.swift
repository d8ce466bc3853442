import Accounts
import Testing

/// The rules about rows.
extension AccountStoreContract {
    static let rows: [Rule] = [
        Rule("keeps rows by table, in the order of their insertion, and finds them by key and by account") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let made = (0..<5).map { Row("a", key: "k\($0)", of: $0 % 2 == 0 ? id : nil, fields: ["n": "\($0)"]) }
            #expect(try store.commit(Transaction(made.map { .insertRow($0) } + [.insertRow(Row("b", key: "k0"))]), in: site) != nil)
            func kept(_ account: AccountID? = nil, after: Int64? = nil, limit: Int = 9) throws -> [StoredRow] {
                try store.rows("a", of: account, in: site, after: after, limit: limit)
            }
            #expect(try kept().map(\.row) == made)
            #expect(try kept(id).map(\.row.key) == ["k0", "k2", "k4"])
            let page = try kept(limit: 2)
            #expect(try kept(after: page.last?.id, limit: 2).map(\.row.key) == ["k2", "k3"])
            #expect(try kept(id, after: page.first?.id).map(\.row.key) == ["k2", "k4"])
            #expect(try store.row("a", key: "k3", in: site)?.row == made[3])
            #expect(try store.row("a", key: "K3", in: site) == nil && store.row("c", key: "k3", in: site) == nil)
            #expect(try store.row("a", key: "k3", in: other) == nil && store.rows("a", of: nil, in: other, after: nil, limit: 9).isEmpty)
            #expect(try store.delete(id, in: site))
            #expect(try kept().map(\.row.key) == ["k1", "k3"])
        },
        Rule("changes and deletes rows, each of its table and site only, and refuses a key that is taken") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            for site in [site, other] {
                #expect(try store.commit(Transaction([.insertRow(Row("a", key: "k", fields: ["n": "1"]))]), in: site) != nil)
            }
            #expect(throws: StoreError.rowTaken("a")) {
                try store.commit(Transaction([.append(Event("mail", at: start)), .insertRow(Row("a", key: "k"))]), in: site)
            }
            #expect(try store.events("mail", of: nil, in: site, before: nil, limit: 9).isEmpty, "all or nothing")
            let first = try #require(try store.row("a", key: "k", in: site))
            #expect(try store.commit(Transaction([.updateRow("a", key: "k", fields: ["n": nil, "m": "2\n="])]), in: site) != nil)
            let changed = try #require(try store.row("a", key: "k", in: site))
            #expect(changed.id == first.id && changed.row.fields == ["m": "2\n="])
            #expect(try store.row("a", key: "k", in: other)?.row.fields == ["n": "1"])
            #expect(try store.commit(Transaction([.updateRow("a", key: "nix", fields: ["n": "1"])]), in: site) != nil)
            #expect(try store.commit(Transaction([.deleteRow("b", key: "k")]), in: site) != nil)
            #expect(try store.row("a", key: "k", in: site) != nil)
            #expect(try store.commit(Transaction([.deleteRow("a", key: "k"), .insertRow(Row("a", key: "k", of: id))]), in: site) != nil)
            #expect(try store.row("a", key: "k", in: site)?.row == Row("a", key: "k", of: id))
            #expect(try store.row("a", key: "k", in: other) != nil)
            let stranger = Row("a", key: "s", of: AccountID(rawValue: 99_999))
            #expect(try store.commit(Transaction([.insertRow(stranger)]), in: site) != nil)
            #expect(try store.row("a", key: "s", in: site) == nil, "its account does not exist")
        },
        Rule("stores the rows of new accounts with them, and the age of their passwords, or nothing") { store throws in
            let (site, id) = try populated(store)
            let news = ["one", "two"].map { name in
                var new = NewAccount(identities: [Identity(login, name)], passwordHash: PasswordHash("h"))
                new.rows = ["a", "b"].map { Row($0, key: name, of: id, fields: ["n": name]) }
                new.passwordChangedAt = start + .seconds(-60)
                return new
            }
            let added = try store.insert(news, in: site, at: start)
            for (id, name) in zip(added, ["one", "two"]) {
                for table: RowTable in ["a", "b"] {
                    let row = Row(table, key: name, of: id, fields: ["n": name])
                    #expect(try store.rows(table, of: id, in: site, after: nil, limit: 9).map(\.row) == [row])
                }
                #expect(try store.person(id, in: site)?.account.credential?.changedAt == start + .seconds(-60))
                #expect(try store.person(id, in: site)?.account.createdAt == start)
            }
            var new = NewAccount(identities: [Identity(login, "three")])
            new.rows = [Row("b", key: "new"), Row("a", key: "two")]
            #expect(throws: StoreError.rowTaken("a")) { _ = try store.insert([new], in: site, at: start) }
            #expect(try store.row("b", key: "new", in: site) == nil)
            #expect(try store.people(withFirstOf: [Identity(login, "three")], in: site, limit: 1).isEmpty)
        },
        Rule("checks what is expected of rows, so that two at once do not pass a limit") { store throws in
            let (site, id) = try populated(store)
            func holds(_ expectation: Accounts.Expectation) throws -> Bool {
                try store.commit(Transaction(expecting: [expectation]), in: site) != nil
            }
            #expect(try !holds(.row("a", key: "k")) && holds(.rows("a", of: nil, fewerThan: 1)))
            let writers = (0..<4).map { number in
                Background {
                    let row = Row("a", key: "k\(number)", of: id)
                    return try? store.commit(Transaction(expecting: [.rows("a", of: id, fewerThan: 2)], [.insertRow(row)]), in: site)
                }
            }
            #expect(writers.compactMap { $0.value ?? nil }.count == 2)
            #expect(try store.rows("a", of: id, in: site, after: nil, limit: 9).count == 2)
            #expect(try store.commit(Transaction([.insertRow(Row("a", key: "k"))]), in: site) != nil)
            #expect(try holds(.row("a", key: "k")) && !holds(.row("b", key: "k")))
            #expect(try !holds(.rows("a", of: nil, fewerThan: 3)) && holds(.rows("a", of: nil, fewerThan: 4)))
            #expect(try !holds(.rows("a", of: id, fewerThan: 2)) && holds(.rows("a", of: id, fewerThan: 3)))
            #expect(try !holds(.rows("b", of: nil, fewerThan: 0)) && holds(.rows("b", of: nil, fewerThan: 1)))
        },
        Rule("deletes a site's rows with it") { store throws in
            let (site, _) = try populated(store)
            let other = try store.createSite(named: "other")
            for site in [site, other] { #expect(try store.commit(Transaction([.insertRow(Row("a", key: "k"))]), in: site) != nil) }
            #expect(try store.deleteSite(site))
            #expect(try store.row("a", key: "k", in: site) == nil && store.row("a", key: "k", in: other) != nil)
        },
    ]
}
