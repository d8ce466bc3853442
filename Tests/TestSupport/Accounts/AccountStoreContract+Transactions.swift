import Accounts
import Testing

extension AccountStoreContract {
    static let transactions: [Rule] = [
        Rule("makes all changes of a transaction, in order, and answers with what is so then") { store throws in
            let (site, id) = try populated(store)
            var changes = AccountChanges()
            changes.attributes = ["a": "b"]
            let credential = NewCredential(hash: PasswordHash("$hash$2"), changedAt: start + .seconds(1), keepsHistory: 2)
            let session = Session(digest: digest(1), kind: "k", account: id, createdAt: start)
            let committed = try store.commit(
                Transaction(
                    expecting: [.account(id), .status(id, [.active]), .credential(id, version: 1), .failures(of: "s", nil)],
                    [
                        .insert(NewAccount(identities: [Identity(login, "Bob")]), at: start), .update(id, changes),
                        .setCredential(id, credential), .countGraceSignIn(id), .keepSession(session),
                        .insert(NewAccount(identities: [Identity(login, "Cy")]), at: start),
                        .setFailures(of: "s", SignInFailures(count: 1, lastAt: start)), .setValue("v", named: "n"),
                    ], answering: [id, AccountID(rawValue: 99_999)]), in: site)
            let result = try #require(committed)
            #expect(try result.accounts.map { try store.identities(of: $0, in: site).map(\.value) } == [["Bob"], ["Cy"]])
            let person = try #require(result.people.first)
            #expect(result.people.count == 1 && person.id == id && person.identities.map(\.value) == ["Ann", "7"])
            #expect(person.account.attributes == ["a": "b"])
            #expect(person.account.credential?.version == 2 && person.account.credential?.graceSignInsUsed == 1)
            #expect(try store.session(digest(1), in: site)?.account == id)
            #expect(try store.failures(of: "s", in: site)?.count == 1)
            #expect(try store.value(named: "n", in: site) == "v")
        },
        Rule("changes nothing when one thing expected does not hold") { store throws in
            let (site, id) = try populated(store, attributes: ["caf\u{E9}": "caf\u{E9}"])
            let bare = try #require(try store.insert([NewAccount(identities: [])], in: site, at: start).first)
            let other = try store.createSite(named: "other")
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            try store.setValue("caf\u{E9}", named: "m", in: site)
            let wrong: [Accounts.Expectation] = [
                .account(AccountID(rawValue: 99_999)), .status(id, [.disabled, .locked]), .status(AccountID(rawValue: 99_999), [.active]),
                .credential(id, version: 2), .credential(id, version: nil), .credential(bare, version: 1), .credential(bare, version: 0),
                .credential(AccountID(rawValue: 99_999), version: nil),
                .graceSignIns(id, fewerThan: 0), .failures(of: "s", SignInFailures(count: 1, lastAt: start)), .session(digest(2)),
                .sessionOwner(digest(2), nil), .sessionOwner(digest(1), nil), .sessionOwner(digest(1), bare),
                .attribute(id, named: "caf\u{E9}", nil), .attribute(id, named: "caf\u{E9}", "cafe\u{301}"), .attribute(id, named: "b", ""),
                .attribute(AccountID(rawValue: 99_999), named: "b", nil), .value("", named: "n"), .value(nil, named: "m"),
                .value("cafe\u{301}", named: "m"),
            ]
            let right: [Accounts.Expectation] = [
                .account(id), .status(id, [.active]), .credential(id, version: 1), .credential(bare, version: nil),
                .graceSignIns(id, fewerThan: 1), .failures(of: "s", nil), .session(digest(1)), .sessionOwner(digest(1), id),
                .attribute(id, named: "caf\u{E9}", "caf\u{E9}"), .attribute(id, named: "b", nil), .value(nil, named: "n"),
                .value("caf\u{E9}", named: "m"),
            ]
            let changes: [Change] = [.setValue("v", named: "n"), .lock(id), .endSession(digest(1))]
            for expectation in wrong {
                #expect(try store.commit(Transaction(expecting: right + [expectation], changes), in: site) == nil, "\(expectation)")
                #expect(try store.commit(Transaction(expecting: [expectation] + right), in: site) == nil, "\(expectation), looking only")
            }
            for expectation in right where expectation.isOfSomethingThere {
                #expect(try store.commit(Transaction(expecting: [expectation], changes), in: other) == nil, "\(expectation), elsewhere")
            }
            #expect(try store.value(named: "n", in: site) == nil && store.value(named: "n", in: other) == nil)
            #expect(try store.account(id, in: site)?.status == .active)
            #expect(try store.session(digest(1), in: site) != nil)
            let looked = try #require(try store.commit(Transaction(expecting: right, answering: [id]), in: site))
            #expect(looked.people.map(\.id) == [id])
            #expect(try store.commit(Transaction(expecting: right, changes), in: site) != nil)
            #expect(try store.account(id, in: site)?.status == .locked)
            #expect(try store.session(digest(1), in: site) == nil)
        },
        Rule("makes none of a transaction's changes when one fails") { store throws in
            let (site, id) = try populated(store)
            #expect(throws: StoreError.identityTaken(Identity(login, "ANN"))) {
                try store.commit(
                    Transaction([
                        .setValue("v", named: "n"), .lock(id), .insert(NewAccount(identities: [Identity(login, "ANN")]), at: start),
                    ]), in: site)
            }
            #expect(try store.value(named: "n", in: site) == nil)
            #expect(try store.account(id, in: site)?.status == .active)
        },
        Rule("does nothing to what is not there, or is another site's") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            let other = try store.createSite(named: "other")
            let credential = NewCredential(hash: PasswordHash("x"), changedAt: start)
            var disabling = AccountChanges()
            disabling.status = .disabled
            let changes: [Change] = [
                .update(id, disabling), .lock(id), .delete(id), .setCredential(id, credential), .rehash(id, PasswordHash("x")),
                .countGraceSignIn(id), .setFailures(of: "s", nil), .endSession(digest(1)), .endSessions(of: id, except: nil),
                .endSessionsAlike(SessionLikeness(account: id, kind: "k", clientAddress: nil), keepingNewest: 0),
            ]
            #expect(try store.commit(Transaction(changes, answering: [id]), in: other)?.people.isEmpty == true)
            let account = try #require(try store.account(id, in: site))
            #expect(account.status == .active && account.credential?.version == 1 && account.credential?.graceSignInsUsed == 0)
            #expect(account.credential?.hash == PasswordHash("$hash$1"))
            #expect(try store.session(digest(1), in: site) != nil)
            let bare = try #require(try store.insert([NewAccount(identities: [])], in: site, at: start).first)
            #expect(try store.commit(Transaction([.rehash(bare, PasswordHash("x"))]), in: site) != nil)
            #expect(try store.account(bare, in: site)?.credential == nil, "an account without a password gets none by it")
        },
        Rule("locks an account only if it is active") { store throws in
            let (site, id) = try populated(store)
            var disabling = AccountChanges()
            disabling.status = .disabled
            #expect(try store.update(id, in: site, disabling))
            #expect(try store.commit(Transaction([.lock(id)]), in: site) != nil)
            #expect(try store.account(id, in: site)?.status == .disabled)
        },
    ]
}

extension Accounts.Expectation {
    /// Whether it expects something to be there.
    fileprivate var isOfSomethingThere: Bool {
        switch self {
        case .failures(_, nil), .value(nil, _): false
        default: true
        }
    }
}
