import Accounts
import Testing

extension AccountStoreContract {
    static let sites: [Rule] = [
        Rule("makes a site once, whatever the letter case") { store throws in
            let one = try store.createSite(named: "Acme")
            #expect(try store.createSite(named: "aCME") == one)
            #expect(try store.site(named: "ACME") == one)
            #expect(try store.sites().map(\.name) == ["Acme"])
        },
        Rule("does not know a site that was not made") { store throws in
            #expect(try store.site(named: "nowhere") == nil)
            #expect(try store.sites().isEmpty)
        },
        Rule("deletes a site with everything in it, and nothing of another") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let kept = try #require(try store.insert([NewAccount(identities: [Identity(login, "Ann")])], in: other, at: start).first)
            for site in [site, other] {
                try store.setPolicy(AccountPolicy(), named: "p", in: site)
                try store.setValue("v", named: "n", in: site)
                try keep(Session(digest: digest(1), kind: "k", account: nil, createdAt: start), in: site, store)
                let failures = SignInFailures(count: 1, lastAt: start)
                #expect(try store.setFailures(failures, of: "s", in: site, expecting: nil, lock: nil))
            }
            #expect(try store.deleteSite(site))
            #expect(try !store.deleteSite(site), "a second time there is nothing")
            #expect(try store.site(named: "first") == nil)
            #expect(try store.sites().map(\.id) == [other])
            #expect(try store.account(id, in: site) == nil)
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 9).isEmpty)
            #expect(try store.values(of: number, forHolderOf: Identity(login, "ann"), in: site).isEmpty)
            #expect(try store.identities(of: id, in: site).isEmpty)
            #expect(try store.policy(named: "p", in: site) == nil)
            #expect(try store.value(named: "n", in: site) == nil)
            #expect(try store.session(digest(1), in: site) == nil)
            #expect(try store.failures(of: "s", in: site) == nil)
            #expect(try store.account(kept, in: other) != nil)
            #expect(try store.accounts(with: Identity(login, "ann"), in: other, limit: 9).map(\.id) == [kept])
            #expect(try store.policy(named: "p", in: other) != nil)
            #expect(try store.value(named: "n", in: other) == "v")
            #expect(try store.session(digest(1), in: other) != nil)
            #expect(try store.failures(of: "s", in: other)?.count == 1)
        },
        Rule("gives no site the key of one that was deleted") { store throws in
            var seen: Set<SiteID> = []
            for round in 0..<4 {
                let one = try store.createSite(named: "same")
                let other = try store.createSite(named: "other \(round)")
                #expect(seen.insert(one).inserted && seen.insert(other).inserted)
                #expect(try store.sites().map(\.name) == ["same", "other \(round)"])
                // In both orders.
                for site in round.isMultiple(of: 2) ? [one, other] : [other, one] { #expect(try store.deleteSite(site)) }
            }
            #expect(try store.sites().isEmpty)
            #expect(try store.isEmpty())
        },
        Rule("is empty until there is an account") { store throws in
            #expect(try store.isEmpty())
            let (site, id) = try populated(store)
            #expect(try !store.isEmpty())
            #expect(try store.delete(id, in: site))
            #expect(try store.isEmpty())
        },
        Rule("counts the accounts and sessions of some sites") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            try store.insert([NewAccount(identities: []), NewAccount(identities: [])], in: other, at: start)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(2), kind: "b", account: nil, createdAt: start), in: other, store)
            #expect(try store.sizes(of: [site]) == StoreSizes(accounts: 1, sessions: 1))
            #expect(try store.sizes(of: [other, site]) == StoreSizes(accounts: 3, sessions: 2))
            #expect(try store.sizes(of: []) == StoreSizes(accounts: 0, sessions: 0))
            #expect(try store.delete(id, in: site))
            #expect(try store.sizes(of: [other, site]) == StoreSizes(accounts: 2, sessions: 1))
        },
        Rule("shows nothing of one site from another") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            #expect(try store.account(id, in: site) != nil)
            #expect(try store.account(id, in: other) == nil)
            #expect(try store.accounts(with: Identity(login, "ann"), in: other, limit: 9).isEmpty)
            #expect(try store.values(of: number, forHolderOf: Identity(login, "ann"), in: other).isEmpty)
            #expect(try store.identities(of: id, in: other).isEmpty)
            #expect(try !store.update(id, in: other, AccountChanges()))
            #expect(try !store.delete(id, in: other))
            #expect(
                try !store.replaceCredential(of: id, in: other, expecting: 1, with: CredentialChange(hash: PasswordHash("x"), at: start)))
            #expect(try store.account(id, in: site)?.credential?.hash == PasswordHash("$hash$1"))
        },
        Rule("lets two sites hold the same identity") { store throws in
            let (site, _) = try populated(store)
            let other = try store.createSite(named: "other")
            _ = try store.insert([NewAccount(identities: [Identity(login, "Ann")])], in: other, at: start)
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 9).count == 1)
            #expect(try store.accounts(with: Identity(login, "ann"), in: other, limit: 9).count == 1)
        },
    ]

    static let accounts: [Rule] = [
        Rule("changes an account only while it has one of the statuses that are expected") { store throws in
            let (site, id) = try populated(store)
            var changes = AccountChanges()
            changes.status = .active
            changes.attributes = ["new": "1"]
            changes.addedIdentities = [Identity(number, "8")]
            changes.mustChangePassword = true
            #expect(try !store.update(id, in: site, changes, expecting: [.locked, .disabled]))
            let account = try #require(try store.account(id, in: site))
            #expect(account.attributes.isEmpty && account.credential?.version == 1 && account.credential?.mustChange == false)
            #expect(try store.identities(of: id, in: site).map(\.value) == ["Ann", "7"])
            #expect(try store.update(id, in: site, changes, expecting: [.locked, .active]))
            #expect(try store.account(id, in: site)?.attributes == ["new": "1"])
            #expect(try store.account(id, in: site)?.credential?.mustChange == true)
        },
        Rule("gives back what it was given") { store throws in
            let site = try store.createSite(named: "first")
            let attributes = ["plain": "value", "empty": "", "a=b\\": "line\nline\r=\\n\u{0}end", "ünï": "💶 text"]
            let new = NewAccount(
                status: .disabled, identities: [], passwordHash: PasswordHash("$h$"), mustChangePassword: true,
                policy: PolicyID(rawValue: 7),
                attributes: attributes)
            let id = try #require(try store.insert([new], in: site, at: start).first)
            let account = try #require(try store.account(id, in: site))
            #expect(account.id == id)
            #expect(account.status == .disabled)
            #expect(account.policy == PolicyID(rawValue: 7))
            #expect(account.attributes == attributes)
            #expect(account.createdAt == start)
            let credential = try #require(account.credential)
            #expect(credential.hash == PasswordHash("$h$"))
            #expect(credential.mustChange)
            #expect(credential.changedAt == start)
            #expect(credential.graceSignInsUsed == 0)
        },
        Rule("keeps an account without a password apart from one with an empty hash") { store throws in
            let site = try store.createSite(named: "first")
            let ids = try store.insert(
                [NewAccount(identities: []), NewAccount(identities: [], passwordHash: PasswordHash(""))], in: site, at: start)
            #expect(try store.account(ids[0], in: site)?.credential == nil)
            #expect(try store.account(ids[1], in: site)?.credential?.hash == PasswordHash(""))
        },
        Rule("gives keys in the order of the accounts") { store throws in
            let site = try store.createSite(named: "first")
            let ids = try store.insert((0..<50).map { NewAccount(identities: [Identity(number, "\($0)")]) }, in: site, at: start)
            #expect(ids.count == 50)
            for (index, id) in ids.enumerated() {
                #expect(try store.identities(of: id, in: site).map(\.value) == ["\(index)"])
            }
        },
        Rule("keeps all new accounts or none") { store throws in
            let (site, _) = try populated(store)
            let batch = [NewAccount(identities: [Identity(login, "Bob")]), NewAccount(identities: [Identity(login, "ANN")])]
            #expect(throws: StoreError.identityTaken(Identity(login, "ANN"))) { try store.insert(batch, in: site, at: start) }
            #expect(try store.accounts(with: Identity(login, "bob"), in: site, limit: 9).isEmpty)
        },
        Rule("changes what a change names and nothing else") { store throws in
            let (site, id) = try populated(store, attributes: ["kept": "1", "set": "1", "gone": "1"])
            var changes = AccountChanges()
            changes.attributes = ["set": "2", "new": "3", "gone": String?.none]
            #expect(try store.update(id, in: site, changes))
            var account = try #require(try store.account(id, in: site))
            #expect(account.attributes == ["kept": "1", "set": "2", "new": "3"])
            #expect(account.status == .active)
            #expect(account.credential?.version == 1)
            changes = AccountChanges()
            changes.status = .locked
            changes.policy = .some(PolicyID(rawValue: 7))
            changes.mustChangePassword = true
            #expect(try store.update(id, in: site, changes))
            account = try #require(try store.account(id, in: site))
            #expect(account.status == .locked)
            #expect(account.policy == PolicyID(rawValue: 7))
            #expect(account.credential?.mustChange == true)
            changes = AccountChanges()
            changes.policy = .some(nil)
            #expect(try store.update(id, in: site, changes))
            account = try #require(try store.account(id, in: site))
            #expect(account.policy == nil)
            #expect(account.status == .locked)
            #expect(account.attributes["new"] == "3")
        },
        Rule("sets the age of a password and its grace sign-ins, and nothing for an account without one") { store throws in
            let site = try store.createSite(named: "first")
            let ids = try store.insert(
                [NewAccount(identities: [], passwordHash: PasswordHash("$h$")), NewAccount(identities: [])], in: site, at: start)
            var changes = AccountChanges()
            changes.passwordChangedAt = start + .days(-89)
            changes.graceSignInsUsed = 2
            for id in ids { #expect(try store.update(id, in: site, changes)) }
            let credential = try store.account(ids[0], in: site)?.credential
            #expect(credential?.changedAt == start + .days(-89) && credential?.graceSignInsUsed == 2)
            #expect(credential?.version == 1 && credential?.hash == PasswordHash("$h$"))
            #expect(try store.account(ids[1], in: site)?.credential == nil)
        },
        Rule("does not change or take away an account that is not there") { store throws in
            let site = try store.createSite(named: "first")
            #expect(try !store.update(AccountID(rawValue: 99), in: site, AccountChanges()))
            #expect(try !store.delete(AccountID(rawValue: 99), in: site))
            #expect(try store.account(AccountID(rawValue: 99), in: site) == nil)
        },
        Rule("takes an account away with all that is its own, and never gives its key again") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            #expect(try store.delete(id, in: site))
            #expect(try store.account(id, in: site) == nil)
            #expect(try store.session(digest(1), in: site) == nil)
            #expect(try store.accounts(with: Identity(login, "ann"), in: site, limit: 9).isEmpty)
            #expect(try !store.delete(id, in: site))
            let next = try store.insert([NewAccount(identities: [Identity(login, "Ann")])], in: site, at: start)
            #expect(next != [id])
        },
    ]
}
