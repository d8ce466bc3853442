import Accounts
import Testing

extension AccountStoreContract {
    static let questions: [Rule] = [
        Rule("answers several questions together, in their order") { store throws in
            let (site, id) = try populated(store, attributes: ["a": "1"])
            let other = try store.createSite(named: "other")
            try keep(Session(digest: digest(1), kind: "k", account: id, createdAt: start), in: site, store)
            let container = NewContainer("group", key: "g", name: "G")
            _ = try store.commit(
                Transaction([
                    .insertContainer(container), .setValue("1", named: "p.a"), .setValue("2", named: "q"),
                    .setFailures(of: "s", SignInFailures(count: 2, lastAt: start)),
                ]), in: site)
            let policy = try store.setPolicy(AccountPolicy(), named: "rules", in: site)
            let asked: [StoreQuestion] = [
                .directoryEpoch, .session(digest(1)), .session(digest(2)), .person(id), .person(AccountID(rawValue: .max)),
                .people(withFirstOf: [Identity(login, "nobody"), Identity(login, "ANN")], limit: 2),
                .people(withFirstOf: [], limit: 2), .identities(of: number, forHolderOf: Identity(login, "ann")),
                .values(namedFrom: "p."), .policies, .facts(SignInQuestion(subjects: ["s", "t"])),
            ]
            let answers = try store.answers(to: asked, in: site)
            try #require(answers.count == asked.count)
            guard case .epoch(let epoch) = answers[0], case .sessions(let found) = answers[1], case .sessions(let missing) = answers[2],
                case .people(let byID) = answers[3], case .people(let nobody) = answers[4], case .people(let byName) = answers[5],
                case .people(let byNothing) = answers[6], case .texts(let texts) = answers[7], case .values(let values) = answers[8],
                case .policies(let policies) = answers[9], case .facts(let facts) = answers[10]
            else {
                Issue.record("an answer is of another kind than its question")
                return
            }
            #expect(try epoch == store.directoryEpoch(in: site) && epoch > 0)
            #expect(found.map(\.session.digest) == [digest(1)] && found.first?.person?.id == id && missing.isEmpty)
            #expect(byID.map(\.account.attributes) == [["a": "1"]] && nobody.isEmpty)
            #expect(byName.map(\.id) == [id] && byNothing.isEmpty)
            #expect(texts == ["7"] && values.map(\.name) == ["p.a"] && policies.map(\.id) == [policy])
            #expect(facts.failures.mapValues(\.count) == ["s": 2])
            let others = try store.answers(to: [.session(digest(1))], in: other)
            guard case .sessions(let elsewhere)? = others.first else {
                Issue.record("an answer is of another kind than its question")
                return
            }
            #expect(elsewhere.isEmpty)
            #expect(try store.answers(to: [], in: site).isEmpty)
        },
        Rule("answers the questions of several calls, each by itself") { store throws in
            let names = ["ann", "bob", "cy"]
            let news = names.map { name in
                NewAccount(
                    identities: [Identity(login, name), Identity(mail, "shared@example.org")], passwordHash: PasswordHash("$hash$1"))
            }
            let one = try store.createSite(named: "one")
            let ids = try store.insert(news, in: one, at: start)
            let other = try store.createSite(named: "other")
            let stranger = try #require(try store.insert([news[0]], in: other, at: start).first)
            for (number, id) in ids.enumerated() {
                try keep(Session(digest: digest(UInt64(number)), kind: "k", account: id, createdAt: start), in: one, store)
                let credential = NewCredential(hash: PasswordHash("$hash$2"), changedAt: start, mustChange: false, keepsHistory: number)
                let failures = SignInFailures(count: number + 1, lastAt: start)
                let changes: [Change] = [.setFailures(of: names[number], failures), .setValue(names[number], named: "p")]
                _ = try store.commit(Transaction([.setCredential(id, credential)] + changes), in: number == 0 ? other : one)
            }
            let shared = StoreQuestion.people(withFirstOf: [Identity(login, "nobody"), Identity(mail, "SHARED@example.org")], limit: 2)
            let asked: [StoreInquiry] = [
                StoreInquiry([.session(digest(0)), shared, .values(namedFrom: "p")], in: one),
                StoreInquiry([.session(digest(0)), shared, .values(namedFrom: "p"), .person(stranger)], in: other),
                StoreInquiry([], in: one),
                StoreInquiry([.session(digest(0)), .session(digest(2)), .person(ids[1])], in: one),
                StoreInquiry(
                    [
                        .people(withFirstOf: [Identity(login, "BOB"), Identity(login, "cy")], limit: 5),
                        .people(withFirstOf: [Identity(mail, "shared@example.org")], limit: 9),
                        .people(withFirstOf: [Identity(mail, "shared@example.org")], limit: 0),
                    ], in: one),
                StoreInquiry([.facts(SignInQuestion(subjects: ["bob", "x"], historyOf: ids[1], historyLimit: 5))], in: one),
                StoreInquiry([.facts(SignInQuestion(subjects: ["cy"], historyOf: ids[2], historyLimit: 0)), .directoryEpoch], in: one),
                StoreInquiry([.facts(SignInQuestion(subjects: ["ann"]))], in: other),
            ]
            let together = store.answers(to: asked).compactMap { $0 }
            try #require(together.count == asked.count)
            for (inquiry, answers) in zip(asked, together) {
                let found = try answers.get()
                let alone = try inquiry.questions.map { try store.answers(to: [$0], in: inquiry.site) }.joined()
                #expect(found.map { "\($0)" } == alone.map { "\($0)" })
            }
            guard case .people(let first)? = try together[0].get().dropFirst().first,
                case .people(let second)? = try together[1].get().dropFirst().first, case .facts(let facts)? = try together[5].get().first
            else {
                Issue.record("an answer is of another kind than its question")
                return
            }
            #expect(first.map(\.id) == Array(ids.prefix(2)) && second.map(\.id) == [stranger])
            #expect(facts.failures.mapValues(\.count) == ["bob": 2] && facts.history == [PasswordHash("$hash$1")])
        },
        Rule("finds a session together with the one that it points to") { store throws in
            let (site, id) = try populated(store)
            let target = digest(2)
            let name = target.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            try keep(Session(digest: target, kind: "k", account: id, createdAt: start), in: site, store)
            func digests(_ pointer: TokenDigest) throws -> [TokenDigest] {
                let answers = try store.answers(to: [.sessions(pointer, pointingBy: "to")], in: site)
                guard case .sessions(let found)? = answers.first else { return [] }
                return found.map(\.session.digest)
            }
            for (number, attributes) in [
                (UInt64(3), ["to": name]), (4, [:]), (5, ["to": "x"]), (6, ["to": name + "00"]), (7, ["to": name.uppercased() + "0"]),
            ] {
                let pointer = Session(digest: digest(number), kind: "p", account: nil, createdAt: start, attributes: attributes)
                try keep(pointer, in: site, store)
                #expect(try digests(digest(number)) == [digest(number)] + (number == 3 ? [target] : []))
            }
            #expect(try digests(digest(9)).isEmpty)
        },
    ]
}
