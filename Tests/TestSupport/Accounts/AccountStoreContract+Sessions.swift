import Accounts
import Testing

extension AccountStoreContract {
    static let sessions: [Rule] = [
        Rule("gives back a session as it was given") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let full = Session(
                digest: digest(1), kind: "kind", account: id, createdAt: start, lastUsedAt: start + .seconds(1),
                expiresAt: start + .seconds(60), idleTimeout: .milliseconds(1500), clientAddress: "192.0.2.1", attributes: ["a": "1\n2"])
            let bare = Session(digest: digest(2), kind: "kind", account: nil, createdAt: start)
            try keep(full, in: site, store)
            try keep(bare, in: site, store)
            let first = try #require(try store.session(digest(1), in: site))
            #expect(first.digest == digest(1) && first.kind == "kind" && first.account == id)
            #expect(first.createdAt == start && first.lastUsedAt == start + .seconds(1) && first.expiresAt == start + .seconds(60))
            #expect(first.idleTimeout == .milliseconds(1500) && first.clientAddress == "192.0.2.1" && first.attributes == ["a": "1\n2"])
            let second = try #require(try store.session(digest(2), in: site))
            #expect(second.account == nil && second.expiresAt == nil && second.idleTimeout == nil && second.clientAddress == nil)
            #expect(try store.session(digest(3), in: site) == nil)
            #expect(try store.session(digest(1), in: other) == nil)
        },
        Rule("lists the sessions of a site, and of one account, page by page") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            for number in 1...5 as ClosedRange<UInt64> {
                let account = number % 2 == 0 ? id : nil
                try keep(Session(digest: digest(number), kind: "a", account: account, createdAt: start), in: site, store)
            }
            try keep(Session(digest: digest(6), kind: "a", account: nil, createdAt: start), in: other, store)
            let all = try store.sessions(of: nil, in: site, after: nil, limit: 10)
            #expect(Set(all.map(\.digest)) == Set((1...5).map { digest($0) }))
            let sorted = zip(all, all.dropFirst()).allSatisfy { $0.digest.bytes.lexicographicallyPrecedes($1.digest.bytes) }
            #expect(sorted)
            let first = try store.sessions(of: nil, in: site, after: nil, limit: 2)
            let rest = try store.sessions(of: nil, in: site, after: first.last?.digest, limit: 10)
            #expect((first + rest).map(\.digest) == all.map(\.digest))
            #expect(try Set(store.sessions(of: id, in: site, after: nil, limit: 10).map(\.digest)) == [digest(2), digest(4)])
            #expect(try store.sessions(of: id, in: other, after: nil, limit: 10).isEmpty)
        },
        Rule("tells which accounts have a live session of a kind") { store throws in
            let (site, id) = try populated(store)
            let others = try store.insert((0..<3).map { _ in NewAccount(identities: []) }, in: site, at: start)
            let all = [id] + others
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start, idleTimeout: .seconds(60)), in: site, store)
            try keep(Session(digest: digest(2), kind: "b", account: others[0], createdAt: start), in: site, store)
            try keep(Session(digest: digest(3), kind: "a", account: others[1], createdAt: start), in: site, store)
            let (now, later) = (start + .seconds(59), start + .seconds(60))
            #expect(try store.accounts(all, withSessionOf: "a", liveAt: now, in: site) == [id, others[1]])
            #expect(try store.accounts(all, withSessionOf: "a", liveAt: later, in: site) == [others[1]])
            #expect(try store.accounts([id], withSessionOf: "b", liveAt: now, in: site).isEmpty)
            #expect(try store.accounts(all, withSessionOf: "a", liveAt: now, in: store.createSite(named: "other")).isEmpty)
        },
        Rule("counts the live sessions of accounts, up to a number") { store throws in
            let (site, id) = try populated(store)
            let others = try store.insert((0..<2).map { _ in NewAccount(identities: []) }, in: site, at: start)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start, idleTimeout: .seconds(60)), in: site, store)
            try keep(Session(digest: digest(2), kind: "b", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(3), kind: "a", account: others[0], createdAt: start), in: site, store)
            func counts(of ids: [AccountID], at moment: Timestamp, _ site: SiteID, upTo most: Int = 100) throws -> [AccountID: Int] {
                try store.liveSessions(of: ids, at: moment, in: site, countingUpTo: most).filter { $0.value > 0 }
            }
            let (now, later) = (start + .seconds(59), start + .seconds(60))
            #expect(try counts(of: [id] + others, at: now, site) == [id: 2, others[0]: 1])
            #expect(try counts(of: [id, others[1]], at: later, site) == [id: 1])
            #expect(try counts(of: [id], at: now, site, upTo: 1) == [id: 1])
            #expect(try counts(of: [], at: now, site).isEmpty)
            #expect(try counts(of: [id] + others, at: now, store.createSite(named: "other")).isEmpty)
        },
        Rule("puts a session in the place of one under the same digest") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "a", account: nil, createdAt: start), in: site, store)
            try keep(Session(digest: digest(1), kind: "b", account: id, createdAt: start), in: site, store)
            #expect(try store.session(digest(1), in: site)?.kind == "b")
        },
        Rule("ends the account's other sessions of its kind where it is told to, and no others") { store throws in
            let (site, id) = try populated(store)
            let another = try #require(try store.insert([NewAccount(identities: [])], in: site, at: start).first)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(2), kind: "b", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(3), kind: "a", account: another, createdAt: start), in: site, store)
            try keep(Session(digest: digest(4), kind: "a", account: nil, createdAt: start), in: site, store)
            try keep(Session(digest: digest(5), kind: "a", account: id, createdAt: start), in: site, keepingOthers: 0, store)
            #expect(try (1...5).filter { try store.session(digest(UInt64($0)), in: site) != nil } == [2, 3, 4, 5])
        },
        Rule("ends all but the newest of the account's sessions of its kind and address where it is told to") { store throws in
            let (site, id) = try populated(store)
            func session(_ number: UInt64, _ address: String?, minute: Int) -> Session {
                Session(
                    digest: digest(number), kind: "a", account: id, createdAt: start + .seconds(60 * minute), clientAddress: address)
            }
            // The order of opening is neither that of the digests nor its reverse.
            for (number, minute) in [(1, 3), (2, 1), (3, 4), (4, 2)] as [(UInt64, Int)] {
                try keep(session(number, "192.0.2.1", minute: minute), in: site, store)
            }
            try keep(session(5, "192.0.2.2", minute: 0), in: site, store)
            try keep(session(6, nil, minute: 0), in: site, store)
            func standing() throws -> [Int] { try (1...9).filter { try store.session(digest(UInt64($0)), in: site) != nil } }
            try keep(session(7, "192.0.2.1", minute: 5), in: site, keepingOthers: 2, store)
            #expect(try standing() == [1, 3, 5, 6, 7])
            try keep(session(8, nil, minute: 5), in: site, keepingOthers: 1, store)
            #expect(try standing() == [1, 3, 5, 6, 7, 8])
            try keep(session(9, nil, minute: 6), in: site, keepingOthers: 0, store)
            #expect(try standing() == [1, 3, 5, 7, 9])
        },
        Rule("keeps no session for an account that is gone, not active, of another site or with another password by now") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            func insert(_ number: UInt64, for account: AccountID, in site: SiteID, verified version: Int64? = nil) throws -> Bool {
                let session = Session(digest: digest(number), kind: "a", account: account, createdAt: start)
                let kept = try store.insert(session, in: site, keepingOthers: 0, verified: version)
                #expect(try (store.session(digest(number), in: site) != nil) == kept)
                return kept
            }
            #expect(try insert(1, for: id, in: site, verified: 1))
            #expect(try !insert(2, for: id, in: site, verified: 2))
            #expect(try !insert(3, for: AccountID(rawValue: 99), in: site))
            #expect(try !insert(4, for: id, in: other))
            #expect(try store.session(digest(1), in: site) != nil, "what was not kept replaces nothing")
            var changes = AccountChanges()
            changes.status = .disabled
            #expect(try store.update(id, in: site, changes))
            #expect(try !insert(5, for: id, in: site))
            var session = Session(digest: digest(6), kind: "a", account: nil, createdAt: start)
            try keep(session, in: site, store)
            session.account = id
            #expect(try !store.update(session, in: site))
            #expect(try store.session(digest(6), in: site)?.account == nil)
        },
        Rule("changes a session that is there") { store throws in
            let (site, id) = try populated(store)
            var session = Session(digest: digest(1), kind: "a", account: nil, createdAt: start, idleTimeout: .seconds(60))
            #expect(try !store.update(session, in: site))
            #expect(try store.session(digest(1), in: site) == nil, "an update makes no session")
            try keep(session, in: site, store)
            session.account = id
            session.attributes = ["x": "y"]
            session.expiresAt = start + .seconds(99)
            session.idleTimeout = nil
            #expect(try store.update(session, in: site))
            let changed = try #require(try store.session(digest(1), in: site))
            #expect(changed.account == id && changed.attributes == ["x": "y"])
            #expect(changed.expiresAt == start + .seconds(99) && changed.idleTimeout == nil)
        },
    ]

    static let replacements: [Rule] = [
        Rule("puts a session in the place of another, with all that is new about it") { store throws in
            let (site, id) = try populated(store)
            for account in [nil, id] {
                let old = Session(
                    digest: digest(1), kind: "a", account: account, createdAt: start, clientAddress: "192.0.2.1", attributes: ["a": "b"])
                let new = Session(
                    digest: digest(2), kind: "b", account: account, createdAt: start + .seconds(1), expiresAt: start + .seconds(60),
                    idleTimeout: .seconds(9), attributes: ["c": "d"])
                try keep(old, in: site, store)
                #expect(try store.replaceSession(digest(1), with: new, in: site))
                #expect(try store.session(digest(1), in: site) == nil)
                let kept = try #require(try store.session(digest(2), in: site))
                #expect(kept.kind == "b" && kept.account == account && kept.createdAt == start + .seconds(1))
                #expect(kept.expiresAt == start + .seconds(60) && kept.idleTimeout == .seconds(9))
                #expect(kept.clientAddress == nil && kept.attributes == ["c": "d"])
                #expect(try !store.replaceSession(digest(1), with: new, in: site))
            }
        },
        Rule("replaces a session by one under the same digest") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            let new = Session(digest: digest(1), kind: "b", account: id, createdAt: start)
            #expect(try store.replaceSession(digest(1), with: new, in: site))
            #expect(try store.session(digest(1), in: site)?.kind == "b")
        },
        Rule("replaces no session that is not there, and none for another account or one that is gone or not active") { store throws in
            let (site, id) = try populated(store)
            let other = try store.createSite(named: "other")
            let another = try #require(try store.insert([NewAccount(identities: [])], in: site, at: start).first)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            try keep(Session(digest: digest(2), kind: "a", account: nil, createdAt: start), in: site, store)
            func refuses(_ old: UInt64, for account: AccountID?, in site: SiteID) throws -> Bool {
                let new = Session(digest: digest(9), kind: "a", account: account, createdAt: start)
                return try !store.replaceSession(digest(old), with: new, in: site) && store.session(digest(9), in: site) == nil
            }
            #expect(try refuses(3, for: id, in: site))
            #expect(try refuses(1, for: id, in: other))
            #expect(try refuses(1, for: another, in: site))
            #expect(try refuses(1, for: nil, in: site))
            #expect(try refuses(2, for: id, in: site))
            #expect(try refuses(1, for: AccountID(rawValue: 99), in: site))
            var changes = AccountChanges()
            changes.status = .disabled
            #expect(try store.update(id, in: site, changes))
            #expect(try refuses(1, for: id, in: site))
            #expect(try (1...2).filter { try store.session(digest($0), in: site) != nil } == [1, 2], "what is refused takes nothing away")
        },
    ]

    static let endings: [Rule] = [
        Rule("takes a session away once") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            #expect(try store.deleteSession(digest(1), in: site))
            #expect(try !store.deleteSession(digest(1), in: site))
        },
        Rule("takes an account's sessions away but one") { store throws in
            let (site, id) = try populated(store)
            for number in 1...3 as ClosedRange<UInt64> {
                try keep(Session(digest: digest(number), kind: "a", account: id, createdAt: start), in: site, store)
            }
            try store.deleteSessions(of: id, in: site, except: digest(2))
            #expect(try (1...3).filter { try store.session(digest(UInt64($0)), in: site) != nil } == [2])
            try store.deleteSessions(of: id, in: site, except: nil)
            #expect(try store.session(digest(2), in: site) == nil)
        },
        Rule("ends sessions with a change of password, but the one kept") { store throws in
            let (site, id) = try populated(store)
            for number in 1...3 as ClosedRange<UInt64> {
                try keep(Session(digest: digest(number), kind: "a", account: id, createdAt: start), in: site, store)
            }
            let change = CredentialChange(hash: PasswordHash("h"), at: start, keptSession: digest(3))
            #expect(try !store.replaceCredential(of: id, in: site, expecting: 9, with: change))
            #expect(try store.session(digest(1), in: site) != nil, "a change that was lost ends nothing")
            #expect(try store.replaceCredential(of: id, in: site, expecting: 1, with: change))
            #expect(try (1...3).filter { try store.session(digest(UInt64($0)), in: site) != nil } == [3])
        },
        Rule("ends sessions with an update that says so") { store throws in
            let (site, id) = try populated(store)
            try keep(Session(digest: digest(1), kind: "a", account: id, createdAt: start), in: site, store)
            var changes = AccountChanges()
            changes.status = .disabled
            #expect(try store.update(id, in: site, changes))
            #expect(try store.session(digest(1), in: site) != nil)
            changes.endsSessions = true
            #expect(try store.update(id, in: site, changes))
            #expect(try store.session(digest(1), in: site) == nil)
        },
        Rule("sweeps sessions that have ended, by time or by disuse, and no others") { store throws in
            let (site, _) = try populated(store)
            let kept = Session(digest: digest(1), kind: "a", account: nil, createdAt: start)
            let timed = Session(digest: digest(2), kind: "a", account: nil, createdAt: start, expiresAt: start + .seconds(10))
            let idle = Session(digest: digest(3), kind: "a", account: nil, createdAt: start, idleTimeout: .seconds(20))
            let both = Session(
                digest: digest(4), kind: "a", account: nil, createdAt: start, expiresAt: start + .seconds(30), idleTimeout: .seconds(40))
            for session in [kept, timed, idle, both] { try keep(session, in: site, store) }
            func standing() throws -> [Int] { try (1...4).filter { try store.session(digest(UInt64($0)), in: site) != nil } }
            try store.deleteSessions(endedBefore: start + .seconds(10), in: site)
            #expect(try standing() == [1, 2, 3, 4])
            try store.deleteSessions(endedBefore: start + .seconds(11), in: site)
            #expect(try standing() == [1, 3, 4])
            try store.deleteSessions(endedBefore: start + .seconds(25), in: site)
            #expect(try standing() == [1, 4])
            try store.deleteSessions(endedBefore: start + .seconds(31), in: site)
            #expect(try standing() == [1])
        },
    ]
}
