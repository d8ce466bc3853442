import Accounts
import Testing

extension AccountStoreContract {
    static let people: [Rule] = [
        Rule("finds those who hold the first identity that anybody holds") { store throws in
            let (site, id) = try populated(store, identities: [Identity(login, "Ann"), Identity(mail, "a@x")])
            let new = [[Identity(login, "Bob"), Identity(mail, "a@x")], [Identity(mail, "A@X")]]
            let others = try store.insert(new.map { NewAccount(identities: $0) }, in: site, at: start)
            func found(_ identities: [Identity], limit: Int = 9) throws -> [AccountID] {
                try store.people(withFirstOf: identities, in: site, limit: limit).map(\.id)
            }
            #expect(try found([Identity(login, "nobody"), Identity(login, "ANN"), Identity(mail, "a@x")]) == [id])
            #expect(try found([Identity(mail, "a@x"), Identity(login, "Bob")]) == [id] + others)
            #expect(try found([Identity(mail, "a@x")], limit: 2) == [id, others[0]])
            #expect(try found([Identity(login, "nobody")]).isEmpty)
            #expect(try found([]).isEmpty)
            let person = try #require(try store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: 1).first)
            #expect(person.identities.map(\.value) == ["Ann", "a@x"])
            #expect(person.account.createdAt == start)
        },
        Rule("finds those who hold all of several identities, among few") { store throws in
            let (site, id) = try populated(store, identities: [Identity(login, "Ann"), Identity(mail, "a@x"), Identity(mail, "b@x")])
            let others = try store.insert(
                (0..<4).map { NewAccount(identities: [Identity(login, "other \($0)"), Identity(mail, "A@x")]) }, in: site, at: start)
            func found(_ identities: [Identity], among limit: Int = 9) throws -> [AccountID]? {
                try store.people(withAllOf: identities, in: site, among: limit)?.map(\.id)
            }
            #expect(try found([Identity(mail, "a@X"), Identity(mail, "b@x")]) == [id])
            #expect(try found([Identity(mail, "a@x"), Identity(login, "OTHER 3")], among: 1) == [others[3]])
            #expect(try found([Identity(mail, "a@x")], among: 5) == [id] + others)
            #expect(try found([Identity(mail, "a@x")], among: 4) == nil)
            #expect(try found([Identity(mail, "a@x"), Identity(mail, "nobody")], among: 4) == [])
            #expect(try found([Identity(login, "Ann"), Identity(login, "other 1")]) == [])
            #expect(try found([]) == [])
            let other = try store.createSite(named: "other")
            #expect(try store.people(withAllOf: [Identity(mail, "a@x")], in: other, among: 9)?.isEmpty == true)
        },
        Rule("gives a session with whose it is") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(2), kind: "k", account: nil, createdAt: start), in: site, store)
            let stored = try #require(try store.storedSession(digest(1), in: site))
            #expect(stored.person?.id == id)
            #expect(stored.person?.identities.map(\.value) == ["Ann", "7"])
            let nobodys = try #require(try store.storedSession(digest(2), in: site))
            #expect(nobodys.person == nil)
            #expect(try store.storedSession(digest(3), in: site) == nil)
        },
    ]
}
