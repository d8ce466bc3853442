import Accounts
import Testing

extension AccountStoreContract {
    static let credentials: [Rule] = [
        Rule("replaces the credential whose version is expected, and no other") { store throws in
            let (site, id) = try populated(store)
            var changes = AccountChanges()
            changes.attributes = ["hint": "h", "none": String?.none]
            let change = CredentialChange(hash: PasswordHash("$hash$2"), at: start + .seconds(5), mustChange: true, changes: changes)
            for wrong in [Int64?.none, 0, 2] {
                #expect(try !store.replaceCredential(of: id, in: site, expecting: wrong, with: change))
            }
            #expect(try store.account(id, in: site)?.attributes.isEmpty == true)
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            let account = try #require(try store.account(id, in: site))
            let credential = try #require(account.credential)
            #expect(credential.hash == PasswordHash("$hash$2"))
            #expect(credential.version == 2)
            #expect(credential.changedAt == start + .seconds(5))
            #expect(credential.mustChange)
            #expect(account.attributes == ["hint": "h"])
            #expect(try !store.replaceCredential(of: id, in: site, expecting: 1, with: change))
        },
        Rule("changes the account together with its credential") { store throws in
            let (site, id) = try populated(store, attributes: ["kept": "1", "gone": "1"])
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            var changes = AccountChanges()
            changes.status = .disabled
            changes.policy = .some(PolicyID(rawValue: 7))
            changes.attributes = ["gone": String?.none, "new": "2"]
            changes.replacedSchemes = [number]
            changes.addedIdentities = [Identity(mail, "Ann@x"), Identity(number, "8")]
            changes.mustChangePassword = true
            changes.endsSessions = true
            let change = CredentialChange(hash: PasswordHash("$hash$2"), at: start, endsSessions: false, changes: changes)
            #expect(try !store.replaceCredential(of: id, in: site, expecting: 2, with: change))
            #expect(try store.identities(of: id, in: site).map(\.value) == ["Ann", "7"], "a change that was lost changes nothing")
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            let account = try #require(try store.account(id, in: site))
            #expect(account.status == .disabled && account.policy?.rawValue == 7 && account.attributes == ["kept": "1", "new": "2"])
            #expect(account.credential?.version == 2 && account.credential?.hash == PasswordHash("$hash$2"))
            #expect(account.credential?.mustChange == false, "the credential's own word on this counts")
            #expect(try store.session(digest(1), in: site) != nil, "and on this")
            #expect(try store.identities(of: id, in: site).map(\.value) == ["Ann", "Ann@x", "8"])
            #expect(try store.accounts(with: Identity(number, "8"), in: site, limit: 9).map(\.id) == [id])
            #expect(try store.accounts(with: Identity(number, "7"), in: site, limit: 9).isEmpty)
        },
        Rule("changes neither account nor credential when another account holds an identity") { store throws in
            let (site, id) = try populated(store)
            let other = try store.insert([NewAccount(identities: [Identity(login, "Bob")])], in: site, at: start)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            var changes = AccountChanges()
            changes.attributes = ["new": "2"]
            changes.replacedSchemes = [login]
            changes.addedIdentities = [Identity(mail, "ann@x"), Identity(login, "BOB")]
            let change = CredentialChange(hash: PasswordHash("$hash$2"), at: start, keepsHistory: 3, changes: changes)
            #expect(throws: StoreError.identityTaken(Identity(login, "BOB"))) {
                try store.replaceCredential(of: id, in: site, expecting: 1, with: change)
            }
            let account = try #require(try store.account(id, in: site))
            #expect(account.credential?.version == 1 && account.credential?.hash == PasswordHash("$hash$1"))
            #expect(account.attributes.isEmpty)
            #expect(try store.identities(of: id, in: site).map(\.value) == ["Ann", "7"])
            #expect(try store.accounts(with: Identity(login, "bob"), in: site, limit: 9).map(\.id) == other)
            #expect(try store.passwordHistory(of: id, in: site, limit: 9).isEmpty)
            #expect(try store.session(digest(1), in: site) != nil)
        },
        Rule("gives a first password to an account that had none") { store throws in
            let (site, id) = try populated(store, hash: nil)
            let change = CredentialChange(hash: PasswordHash("$hash$1"), at: start, keepsHistory: 3)
            #expect(try !store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            #expect(try store.replaceCredential(of: id, in: site, expecting: nil, with: change))
            #expect(try store.account(id, in: site)?.credential?.version == 1)
            #expect(try store.passwordHistory(of: id, in: site, limit: 9).isEmpty)
        },
        Rule("keeps as many earlier hashes as asked, newest first") { store throws in
            let (site, id) = try populated(store, hash: PasswordHash("h1"))
            for version in 1...4 {
                let change = CredentialChange(hash: PasswordHash("h\(version + 1)"), at: start, keepsHistory: 3)
                #expect(try store.replaceCredential(of: id, in: site, expecting: Int64(version), with: change))
            }
            #expect(try store.passwordHistory(of: id, in: site, limit: 9).map(\.text) == ["h4", "h3", "h2"])
            #expect(try store.passwordHistory(of: id, in: site, limit: 2).map(\.text) == ["h4", "h3"])
            let change = CredentialChange(hash: PasswordHash("h6"), at: start, keepsHistory: 0)
            #expect(try store.replaceCredential(of: id, in: site, expecting: 5, with: change))
            #expect(try store.passwordHistory(of: id, in: site, limit: 9).isEmpty)
        },
        Rule("leaves all but the hash as it is when the same password is hashed anew") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            let change = CredentialChange(
                hash: PasswordHash("anew"), at: start + .seconds(9), mustChange: true, keepsHistory: 5, isRehash: true)
            #expect(try !store.replaceCredential(of: id, in: site, expecting: 2, with: change))
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            let credential = try #require(try store.account(id, in: site)?.credential)
            #expect(credential.hash == PasswordHash("anew"))
            #expect(credential.version == 1)
            #expect(credential.changedAt == start)
            #expect(!credential.mustChange)
            #expect(try store.passwordHistory(of: id, in: site, limit: 9).isEmpty)
            #expect(try store.session(digest(1), in: site) != nil)
        },
        Rule("counts sign-ins after a password's end up to the limit, and anew for a new password") { store throws in
            let (site, id) = try populated(store)
            #expect(try store.countGraceSignIn(of: id, in: site, version: 1, limit: 2) == 1)
            #expect(try store.countGraceSignIn(of: id, in: site, version: 1, limit: 2) == 2)
            #expect(try store.countGraceSignIn(of: id, in: site, version: 1, limit: 2) == nil)
            #expect(try store.countGraceSignIn(of: id, in: site, version: 2, limit: 2) == nil)
            #expect(try store.account(id, in: site)?.credential?.graceSignInsUsed == 2)
            let change = CredentialChange(hash: PasswordHash("h"), at: start)
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            #expect(try store.countGraceSignIn(of: id, in: site, version: 2, limit: 2) == 1)
        },
    ]

    static let uses: [Rule] = [
        Rule("keeps when an account signed in and was made active, and disables it if neither was after a time") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            func disable(after seconds: Int, in site: SiteID) throws {
                #expect(try store.commit(Transaction([.disableUnused(id, after: start + .seconds(seconds))]), in: site) != nil)
            }
            #expect(try store.account(id, in: site)?.lastSignInAt == nil && store.account(id, in: site)?.activatedAt == nil)
            try disable(after: -1, in: site)
            try disable(after: 9, in: other)
            #expect(try store.account(id, in: site)?.status == .active)
            #expect(try store.commit(Transaction([.recordSignIn(id, at: start + .seconds(9))]), in: other) != nil)
            #expect(try store.commit(Transaction([.recordSignIn(id, at: start + .seconds(5))]), in: site) != nil)
            #expect(try store.account(id, in: site)?.lastSignInAt == start + .seconds(5))
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            try disable(after: 4, in: site)
            #expect(try store.session(digest(1), in: site) != nil)
            #expect(try store.account(id, in: site)?.status == .active)
            try disable(after: 5, in: site)
            #expect(try store.session(digest(1), in: site) == nil)
            #expect(try store.account(id, in: site)?.status == .disabled)
            var changes = AccountChanges()
            changes.status = .active
            changes.activatedAt = start + .seconds(8)
            #expect(try store.update(id, in: site, changes))
            #expect(
                try store.people(withFirstOf: [Identity(login, "ann")], in: site, limit: 1).first?.account.activatedAt == start
                    + .seconds(8))
            try disable(after: 7, in: site)
            #expect(try store.account(id, in: site)?.status == .active)
            #expect(try store.commit(Transaction([.lock(id)]), in: site) != nil)
            try disable(after: 8, in: site)
            #expect(try store.account(id, in: site)?.status == .locked, "only an active account is disabled")
        }
    ]

    static let failures: [Rule] = [
        Rule("keeps a subject's failures by compare-and-set") { store throws in
            let site = try store.createSite(named: "first")
            let other = try store.createSite(named: "other")
            let one = SignInFailures(count: 1, lastAt: start)
            let two = SignInFailures(count: 2, lastAt: start + .seconds(1), lockedUntil: start + .seconds(60))
            #expect(try store.failures(of: "s", in: site) == nil)
            #expect(try !store.setFailures(two, of: "s", in: site, expecting: one, lock: nil))
            #expect(try store.setFailures(one, of: "s", in: site, expecting: nil, lock: nil))
            #expect(try !store.setFailures(one, of: "s", in: site, expecting: nil, lock: nil))
            #expect(try store.setFailures(two, of: "s", in: site, expecting: one, lock: nil))
            #expect(try store.failures(of: "s", in: site) == two)
            #expect(try store.failures(of: "s", in: other) == nil)
            #expect(try !store.setFailures(one, of: "s", in: site, expecting: SignInFailures(count: 2, lastAt: two.lastAt), lock: nil))
            #expect(try store.setFailures(one, of: "s", in: site, expecting: two, lock: nil))
            try store.forgetFailures(of: "s", in: site)
            #expect(try store.failures(of: "s", in: site) == nil)
        },
        Rule("locks with the failure that leads to it, or not at all") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            let failures = SignInFailures(count: 3, lastAt: start)
            let lock = AccountLock(account: id, untilUnlocked: true)
            #expect(try !store.setFailures(failures, of: "s", in: site, expecting: failures, lock: lock))
            #expect(try store.account(id, in: site)?.status == .active)
            #expect(try store.session(digest(1), in: site) != nil)
            #expect(try store.setFailures(failures, of: "s", in: site, expecting: nil, lock: lock))
            #expect(try store.account(id, in: site)?.status == .locked)
            #expect(try store.session(digest(1), in: site) == nil)
        },
        Rule("ends sessions at a lock for a time, and leaves the status") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            let failures = SignInFailures(count: 3, lastAt: start, lockedUntil: start + .seconds(9))
            let lock = AccountLock(account: id, untilUnlocked: false)
            #expect(try store.setFailures(failures, of: "s", in: site, expecting: nil, lock: lock))
            #expect(try store.account(id, in: site)?.status == .active)
            #expect(try store.session(digest(1), in: site) == nil)
        },
        Rule("forgets what is old and not locked") { store throws in
            let site = try store.createSite(named: "first")
            let old = SignInFailures(count: 1, lastAt: start)
            let locked = SignInFailures(count: 1, lastAt: start, lockedUntil: start + .seconds(100))
            let young = SignInFailures(count: 1, lastAt: start + .seconds(50))
            for (subject, failures) in [("old", old), ("locked", locked), ("young", young)] {
                #expect(try store.setFailures(failures, of: subject, in: site, expecting: nil, lock: nil))
            }
            try store.forgetFailures(before: start + .seconds(50), notLockedAt: start + .seconds(60), keeping: 10, in: site)
            #expect(try store.failures(of: "old", in: site) == nil)
            #expect(try store.failures(of: "locked", in: site) == locked)
            #expect(try store.failures(of: "young", in: site) == young)
            try store.forgetFailures(before: start + .seconds(50), notLockedAt: start + .seconds(100), keeping: 10, in: site)
            #expect(try store.failures(of: "locked", in: site) == nil)
        },
        Rule("keeps no more subjects than asked, of the locked and of the others; the oldest go first") { store throws in
            let site = try store.createSite(named: "first")
            for second in 0..<30 {
                let failures = SignInFailures(
                    count: 1, lastAt: start + .seconds(second), lockedUntil: second < 10 ? start + .seconds(1000) : nil)
                #expect(try store.setFailures(failures, of: "s\(second)", in: site, expecting: nil, lock: nil))
            }
            try store.forgetFailures(before: start, notLockedAt: start + .seconds(30), keeping: 4, in: site)
            let kept = try (0..<30).filter { try store.failures(of: "s\($0)", in: site) != nil }
            #expect(kept == [6, 7, 8, 9, 26, 27, 28, 29])
        },
    ]
}
