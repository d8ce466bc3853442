import Accounts
import Testing

extension AccountStoreContract {
    static let siteValues: [Rule] = [
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
