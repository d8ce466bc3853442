import Accounts
import Emulator
import Synchronization
import StageSupport
import TestSupport
import Testing

@Suite("Loading fixtures")
struct FixtureLoaderTests {
    @Test func storesAccountsPoliciesAndSessions() throws {
        let forever = "0b7f0c52-93be-4d0f-8a55-2e9c47d1b803"
        let over = "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803"
        let stage = try Stage(
            fixtures: """
                {"policies": {"strict": {"password": {"minimum_length": 12}}},
                 "accounts": [{"password": "pass", "policy": "strict", "must_change_password": true, "profile": {"first_name": "Ann"},
                   "xweb": {"user_name": "ann"}}],
                 "sessions": [{"system": "xweb", "token": "\(forever)", "account": {"xweb": {"user_name": "ann"}}},
                   {"system": "xweb", "token": "\(over)", "account": {"xweb": {"user_name": "ann"}}, "expires": "2001-01-01T00:00:00Z"}]}
                """)
        let site = stage.sites.fallback
        let identity = Identity(IdentityScheme("xweb.program_user", isUnique: true, ignoresCase: true), "ANN")
        let account = try #require(try stage.users.accounts(with: identity, in: site, limit: 2).first)
        #expect(account.credential?.mustChange == true)
        #expect(account.attributes["first_name"] == "Ann")
        #expect(try stage.users.policies(in: site).first { $0.name == "strict" }?.rules.password.minimumLength == 12)
        let live = try stage.users.session(token: forever, kind: "xweb.token", in: site)
        #expect(live?.account?.id == account.id)
        #expect(live?.session.expiresAt == nil)
        #expect(try stage.users.session(token: over, kind: "xweb.token", in: site) == nil)
    }

    @Test func passwordsAreHashedAndProgressIsTold() throws {
        let accounts = (1...50).map { "{\"password\": \"p\($0)\", \"xweb\": {\"recno\": \"\($0)\"}}" }.joined(separator: ",")
        let told = Mutex<[Int]>([])
        let fixtures = try Fixtures(Array("{\"accounts\": [\(accounts), {\"xweb\": {\"recno\": \"99\"}}]}".utf8), file: "f.json")
        let stage = try Stage()
        try FixtureLoader(into: stage.users).load(fixtures) { done, total in
            #expect(total == 50)
            told.withLock { $0.append(done) }
        }
        #expect(told.withLock { $0 } == Array(1...50))
        let site = stage.sites.fallback
        for number in [1, 17, 50, 99] {
            let identity = Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), String(number))
            let account = try #require(try stage.users.accounts(with: identity, in: site, limit: 2).first)
            #expect(account.credential?.hash.text.hasPrefix("$argon2id$") ?? false == (number != 99))
            guard number != 99 else { continue }
            let attempt = SignInAttempt(candidates: [identity], password: Password("p\(number)"), defaultPolicy: AccountPolicy())
            #expect(try stage.users.signIn(attempt, in: site).get().account.id == account.id)
        }
    }

    @Test func anEmptyFileLoadsAnEmptyWorld() throws {
        #expect(try Stage(fixtures: "{}").users.store.isEmpty())
    }
}
