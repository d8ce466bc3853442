import Accounts
import Testing

extension AccountStoreContract {
    /// Names that differ in how they begin, end and fold, and the order their keys have.
    private static let names = ["Ann", "anna", "JOANN", "bob", "Ännchen", "an\u{0}n", "\u{10FFFF}z", "\u{D7FF}", "\u{E000}", "an%", "a_n"]

    private static func named(_ names: [String], in store: any AccountStore) throws -> SiteID {
        let site = try store.createSite(named: "first")
        _ = try store.insert(names.map { NewAccount(identities: [Identity(login, $0)]) }, in: site, at: start)
        return site
    }

    /// What a search finds, read in pages of a size.
    private static func found(
        _ search: AccountSearch, in site: SiteID, pages size: Int = 2, _ store: any AccountStore
    ) throws -> [FoundPerson] {
        var found: [FoundPerson] = []
        while true {
            let page = try store.search(search, in: site, after: found.last?.position, limit: size)
            #expect(page.count <= size)
            guard !page.isEmpty else { return found }
            found += page
        }
    }

    private static func values(
        _ match: AccountSearch.Match, _ scheme: IdentityScheme = login, in site: SiteID, _ store: any AccountStore
    ) throws -> [String] {
        try found(AccountSearch(scheme, match), in: site, store).flatMap { $0.person.identities.map(\.value) }
    }

