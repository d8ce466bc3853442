import Accounts
import Testing

extension AccountStoreContract {
    static let siteValues: [Rule] = [
        Rule("gives a site's name to another one, and the mark to the one that loses it") { store throws in
            let old = try store.createSite(named: "First")
            let new = try store.createSite(named: "second")
            try store.setValue("", named: "mark", in: new)
            #expect(try store.replaceSite(old, by: new, marking: "mark"))
            #expect(try store.site(named: "first") == new && store.site(named: "second") == nil)
            #expect(try store.value(named: "mark", in: old) == "" && store.value(named: "mark", in: new) == nil)
            #expect(try store.sites().map(\.name).contains("First"))
            #expect(try !store.replaceSite(SiteID(rawValue: 99), by: new, marking: "mark"))
            #expect(try !store.replaceSite(old, by: SiteID(rawValue: 99), marking: "mark"))
            #expect(try store.site(named: "first") == new)
        },
        Rule("keeps a site's values by name, as they were given") { store throws in
            let one = try store.createSite(named: "one")
            let other = try store.createSite(named: "other")
            #expect(try store.value(named: "n", in: one) == nil)
            for value in ["", "v", "line\nline\u{0}end", "💶 e\u{301}"] {
                try store.setValue(value, named: "n", in: one)
                #expect(try store.value(named: "n", in: one).map { Array($0.utf8) } == Array(value.utf8))
            }
            #expect(try store.value(named: "N", in: one) == nil)
            #expect(try store.value(named: "n", in: other) == nil)
            #expect(try store.values(namedFrom: "", in: other).isEmpty)
        },
        Rule("replaces a value of the server only if it is the one that is expected, and no site has it") { store throws in
            let site = try store.createSite(named: "one")
            #expect(try store.serverValue(named: "n") == nil)
            #expect(try !store.replaceServerValue("other", by: "first", named: "n"))
            #expect(try store.replaceServerValue(nil, by: "first", named: "n"))
            #expect(try !store.replaceServerValue(nil, by: "second", named: "n"))
            #expect(try store.serverValue(named: "n") == "first" && store.serverValue(named: "m") == nil)
            #expect(try store.replaceServerValue("first", by: "", named: "n"))
            #expect(try store.replaceServerValue("", by: "third", named: "n"))
            #expect(try store.serverValue(named: "n") == "third")
            #expect(try store.value(named: "n", in: site) == nil && store.values(namedFrom: "", in: site).isEmpty)
            #expect(try store.deleteSite(site))
            #expect(try store.serverValue(named: "n") == "third")
        },
        Rule("takes a value away, and no other") { store throws in
            let one = try store.createSite(named: "one")
            let other = try store.createSite(named: "other")
            for site in [one, other] {
                for name in ["a", "ab"] { try store.setValue(name, named: name, in: site) }
            }
            try store.setValue(nil, named: "a", in: one)
            try store.setValue(nil, named: "never", in: one)
            #expect(try store.values(namedFrom: "", in: one).map(\.name) == ["ab"])
            #expect(try store.values(namedFrom: "", in: other).map(\.name) == ["a", "ab"])
        },
        Rule("lists the values whose names begin with a text, in the order of the names' bytes") { store throws in
            let site = try store.createSite(named: "one")
            let names = ["b", "a.2", "a", "a.10", "A.1", "a.\u{0}", "a%", "\u{10FFFF}", "\u{10FFFF}\u{10FFFF}x"]
            for name in names { try store.setValue("of " + name, named: name, in: site) }
            func listed(_ prefix: String) throws -> [String] {
                let values = try store.values(namedFrom: prefix, in: site)
                #expect(values.map(\.value) == values.map { "of " + $0.name })
                return values.map(\.name)
            }
            #expect(try listed("") == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(try listed("a.") == ["a.\u{0}", "a.10", "a.2"])
            #expect(try listed("a%") == ["a%"])
            #expect(try listed("\u{10FFFF}") == ["\u{10FFFF}", "\u{10FFFF}\u{10FFFF}x"])
            #expect(try listed("c").isEmpty)
        },
    ]
}
