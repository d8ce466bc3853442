import Accounts
import Testing

extension AccountStoreContract {
    static let foreseen: [Rule] = [
        Rule("tells when sessions end, with the latest uses that came before a commit") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let minute = Duration.seconds(60)
            for number in 1...2 as ClosedRange<UInt64> {
                try keep(Session(digest: digest(number), kind: "a", account: id, createdAt: start, idleTimeout: minute), in: site, store)
            }
            try keep(
                Session(digest: digest(3), kind: "b", account: nil, createdAt: start, expiresAt: start + .seconds(90)), in: site, store)
            try keep(Session(digest: digest(4), kind: "b", account: nil, createdAt: start), in: site, store)
            try keep(Session(digest: digest(5), kind: "a", account: nil, createdAt: start, idleTimeout: minute), in: other, store)
            func ends(after first: Timestamp, through last: Timestamp, limit: Int = 9) throws -> [Ending] {
                try store.endings(.sessions, after: first, through: last, in: site, limit: limit)
            }
            let (one, two) = (Ending(at: start + minute, count: 2), Ending(at: start + .seconds(90), count: 1))
            #expect(try ends(after: start, through: start + .days(1)) == [one, two])
            #expect(try ends(after: start, through: start + .days(1), limit: 1) == [one])
            #expect(try ends(after: start + minute, through: start + .days(1)) == [two], "the beginning is left out")
            #expect(try ends(after: start, through: start + minute) == [one], "the end is not")
            #expect(try ends(after: start, through: start + .milliseconds(59_999)).isEmpty)
            store.touch([(digest: digest(2), site: site, at: start + .seconds(10))])
            try keep(Session(digest: digest(6), kind: "b", account: nil, createdAt: start), in: site, store)
            #expect(
                try ends(after: start, through: start + .days(1)) == [
                    Ending(at: start + minute, count: 1), Ending(at: start + .seconds(70), count: 1), two,
                ])
        },
        Rule("tells when locks end, and leaves out other subjects") { store throws in
            let (site, _) = try populated(store)
            let until = start + .seconds(60)
            for subject in ["a1", "a2", "k1"] {
                let failures = SignInFailures(count: 3, lastAt: start, lockedUntil: until)
                #expect(try store.setFailures(failures, of: subject, in: site, expecting: nil, lock: nil))
            }
            #expect(try store.setFailures(SignInFailures(count: 1, lastAt: start), of: "a3", in: site, expecting: nil, lock: nil))
            let found = try store.endings(.locks(ofSubjectsFrom: "a"), after: start, through: until, in: site, limit: 9)
            #expect(found == [Ending(at: until, count: 2)])
            #expect(try store.endings(.locks(ofSubjectsFrom: "a"), after: until, through: until + .days(1), in: site, limit: 9).isEmpty)
        },
        Rule("tells when passwords expire under a rule set, except those of system accounts") { store throws in
            let (site, _) = try populated(store)
            let (one, other) = (
                try store.setPolicy(AccountPolicy(), named: "one", in: site), try store.setPolicy(AccountPolicy(), named: "two", in: site)
            )
            func add(_ hash: PasswordHash?, _ policy: PolicyID?, _ attributes: [String: String] = [:], at moment: Timestamp) throws {
                _ = try store.insert(
                    [NewAccount(identities: [], passwordHash: hash, policy: policy, attributes: attributes)], in: site, at: moment)
            }
            let hash = PasswordHash("$hash$1")
            for moment in [start, start, start + .seconds(1)] { try add(hash, one, at: moment) }
            try add(hash, other, at: start)
            try add(hash, nil, at: start)
            try add(nil, one, at: start)
            try add(hash, one, [Account.systemAccountAttribute: "true"], at: start)
            try add(hash, one, [Account.systemAccountAttribute: "false"], at: start)
            let kind = EndingKind.passwords(under: one, lifetime: .days(90))
            let end = start + .days(90)
            #expect(
                try store.endings(kind, after: start, through: start + .days(91), in: site, limit: 9) == [
                    Ending(at: end, count: 3), Ending(at: end + .seconds(1), count: 1),
                ])
            #expect(try store.endings(kind, after: start, through: end + .milliseconds(-1), in: site, limit: 9).isEmpty)
            #expect(try store.endings(kind, after: end, through: end + .seconds(1), in: site, limit: 9).map(\.count) == [1])
        },
        Rule("counts what is later than a moment") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start + .seconds(5)), in: site, store)
            #expect(try store.recordCount(after: start, in: site) == 1)
            #expect(try store.recordCount(after: start + .milliseconds(-1), in: site) == 2)
            #expect(try store.recordCount(after: start + .seconds(5), in: site) == 0)
            #expect(try store.recordCount(after: start + .days(-1), in: store.createSite(named: "other")) == 0)
        },
    ]
}