    static let search: [Rule] = [
        Rule("finds all values of a scheme, in the order of their keys' bytes") { store throws in
            let site = try named(names, in: store)
            let expected = names.sorted { $0.lowercased().utf8.lexicographicallyPrecedes($1.lowercased().utf8) }
            #expect(try values(.any, in: site, store) == expected)
            for match in [AccountSearch.Match.prefix(""), .suffix(""), .contains("")] {
                #expect(try values(match, in: site, store) == expected, "\(match)")
            }
            #expect(try values(.equal(""), in: site, store).isEmpty)
        },
        Rule("finds a value that is equal, folded as the scheme folds it") { store throws in
            let site = try named(names, in: store)
            #expect(try values(.equal("aNN"), in: site, store) == ["Ann"])
            #expect(try values(.equal("äNNCHEN"), in: site, store) == ["Ännchen"])
            #expect(try values(.equal("an"), in: site, store).isEmpty)
            #expect(try values(.equal("ann' OR 1=1 --"), in: site, store).isEmpty)
        },
        Rule("finds values that begin with a text, to the last code point") { store throws in
            let site = try named(names, in: store)
            #expect(try values(.prefix("AN"), in: site, store) == ["an\u{0}n", "an%", "Ann", "anna"])
            #expect(try values(.prefix("ann"), in: site, store) == ["Ann", "anna"])
            #expect(try values(.prefix("an\u{0}"), in: site, store) == ["an\u{0}n"])
            #expect(try values(.prefix("an%"), in: site, store) == ["an%"], "no pattern's character has a meaning")
            #expect(try values(.prefix("a_"), in: site, store) == ["a_n"])
            #expect(try values(.prefix("\u{D7FF}"), in: site, store) == ["\u{D7FF}"])
            #expect(try values(.prefix("\u{10FFFF}"), in: site, store) == ["\u{10FFFF}z"])
            #expect(try values(.prefix("\u{10FFFF}\u{10FFFF}"), in: site, store).isEmpty)
            #expect(try values(.prefix("annab"), in: site, store).isEmpty)
        },
        Rule("finds values that end with a text") { store throws in
            let site = try named(names, in: store)
            #expect(try values(.suffix("NN"), in: site, store) == ["Ann", "JOANN"])
            #expect(try values(.suffix("\u{0}N"), in: site, store) == ["an\u{0}n"])
            #expect(try values(.suffix("nchen"), in: site, store) == ["Ännchen"])
            #expect(try values(.suffix("äNNCHEN"), in: site, store) == ["Ännchen"])
            #expect(try values(.suffix("xännchen"), in: site, store).isEmpty)
            #expect(try values(.suffix("%"), in: site, store) == ["an%"])
        },
        Rule("finds values with a text in them") { store throws in
            let site = try named(names, in: store)
            #expect(try values(.contains("NN"), in: site, store) == ["Ann", "anna", "JOANN", "Ännchen"])
            #expect(try values(.contains("\u{0}"), in: site, store) == ["an\u{0}n"])
            #expect(try values(.contains("%"), in: site, store) == ["an%"])
            #expect(try values(.contains("Ä"), in: site, store) == ["Ännchen"])
            #expect(try values(.contains("annaa"), in: site, store).isEmpty)
        },
        Rule("searches with letter case where the scheme has it, and by bytes") { store throws in
            let site = try store.createSite(named: "first")
            let composed = "caf\u{E9}"
            let decomposed = "cafe\u{301}"
            _ = try store.insert(
                ["Cafe", composed, decomposed].map { NewAccount(identities: [Identity(number, $0)]) }, in: site, at: start)
            let beginning = try values(.prefix("caf"), number, in: site, store)
            #expect(beginning.map { Array($0.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
            #expect(try values(.equal(composed), number, in: site, store).count == 1)
            #expect(try values(.suffix("\u{301}"), number, in: site, store).count == 1)
            #expect(try values(.contains("Caf"), number, in: site, store) == ["Cafe"])
        },
        Rule("pages through accounts that share a value, each once, whatever the page's size") { store throws in
            let site = try store.createSite(named: "first")
            let shared = (0..<25).map { NewAccount(identities: [Identity(login, "user\($0)"), Identity(mail, "Shared@x")]) }
            let others = ["a@x", "z@x"].map { NewAccount(identities: [Identity(mail, $0)]) }
            let ids = try store.insert([others[1]] + shared + [others[0]], in: site, at: start)
            let expected = [ids[26]] + ids[1...25] + [ids[0]]
            for size in [1, 2, 7, 25, 26, 27, 100] {
                #expect(try found(AccountSearch(mail, .any), in: site, pages: size, store).map(\.person.id) == expected)
                let equal = try found(AccountSearch(mail, .equal("shared@X")), in: site, pages: size, store)
                #expect(equal.map(\.person.id) == Array(ids[1...25]))
                let ending = try found(AccountSearch(mail, .suffix("D@x")), in: site, pages: size, store)
                #expect(ending.map(\.person.id) == Array(ids[1...25]))
            }
            #expect(try store.search(AccountSearch(mail, .any), in: site, after: nil, limit: 0).isEmpty)
            #expect(try store.search(AccountSearch(mail, .any), in: site, after: nil, limit: -1).isEmpty)
        },
        Rule("skips and counts the first results of a search") { store throws in
            let site = try named(names, in: store)
            let other = try store.createSite(named: "other")
            _ = try store.insert([NewAccount(identities: [Identity(login, "ann")])], in: other, at: start)
            let unused = IdentityScheme("test.unused", isUnique: true, ignoresCase: false)
            for match in [AccountSearch.Match.any, .equal("aNN"), .prefix("AN"), .suffix("NN"), .contains("n"), .prefix("\u{10FFFF}")] {
                let search = AccountSearch(login, match)
                let all = try found(search, in: site, store)
                #expect(try store.count(search, in: site, before: nil) == all.count, "\(match)")
                for skipped in 0...all.count + 1 {
                    let rest = try store.search(search, in: site, skipping: skipped, limit: 3).map(\.id)
                    #expect(rest == all.dropFirst(skipped).prefix(3).map(\.person.id), "\(match), \(skipped)")
                }
                for (index, result) in all.enumerated() {
                    #expect(try store.count(search, in: site, before: result.position) == index, "\(match), \(index)")
                }
                #expect(try store.search(search, in: site, skipping: -1, limit: 1).map(\.id) == all.prefix(1).map(\.person.id))
                #expect(try store.search(search, in: site, skipping: 0, limit: -1).isEmpty)
            }
            #expect(try store.count(AccountSearch(unused, .any), in: site, before: nil) == 0)
            #expect(try store.search(AccountSearch(unused, .any), in: site, skipping: 0, limit: 9).isEmpty)
        },
        Rule("counts accounts that share a value before one of them") { store throws in
            let site = try store.createSite(named: "first")
            let ids = try store.insert((0..<5).map { _ in NewAccount(identities: [Identity(mail, "Shared@x")]) }, in: site, at: start)
            let position = AccountSearch.Position(key: "shared@x", account: ids[3])
            #expect(try store.count(AccountSearch(mail, .any), in: site, before: position) == 3)
            #expect(try store.count(AccountSearch(mail, .equal("SHARED@x")), in: site, before: position) == 3)
        },
        Rule("finds an account once for each of its values, with all its identities") { store throws in
            let identities = [Identity(login, "Ann"), Identity(mail, "B@x"), Identity(mail, "a@x"), Identity(number, "7")]
            let (site, id) = try populated(store, identities: identities, attributes: ["a": "b"])
            let found = try found(AccountSearch(mail, .suffix("@X")), in: site, pages: 1, store)
            #expect(found.map(\.person.id) == [id, id])
            #expect(found.first?.person.account.attributes == ["a": "b"])
            #expect(found.first?.person.account.credential?.hash == PasswordHash("$hash$1"))
            #expect(found.first?.person.identities.map(\.value) == ["Ann", "B@x", "a@x", "7"])
            #expect(found.first?.person.identities.map(\.scheme) == [login.name, mail.name, mail.name, number.name])
        },
        Rule("searches one site and one scheme, and no accounts that are gone") { store throws in
            let (site, id) = try populated(store, identities: [Identity(login, "ann"), Identity(mail, "ann")])
            let other = try store.createSite(named: "other")
            let there = try store.insert([NewAccount(identities: [Identity(login, "ann")])], in: other, at: start)
            let unused = IdentityScheme("test.unused", isUnique: true, ignoresCase: false)
            for match in [AccountSearch.Match.any, .equal("ann"), .prefix("a"), .suffix("n"), .contains("n")] {
                #expect(try found(AccountSearch(login, match), in: site, store).map(\.person.id) == [id])
                #expect(try found(AccountSearch(login, match), in: other, store).map(\.person.id) == there)
                #expect(try found(AccountSearch(mail, match), in: other, store).isEmpty)
                #expect(try found(AccountSearch(unused, match), in: site, store).isEmpty)
            }
            let position = try #require(try store.search(AccountSearch(login, .any), in: site, after: nil, limit: 1).first?.position)
            #expect(try store.delete(id, in: site))
            #expect(try found(AccountSearch(login, .any), in: site, store).isEmpty)
            #expect(try store.search(AccountSearch(login, .any), in: site, after: position, limit: 9).isEmpty)
        },
    ]
}
