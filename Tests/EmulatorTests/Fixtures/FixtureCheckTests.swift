import Emulator
import JSON
import Testing

@testable import Emulator

@Suite("The check of fixtures")
struct FixtureCheckTests {
    private func findings(_ text: String) -> [String] {
        Fixtures.findings(in: Array(text.utf8), file: "f.json").errors.map { "\($0.line):\($0.column): \($0.reason)" }
    }

    @Test("finds nothing wrong with the demo world")
    func demoWorld() {
        #expect(Fixtures.findings(in: DemoWorld.text, file: DemoWorld.fileName).errors.isEmpty)
    }

    @Test("tells everything that is wrong, with its place, and what was meant")
    func everything() {
        let text = """
            {
              "polices": {},
              "policies": {"strict": {"password": {"minimum_lenght": 3}}},
              "accounts": [
                {"password": "", "xweb": {"recnum": "1"}},
                {"xweb": {"recno": 7, "login": "a"}, "archer": {"user_id": 0, "user_name": "ann"}},
                {"xweb": {"recno": "5"}},
                {"xweb": {"recno": "5"}}
              ],
              "sessions": [{"system": "xweb", "token": "short"}, {"system": "netforum", "token": "x"}],
              "sites": {"ws": {}, "acme": {"accounts": [{}]}}
            }
            """
        let found = findings(text)
        func has(_ line: String) -> Bool { found.contains { $0.hasPrefix(line) } }
        #expect(has(#"2:3: polices: unknown member; did you mean "policies"?"#))
        #expect(has(#"3:40: policies.strict.password.minimum_lenght: unknown member; did you mean "minimum_length"?"#))
        #expect(has("5:6: accounts[0].password: must not be empty"))
        #expect(has(#"5:31: accounts[0].xweb.recnum: unknown member; did you mean "recno"?"#))
        #expect(has("6:15: accounts[1].xweb.recno: a string is needed"))
        #expect(has("6:53: accounts[1].archer.user_id: must be"))
        #expect(has(#"8:5: accounts[3]: xweb.recno "5" already belongs to accounts[2]"#))
        #expect(has("10:35: sessions[0].token: a token of xweb is a GUID"))
        #expect(has("10:55: sessions[1].system: must be one of"))
        #expect(has("11:13: sites.ws: a site must not have the name"))
        #expect(has("11:45: sites.acme.accounts[0]: the account belongs to no system"))
        #expect(found.count == 11, "\(found.joined(separator: "\n"))")
    }

    @Test("does not blame what names a part that is wrong")
    func consequences() {
        let found = findings(
            #"{"policies": {"strict": {"password": {"minimum_length": "9"}}}, "accounts": [{"policy": "strict", "archer": {"user_id": 1, "user_name": "ann"}}]}"#
        )
        #expect(found.count == 1)
        #expect(found.first?.contains("policies.strict.password.minimum_length: a whole number is needed") == true)
        let session = findings(
            #"{"accounts": [{"archer": {"user_id": "1", "user_name": "ann"}}], "sessions": [{"system": "archer", "token": "0123456789ABCDEF0123456789ABCDEF", "account": {"archer": {"user_id": 1}}}]}"#
        )
        #expect(session.count == 1)
    }

    @Test("tells what is no JSON at all")
    func noJSON() {
        #expect(findings("{\n  \"a\": ]").first?.hasPrefix("2:") == true)
        #expect(findings("").count == 1)
    }

    @Test("tells each character that XML cannot carry")
    func characters() {
        let found = findings(
            #"{"accounts": [{"password": "a\u0001", "xweb": {"recno": "1"}}, {"password": "b\u0002", "xweb": {"recno": "2"}}]}"#)
        #expect(found.count == 2)
    }

    @Test("and the description of the format come from one reader: it has all members of all objects")
    func schema() throws {
        let outline = try #require(Fixtures.outline)
        // Elements of these are not read as objects: any columns, rights or ids.
        let open = ["rows", "organizations", "addresses", "phones", "faxes", "allowed_objects", "groups", "interests"]
        for place in outline.unexplored { #expect(open.contains { place.hasSuffix($0) }, "\(place) is not described") }
        let site = Fixtures.schema["properties"]
        for name in ["policies", "accounts", "sessions", "xweb", "archer", "luminate", "sites", "$schema"] { #expect(site?[name] != nil) }
        let account = site?["accounts"]?["anyOf"]?.elements?.first?["items"]?["properties"]
        #expect(account?["archer"]?["anyOf"]?.elements?.first?["required"] == .array([.string("user_name")]))
        #expect(account?["status"]?["anyOf"]?.elements?.first?["enum"]?.elements?.count == 3)
    }
}
