import Accounts
import Emulator
import Testing

@Suite("Reading fixtures")
struct FixturesTests {
    private func read(_ text: String) throws(FileError) -> Fixtures {
        try Fixtures(Array(text.utf8), file: "f.json")
    }

    private func refusal(of text: String) -> String? {
        do throws(FileError) {
            _ = try read(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func readsTheDemoWorld() throws {
        let fixtures = try Fixtures(DemoWorld.text, file: DemoWorld.fileName)
        let site = try #require(fixtures.sites.first)
        #expect(fixtures.sites.count == 1)
        #expect(site.name == "default")
        let identities = site.accounts.flatMap { $0.record.identities.map { "\($0.scheme.name)=\($0.value)" } }
        for identity in [
            "xweb.program_user=xweb", "xweb.recno=82457", "xweb.recno=240656", "archer.user_name=sysadmin", "archer.user_id=123",
            "luminate.cons_id=1000121", "luminate.cons_id=1001002", "luminate.cons_id=1000001", "luminate.user_name=apiadmin",
        ] {
            #expect(identities.contains(identity))
        }
        let session = try #require(site.sessions.first)
        #expect(session.token == "df3d1644-ba3e-4dc7-8399-ae06ee6063e5")
        #expect(session.end == nil)
        #expect(site.accounts[session.account].record.identities.first?.value == "xweb")
    }

    @Test func readsEverythingAnAccountCanHave() throws {
        let fixtures = try read(
            """
            {"policies": {"strict": {"password": {"minimum_length": 9, "history_depth": 3,
                 "pattern": "^[A-Z]\\\\w+#?$", "allowed_special_characters": "#"}, "lockout": {"failures": 3, "minutes": 30},
              "session_idle_minutes": 10}},
             "accounts": [
               {"password": "secret", "status": "disabled", "must_change_password": true, "policy": "strict",
                "profile": {"first_name": "Ann"},
                "xweb": {"recno": "1", "email": "ann@example.org"}, "archer": {"user_id": 5, "user_name": "ann"}},
               {"password_hash": "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g", "xweb": {"recno": "2"}},
               {"xweb": {"recno": "3"}}],
             "sessions": [{"system": "archer", "token": "0123456789ABCDEF0123456789ABCDEF", "account": {"archer": {"user_id": 5}}, "expires": "2030-01-31T12:00:00Z"}],
             "sites": {"acme": {"accounts": [{"xweb": {"recno": "1"}}]}}}
            """)
        #expect(fixtures.sites.map(\.name) == ["default", "acme"])
        #expect(fixtures.accountCount == 4)
        let site = fixtures.sites[0]
        #expect(site.policies.first?.policy.password.minimumLength == 9)
        #expect(site.policies.first?.policy.password.pattern == #"^[A-Z]\w+#?$"#)
        #expect(site.policies.first?.policy.password.allowedSpecialCharacters == "#")
        #expect(site.policies.first?.policy.lockout == LockoutPolicy(failures: 3, minutes: 30))
        let account = site.accounts[0]
        #expect(account.password?.text == "secret")
        #expect(account.record.status == .disabled)
        #expect(account.record.mustChangePassword)
        #expect(account.policy == "strict")
        #expect(account.record.attributes["first_name"] == "Ann")
        #expect(account.record.identities.contains { $0.scheme.name == "archer.user_id" && $0.value == "5" })
        #expect(site.accounts[1].record.passwordHash?.text.hasPrefix("$argon2id$") == true)
        #expect(site.accounts[1].password == nil)
        #expect(site.accounts[2].password == nil)
        #expect(site.sessions.first?.kind == "archer.session")
        #expect(site.sessions.first?.end == Timestamp(iso8601: "2030-01-31T12:00:00Z").map(WrittenMoment.at))
    }

    @Test(arguments: [
        ("{", "f.json:1: "),
        ("[]", "f.json:1: an object is needed, not an array"),
        ("{\n\"acounts\": []}", "f.json:2: acounts: unknown member"),
        ("{\"accounts\": [\n{}]}", "f.json:2: accounts[0]: the account belongs to no system"),
        ("{\"accounts\": [{\"xweb\": {\"recno\": \"1\"},\n\"passwort\": \"x\"}]}", "f.json:2: accounts[0].passwort: unknown member"),
        ("{\"accounts\": [{\"xweb\": {\n\"recno\": 1}}]}", "f.json:2: accounts[0].xweb.recno: a string is needed, not a number"),
        ("{\"accounts\": [{\"xweb\": {\"recno\": \"1\",\n\"recnoo\": \"2\"}}]}", "f.json:2: accounts[0].xweb.recnoo: unknown member"),
        (
            "{\"accounts\": [{\"password\": \"a\",\n\"password_hash\": \"$b\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: "
        ),
        ("{\"accounts\": [{\n\"password_hash\": \"md5\", \"xweb\": {\"recno\": \"1\"}}]}", "f.json:2: accounts[0].password_hash: "),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: costs too much"
        ),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$argon2id$v=19$m=262144,t=5,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: costs too much"
        ),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$argon2id$v=19$m=8,t=1,p=1$AAAA$BBBB\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: its version"
        ),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$5$abcdefghijklmnopqrstuv\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: a hash such as"
        ),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$md5-unpadded$12\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: what follows $md5-unpadded$"
        ),
        (
            "{\"accounts\": [{\n\"password_hash\": \"$md5-unpadded$202cb962ac59075b964b07152d234b70\", \"xweb\": {\"recno\": \"1\"}}]}",
            "f.json:2: accounts[0].password_hash: what follows $md5-unpadded$ must be 16 bytes without leading zeros"
        ),
        ("{\"accounts\": [{\n\"password\": \"\", \"xweb\": {\"recno\": \"1\"}}]}", "f.json:2: accounts[0].password: must not be empty"),
        ("{\"accounts\": [{\"status\": \"gone\", \"xweb\": {\"recno\": \"1\"}}]}", "f.json:1: accounts[0].status: must be one of"),
        ("{\"accounts\": [{\"policy\": \"x\", \"xweb\": {\"recno\": \"1\"}}]}", "f.json:1: accounts[0].policy: there is no policy \"x\""),
        ("{\"policies\": {\"x\": {\"password\": {\"minimum_lenght\": 1}}}}", "f.json:1: policies.x.password.minimum_lenght: unknown"),
        ("{\"policies\": {\"x\": {\"password\": {\"minimum_length\": -1}}}}", "f.json:1: policies.x.password.minimum_length: must be 0 to"),
        (
            "{\"policies\": {\"x\": {\"password\": {\n\"pattern\": \"^(a\"}}}}",
            "f.json:2: policies.x.password.pattern: cannot be used as a regular expression: missing closing parenthesis, after 3 characters"
        ),
        ("{\"policies\": {\"x\": {\"password\": {\"pattern\": 1}}}}", "f.json:1: policies.x.password.pattern: a string is needed"),
        (
            "{\"policies\": {\"x\": {\"password\": {\"allowed_special_characters\": []}}}}",
            "f.json:1: policies.x.password.allowed_special_characters: a string is needed"
        ),
        ("{\"policies\": {\"x\": {\"lockout\": {}}}}", "f.json:1: policies.x.lockout: a whole number \"failures\" is missing"),
        ("{\"sites\": {\n\"ws\": {}}}", "f.json:2: sites.ws: a site must not have the name"),
        ("{\"sites\": {\"Default\": {}}}", "f.json:1: sites.Default: the accounts of the default site"),
        ("{\"sites\": {\"a\": {}, \"A\": {}}}", "f.json:1: sites.A: another site has this name"),
    ])
    func refusesAndNamesLineAndPlace(text: String, message: String) {
        #expect(refusal(of: text)?.hasPrefix(message) == true, "\(refusal(of: text) ?? "taken")")
    }

    @Test func refusesAnIdentityThatTwoAccountsHold() {
        let text = """
            {"accounts": [{"xweb": {"recno": "1"}}, {"xweb": {"recno": "2"}},
            {"xweb": {"recno": "1"}}]}
            """
        #expect(refusal(of: text) == "f.json:2: accounts[2]: xweb.recno \"1\" already belongs to accounts[0]")
    }

    @Test func refusesAPasswordThatIsTooLong() {
        func text(_ length: Int) -> String {
            "{\"accounts\": [{\"password\": \"\(String(repeating: "x", count: length))\", \"xweb\": {\"recno\": \"1\"}}]}"
        }
        #expect(refusal(of: text(Password.maximumBytes)) == nil)
        #expect(refusal(of: text(Password.maximumBytes + 1)) == "f.json:1: accounts[0].password: is longer than 1024 bytes")
    }

    @Test(arguments: ["\\u0001", "\\u000b", "\\ufffe", "\\uffff"])
    func refusesCharactersThatXMLCannotCarry(escape: String) {
        let inValue = "{\"accounts\": [{\"xweb\": {\"recno\": \"1\"}},\n{\"password\": \"a\(escape)b\", \"xweb\": {\"recno\": \"2\"}}]}"
        #expect(refusal(of: inValue)?.hasPrefix("f.json:2: accounts[1].password: has a control character") == true)
        let inName = "{\"accounts\": [{\"profile\": {\"a\(escape)\": \"x\"}, \"xweb\": {\"recno\": \"1\"}}]}"
        #expect(refusal(of: inName)?.contains("has a control character") == true)
        #expect(refusal(of: inValue.replacing(escape, with: "\\t\\r\\n\\u0020\\ufffd")) == nil)
    }

    @Test(arguments: [
        ("{\"system\": \"xweb\", \"token\": \"GUID\", \"account\": {\"xweb\": {\"recno\": \"9\"}}}", "account: there is no such account"),
        (
            "{\"system\": \"xweb\", \"token\": \"GUID\", \"account\": {\"xweb\": {\"email\": \"e\"}}}",
            "account: several accounts match this"
        ),
        ("{\"system\": \"xweb\", \"token\": \"GUID\", \"account\": {\"xweb\": {}}}", "account: there is no such account"),
        ("{\"system\": \"xweb\", \"token\": \"GUID\", \"account\": {}}", "account: there is no such account"),
        ("{\"system\": \"xweb\", \"token\": \"GUID\"}", "an object \"account\" is missing"),
        ("{\"system\": \"other\", \"token\": \"GUID\", \"account\": {\"xweb\": {\"recno\": \"1\"}}}", "system: must be one of"),
        ("{\"token\": \"GUID\", \"account\": {\"xweb\": {\"recno\": \"1\"}}}", "a string \"system\" is missing"),
        (
            "{\"system\": \"xweb\", \"token\": \"GUID\", \"account\": {\"xweb\": {\"recno\": \"1\"}}, \"expires\": \"soon\"}",
            "expires: must be a moment such as"
        ),
    ])
    func refusesASessionThatIsNotInOrder(session: String, message: String) {
        let accounts =
            "{\"xweb\": {\"recno\": \"1\", \"login\": \"a\", \"email\": \"e\"}}, {\"xweb\": {\"recno\": \"2\", \"login\": \"b\", \"email\": \"e\"}}"
        let session = session.replacing("GUID", with: "df3d1644-ba3e-4dc7-8399-ae06ee6063e5")
        let refusal = refusal(of: "{\"accounts\": [\(accounts)], \"sessions\": [\(session)]}")
        #expect(refusal?.contains(message) == true, "\(refusal ?? "taken")")
    }

    @Test(arguments: [
        ("xweb", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5", #"{"xweb": {"recno": "1"}}"#, "a calling program's, with \"user_name\""),
        (
            "xweb", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5", #"{"archer": {"user_id": 5, "user_name": "a"}}"#,
            "a calling program's, with \"user_name\""
        ),
        ("archer", "0123456789ABCDEF0123456789ABCDEF", #"{"xweb": {"user_name": "a"}}"#, "a user's, with \"user_id\""),
        (
            "luminate", String(repeating: "aZ0-_.", count: 12), #"{"luminate": {"user_name": "a"}}"#, "a constituent's, with \"cons_id\""
        ),
    ])
    func refusesASessionOfAnAccountThatCannotHaveIt(system: String, token: String, account: String, shape: String) {
        let session = #"{"system": "\#(system)", "token": "\#(token)","# + "\n" + #""account": \#(account)}"#
        let refusal = refusal(of: #"{"accounts": [\#(account)], "sessions": [\#(session)]}"#)
        #expect(
            refusal == "f.json:2: sessions[0].account: a token of \(system) needs an account that is \(shape) under \"\(system)\"",
            "\(refusal ?? "taken")")
    }

    private func session(_ system: String, _ token: String) -> String {
        let person = #"{"xweb": {"user_name": "a"}, "archer": {"user_id": 5, "user_name": "a"}, "luminate": {"cons_id": "5"}}"#
        let account = #"{"xweb": {"user_name": "a"}}"#
        return #"{"accounts": [\#(person)], "sessions": [{"system": "\#(system)", "account": \#(account),\#n"token": "\#(token)"}]}"#
    }

    @Test(arguments: [
        ("xweb", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"),
        // As callers may spell it: it is looked up in one form.
        ("xweb", "{DF3D1644-BA3E-4DC7-8399-AE06EE6063E5}", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"),
        ("archer", "0123456789ABCDEF0123456789ABCDEF", "0123456789ABCDEF0123456789ABCDEF"),
        ("luminate", String(repeating: "aZ0-_.", count: 12), String(repeating: "aZ0-_.", count: 12)),
    ])
    func takesTokensOfTheSystemsShape(system: String, token: String, kept: String) throws {
        #expect(try read(session(system, token)).sites[0].sessions.first?.token == kept)
    }

    @Test(arguments: [
        ("xweb", "", "a token of xweb is a GUID such as df3d1644-ba3e-4dc7-8399-ae06ee6063e5"),
        ("xweb", "0f3d1644-ba3e-4dc7-8399-ae06ee6063e", "a token of xweb is a GUID"),
        ("xweb", "0123456789ABCDEF0123456789ABCDEFG", "a token of xweb is a GUID"),
        ("archer", "0123456789ABCDEF0123456789ABCDE", "a token of archer is 32 hexadecimal digits in capital letters"),
        ("archer", "0123456789abcdef0123456789abcdef", "a token of archer is 32"),
        ("archer", "0123456789ABCDEF0123456789ABCDEG", "a token of archer is 32"),
        ("luminate", "too-short", "a token of luminate is 65 to 90 letters, digits, '-', '_' and '.'"),
        ("luminate", String(repeating: "a+", count: 40), "a token of luminate is 65 to 90"),
        ("luminate", String(repeating: "é", count: 40), "a token of luminate is 65 to 90"),
    ])
    func refusesTokensOfAnotherShape(system: String, token: String, message: String) {
        let refusal = refusal(of: session(system, token))
        #expect(refusal?.hasPrefix("f.json:2: sessions[0].token: \(message)") == true, "\(refusal ?? "taken")")
        #expect(token.count < 10 || refusal?.contains(token) == false, "it may be somebody's")
    }

    @Test func refusesARoleThatTheSiteDoesNotList() {
        func text(_ listed: String, in site: String = "") -> String {
            let account = "{\"xweb\": {\"recno\": \"1\", \"roles\": [\"Board\",\n\"Editors\"]}}"
            let content = "\"accounts\": [\(account)]\(listed)"
            guard !site.isEmpty else { return "{\(content)}" }
            return "{\"xweb\": {\"roles\": [\"Board\", \"Editors\"]}, \"sites\": {\"\(site)\": {\(content)}}}"
        }
        let message = "the site has no role \"Editors\"; roles are listed in \"xweb\": {\"roles\": […]} beside \"accounts\""
        #expect(refusal(of: text(", \"xweb\": {\"roles\": [\"board\", \"EDITORS\"]}")) == nil, "letter case does not count")
        #expect(refusal(of: text(", \"xweb\": {\"roles\": [\"Board\"]}")) == "f.json:2: accounts[0].xweb.roles[1]: \(message)")
        #expect(refusal(of: text(""))?.hasPrefix("f.json:1: accounts[0].xweb.roles[0]: the site has no role \"Board\"") == true)
        #expect(refusal(of: text("", in: "acme"))?.hasPrefix("f.json:1: sites.acme.accounts[0].xweb.roles[0]: the site has no") == true)
    }

    @Test func noMessageRepeatsAPassword() {
        let text = "{\"accounts\": [{\"password\": \"hush-hush\" \"xweb\": {}}]}"
        #expect(refusal(of: text)?.contains("hush") == false)
    }
}

@Suite("Moments as text")
struct TimestampTextTests {
    @Test(arguments: [("1970-01-01T00:00:00Z", 0), ("2030-01-31T12:00:01Z", 1_896_091_201_000), ("1969-12-31T23:59:59Z", -1000)])
    func readsAndWrites(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    }

    @Test func writesAnyMomentThereIs() {
        #expect(Timestamp(milliseconds: -1).iso8601 == "1969-12-31T23:59:59Z")
        #expect(!Timestamp(milliseconds: .min).iso8601.isEmpty)
        #expect(!Timestamp(milliseconds: .max).iso8601.isEmpty)
    }

    @Test(arguments: [
        "", "2030", "2030-02-30T00:00:00Z", "2030-13-01T00:00:00Z", "2030-01-01T24:00:00Z", "2030-01-01T00:00:00", "2030-01-01 00:00:00Z",
        "2030-01-01T00:00:60Z", "２０３０-01-01T00:00:00Z",
    ])
    func refuses(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}
