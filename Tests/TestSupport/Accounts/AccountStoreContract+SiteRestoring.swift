public import Accounts
import Testing

extension AccountStoreContract {
    /// A store that does not note what is changed answers nil, and then nothing may be different.
    static let siteRestoring: [Rule] = [
        Rule("restores a copy to what its original has, under another key") { store throws in
            let (source, _) = try furnished(store)
            let original = try #require(try store.copySite(source, named: "original", marking: nil))
            var copy = try #require(try store.copySite(original, named: "copy", marking: nil, restorable: .copy))
            let before = try Picture(of: original, store)
            #expect(try Picture(of: copy, store) == before)
            for isInUse in [true, false, true, true] {
                try changeEverything(in: copy, store)
                let changed = try Picture(of: copy, store)
                #expect(changed.sharesNothing(with: before))
                guard let restored = try store.restoreSite(copy, from: original, marking: "mark", isInUse: isInUse) else {
                    #expect(try Picture(of: copy, store) == changed)
                    return
                }
                #expect(restored != copy)
                #expect(try store.value(named: "mark", in: restored) == (isInUse ? nil : ""))
                // The mark is no part of the picture.
                try store.setValue(nil, named: "mark", in: restored)
                #expect(try Picture(of: restored, store) == before)
                #expect(try store.site(named: "copy") == (isInUse ? restored : nil))
                if !isInUse { _ = try store.replaceSite(try store.createSite(named: "copy"), by: restored, marking: "mark") }
                for key in [original, source] { #expect(try Picture(of: key, store) == before) }
                copy = restored
            }
        },
        Rule("lets nobody read or change a site that was restored by its earlier key") { store throws in
            let (source, _) = try furnished(store)
            let copy = try #require(try store.copySite(source, named: "copy", marking: nil, restorable: .copy))
            let ann = try #require(try store.accounts(with: Identity(login, "ann"), in: copy, limit: 1).first).id
            try store.setValue("changed", named: "n", in: copy)
            guard let restored = try store.restoreSite(copy, from: source, marking: "mark", isInUse: true) else { return }
            #expect(throws: StoreError.siteGone) { try store.value(named: "n", in: copy) }
            #expect(throws: StoreError.siteGone) { try store.person(ann, in: copy) }
            #expect(throws: StoreError.siteGone) { try store.values(of: number, forHolderOf: Identity(login, "ann"), in: copy) }
            #expect(throws: StoreError.siteGone) { try store.setValue("late", named: "n", in: copy) }
            #expect(throws: StoreError.siteGone) { try store.commit(Transaction(expecting: [.account(ann)], []), in: copy) }
            store.touch([(digest: digest(7), site: copy, at: Timestamp(milliseconds: start.milliseconds + 9))])
            #expect(try store.restoreSite(copy, from: source, marking: "mark", isInUse: true) == nil)
            #expect(try !store.deleteSite(copy))
            // The keys of accounts are what they were.
            #expect(try store.person(ann, in: restored)?.account.id == ann)
            #expect(try store.values(of: number, forHolderOf: Identity(login, "ann"), in: restored) == ["7"])
            #expect(try Picture(of: restored, store) == Picture(of: source, store))
            // Nor is the key given again.
            #expect(try store.deleteSite(restored))
            let next = try store.createSite(named: "next")
            #expect(next != copy && next != restored)
            #expect(try store.accountCount(in: next) == 0)
        },
        Rule("restores the source of a copy if that was asked for") { store throws in
            let (source, _) = try furnished(store)
            let original = try #require(try store.copySite(source, named: "original", marking: "mark", restorable: .source))
            let before = try Picture(of: source, store)
            try changeEverything(in: source, store)
            guard let restored = try store.restoreSite(source, from: original, marking: "mark", isInUse: true) else { return }
            #expect(try Picture(of: restored, store) == before)
            #expect(try store.restoreSite(original, from: source, marking: "mark", isInUse: true) == nil, "not the other one")
        },
        Rule("restores nothing from a site that is not the original, and nothing that is not there") { store throws in
            let (source, _) = try furnished(store)
            let other = try #require(try store.copySite(source, named: "other", marking: nil))
            let copy = try #require(try store.copySite(source, named: "copy", marking: nil, restorable: .copy))
            let before = try Picture(of: copy, store)
            let missing = SiteID(rawValue: 99)
            for (site, original) in [(copy, other), (other, source), (source, copy), (missing, source), (copy, missing)] {
                #expect(try store.restoreSite(site, from: original, marking: "mark", isInUse: true) == nil)
            }
            #expect(try Picture(of: copy, store) == before)
            #expect(try store.deleteSite(source))
            #expect(try store.restoreSite(copy, from: source, marking: "mark", isInUse: true) == nil, "the original has gone")
            #expect(try Picture(of: copy, store) == before)
        },
    ]

    /// Changes something in everything that a picture shows. Other accounts, containers and rule sets take the names of those that go.
    public static func changeEverything(in site: SiteID, _ store: any AccountStore) throws {
        let ann = try #require(try store.accounts(with: Identity(login, "ann"), in: site, limit: 1).first).id
        let bob = try #require(try store.accounts(with: Identity(login, "bob"), in: site, limit: 1).first).id
        let policy = try #require(try store.policies(in: site).first)
        let containers = try store.directory(in: site).all
        let outer = try #require(containers.first { $0.name == "outer" }).id
        let inner = try #require(containers.first { $0.name == "inner" }).id
        let event = try #require(try store.events("e", of: ann, in: site, before: nil, limit: 1).first).id
        let later = Timestamp(milliseconds: start.milliseconds + 50)
        var swapped = AccountChanges()
        swapped.replacedSchemes = [login, number]
        swapped.addedIdentities = [Identity(login, "Bob"), Identity(number, "8")]
        swapped.attributes = ["colour": "blue"]
        var outerChanges = ContainerChanges()
        outerChanges.name = "inner"
        outerChanges.key = .some("other")
        var innerChanges = ContainerChanges()
        innerChanges.name = "outer"
        innerChanges.key = .some("k")
        _ = try store.commit(
            Transaction([
                .setFailures(of: "a\(ann.rawValue)", nil),
                .setFailures(of: "ka\(ann.rawValue)@00", SignInFailures(count: 9, lastAt: later)),
                .setFailures(of: "n00@", SignInFailures(count: 4, lastAt: later)),
                .setFailures(of: "n11@", SignInFailures(count: 5, lastAt: later)),
                .delete(bob), .update(ann, swapped), .recordSignIn(ann, at: later),
                .setCredential(ann, NewCredential(hash: PasswordHash("$hash$9"), changedAt: later, keepsHistory: 1)),
                .insert(NewAccount(identities: [Identity(login, "Ann"), Identity(number, "7")]), at: later),
                .updateContainer(outer, outerChanges), .updateContainer(inner, innerChanges), .removeMember(.container(inner), from: outer),
                .removeMember(.account(ann), from: inner), .addMember(.account(ann), to: outer),
                .insertContainer(NewContainer("group", name: "third")),
                .renamePolicy(policy.id, to: "lax"), .setPolicy(AccountPolicy(), named: "strict"), .draw(sequence: "s"),
                .updateEvent(event, "e", fields: ["x": "changed"]), .append(Event("e", of: ann, at: later)),
                .trimEvents("e", of: nil, keepingNewest: 0),
                .deleteRow("t", key: "1"), .updateRow("t", key: "2", fields: ["y": "3"]), .insertRow(Row("t", key: "1", of: ann)),
                .setValue("changed", named: "n"), .setValue("new", named: "m"),
                .endSession(digest(7)), .keepSession(Session(digest: digest(8), kind: "k", account: ann, createdAt: later)),
                .keepSession(Session(digest: digest(9), kind: "k", account: nil, createdAt: later)),
            ]), in: site)
    }
}

extension AccountStoreContract.Picture {
    /// Returns whether every part of the pictures differs.
    func sharesNothing(with other: Self) -> Bool {
        people != other.people && policies != other.policies && containers != other.containers && members != other.members
            && events != other.events && rows != other.rows && sessions != other.sessions && failures != other.failures
            && values != other.values
    }
}
