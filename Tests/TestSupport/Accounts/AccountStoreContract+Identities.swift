import Accounts
import Testing

extension AccountStoreContract {
    static let identities: [Rule] = [
        Rule("finds a holder, with letter case where the scheme has it") { store throws in
            let (site, id) = try populated(store, identities: [Identity(login, "Ann É"), Identity(number, "X7")])
            #expect(try store.accounts(with: Identity(login, "ANN é"), in: site, limit: 9).map(\.id) == [id])
            #expect(try store.accounts(with: Identity(number, "X7"), in: site, limit: 9).map(\.id) == [id])
            #expect(try store.accounts(with: Identity(number, "x7"), in: site, limit: 9).isEmpty)
            #expect(try store.accounts(with: Identity(mail, "ann é"), in: site, limit: 9).isEmpty)
        },
        Rule("shows an identity as it was given") { store throws in
            let (site, id) = try populated(store, identities: [Identity(login, "AnN"), Identity(mail, "Ann@Example.ORG")])
            #expect(try store.identities(of: id, in: site).map(\.value) == ["AnN", "Ann@Example.ORG"])
            #expect(try store.identities(of: id, in: site).map(\.scheme) == [login.name, mail.name])
            #expect(try store.values(of: login, forHolderOf: Identity(mail, "ann@example.org"), in: site) == ["AnN"])
        },
        Rule("takes values as bytes: what is not the same is not found") { store throws in
            let composed = "caf\u{E9}"
            let decomposed = "cafe\u{301}"
            let (site, _) = try populated(
                store, identities: [Identity(number, composed), Identity(number, "a\u{0}b"), Identity(number, "")])
            #expect(try store.accounts(with: Identity(number, composed), in: site, limit: 9).count == 1)
            #expect(try store.accounts(with: Identity(number, decomposed), in: site, limit: 9).isEmpty)
            #expect(try store.accounts(with: Identity(number, "a\u{0}b"), in: site, limit: 9).count == 1)
            #expect(try store.accounts(with: Identity(number, "a"), in: site, limit: 9).isEmpty)
            #expect(try store.accounts(with: Identity(number, ""), in: site, limit: 9).count == 1)
            #expect(try store.accounts(with: Identity(number, "' OR 1=1 --"), in: site, limit: 9).isEmpty)
        },
        Rule("gives values of one scheme for the holder of another") { store throws in
            let (site, _) = try populated(
                store, identities: [Identity(login, "Ann"), Identity(number, "7"), Identity(mail, "a@x"), Identity(mail, "b@x")])
            #expect(try store.values(of: number, forHolderOf: Identity(login, "ann"), in: site) == ["7"])
            #expect(try store.values(of: mail, forHolderOf: Identity(number, "7"), in: site) == ["a@x", "b@x"])
            #expect(try store.values(of: login, forHolderOf: Identity(login, "ann"), in: site) == ["Ann"])
            #expect(try store.values(of: login, forHolderOf: Identity(number, "8"), in: site).isEmpty)
            let unused = IdentityScheme("test.unused", isUnique: true, ignoresCase: false)
            #expect(try store.values(of: unused, forHolderOf: Identity(number, "7"), in: site).isEmpty)
            #expect(try store.values(of: number, forHolderOf: Identity(unused, "7"), in: site).isEmpty)
        },
        Rule("gives all holders of an identity that is not unique, in the order they were made, up to a limit") { store throws in
            let site = try store.createSite(named: "first")
            let names = ["c", "a", "b", "d", "e"]
            let ids = try store.insert(
                names.map { NewAccount(identities: [Identity(login, $0), Identity(mail, "shared@x")]) }, in: site, at: start)
            #expect(try store.accounts(with: Identity(mail, "SHARED@x"), in: site, limit: 9).map(\.id) == ids)
            #expect(try store.accounts(with: Identity(mail, "shared@x"), in: site, limit: 2).map(\.id) == Array(ids.prefix(2)))
            #expect(try store.accounts(with: Identity(mail, "shared@x"), in: site, limit: 0).isEmpty)
            #expect(try store.values(of: login, forHolderOf: Identity(mail, "shared@x"), in: site) == names)
        },
        Rule("keeps a unique identity with one account") { store throws in
            let (site, id) = try populated(store)
            let other = try #require(try store.insert([NewAccount(identities: [Identity(login, "Bob")])], in: site, at: start).first)
            var changes = AccountChanges()
            changes.addedIdentities = [Identity(mail, "bob@x"), Identity(login, "aNN")]
            changes.attributes = ["touched": "yes"]
            #expect(throws: StoreError.identityTaken(Identity(login, "aNN"))) { try store.update(other, in: site, changes) }
            #expect(try store.identities(of: other, in: site).map(\.value) == ["Bob"])
            #expect(try store.account(other, in: site)?.attributes.isEmpty == true)
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 9).map(\.id) == [id])
        },
        Rule("adds and takes away identities") { store throws in
            let (site, id) = try populated(store)
            var changes = AccountChanges()
            changes.replacedSchemes = [login, mail]
            changes.addedIdentities = [Identity(login, "Anna"), Identity(mail, "a@x"), Identity(mail, "a@x")]
            #expect(try store.update(id, in: site, changes))
            #expect(try store.identities(of: id, in: site).map(\.value) == ["7", "Anna", "a@x"])
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 9).isEmpty)
            #expect(try store.accounts(with: Identity(login, "anna"), in: site, limit: 9).map(\.id) == [id])
            changes = AccountChanges()
            changes.addedIdentities = [Identity(login, "anna"), Identity(mail, "A@X")]
            #expect(try store.update(id, in: site, changes), "what it holds already is passed over")
            #expect(try store.identities(of: id, in: site).map(\.value) == ["7", "Anna", "a@x"])
        },
        Rule("takes all values of a scheme away before new ones are added") { store throws in
            let (site, id) = try populated(store, identities: [Identity(mail, "a@x"), Identity(mail, "b@x"), Identity(number, "7")])
            var changes = AccountChanges()
            changes.replacedSchemes = [mail]
            changes.addedIdentities = [Identity(mail, "c@x")]
            #expect(try store.update(id, in: site, changes))
            #expect(try Set(store.identities(of: id, in: site).map(\.value)) == ["c@x", "7"])
            #expect(try store.accounts(with: Identity(mail, "a@x"), in: site, limit: 1).isEmpty)
        },
        Rule("lets an identity that was taken away be held by another") { store throws in
            let (site, id) = try populated(store)
            var changes = AccountChanges()
            changes.replacedSchemes = [login]
            #expect(try store.update(id, in: site, changes))
            let other = try store.insert([NewAccount(identities: [Identity(login, "ann")])], in: site, at: start)
            #expect(try store.accounts(with: Identity(login, "Ann"), in: site, limit: 9).map(\.id) == other)
        },
    ]
}
