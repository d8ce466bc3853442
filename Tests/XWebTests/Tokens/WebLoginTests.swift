import Accounts
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("WebLogin")
struct WebLoginTests {
    static let key = "0c0ffee0-0000-4000-8000-000000000001"

    /// A stage with somebody whose login and address differ.
    private func stage(_ change: (inout XWebSettings) -> Void = { _ in }) throws -> Stage {
        var settings = XWebSettings()
        change(&settings)
        let stage = try Stage(settings)
        try stage.add(
            #"{"recno": "555", "customer_key": "\#(Self.key)", "login": "freddy", "email": "fred@example.org"}"#, password: "freds")
        return stage
    }

    private func webLogin(_ stage: Stage, _ name: String, _ password: String = "freds", override key: String? = nil) -> String? {
        guard let key else { return stage.result("WebLogin", ["userLoginPlain": name, "passwordPlain": password]) }
        return stage.result("WebLogin", ["userLoginPlain": name, "passwordPlain": password, "keyOverride": key])
    }

    @Test("takes the e-mail address while UseEmailForAuthorization is on, and else the login", arguments: [true, false])
    func option(byEmail: Bool) throws {
        let stage = try stage { $0.systemOptions = ["UseEmailForAuthorization": byEmail ? "true" : "false"] }
        #expect(XWebWords.isGUID(webLogin(stage, "fred@example.org")) == byEmail)
        #expect(XWebWords.isGUID(webLogin(stage, "freddy")) == !byEmail)
        #expect(webLogin(stage, byEmail ? "freddy" : "fred@example.org") == XWebWords.zero)
    }

    @Test("reads the options once")
    func readsOnce() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(over: store, FakePasswordHasher())
        let before = store.valueListings
        #expect(XWebWords.isGUID(webLogin(stage, "member@example.org", "123")))
        #expect(store.valueListings == before + 1)
    }

    @Test("follows the option at once")
    func optionChanged() throws {
        let stage = try stage()
        #expect(webLogin(stage, "freddy") == XWebWords.zero)
        #expect(stage.setOption("UseEmailForAuthorization", "false") == "true")
        #expect(XWebWords.isGUID(webLogin(stage, "FREDDY")))
        #expect(webLogin(stage, "fred@example.org") == XWebWords.zero)
    }

    @Test("answers a fresh token that WebValidate knows the customer key of")
    func token() throws {
        let stage = try stage()
        let first = try #require(webLogin(stage, "Fred@Example.org"))
        let second = try #require(webLogin(stage, "fred@example.org"))
        #expect(first != second)
        for token in [first, second] { #expect(stage.result("WebValidate", ["authenticationToken": token]) == Self.key) }
    }

    @Test("answers the customer key with the configured secret in keyOverride, and a token with any other")
    func keyOverride() throws {
        let stage = try stage { $0.keyOverride = "open-sesame" }
        #expect(webLogin(stage, "fred@example.org", override: "open-sesame") == Self.key)
        for other in ["open-sesam", "OPEN-SESAME", "open-sesame ", ""] {
            let answer = webLogin(stage, "fred@example.org", override: other)
            #expect(answer != Self.key)
            #expect(stage.result("WebValidate", ["authenticationToken": answer ?? ""]) == Self.key)
        }
        #expect(XWebWords.isGUID(webLogin(stage, "fred@example.org")))
    }

    @Test("wants the password with the secret too")
    func keyOverrideIsNoPassword() throws {
        let stage = try stage { $0.keyOverride = "open-sesame" }
        #expect(webLogin(stage, "fred@example.org", "wrong", override: "open-sesame") == XWebWords.zero)
        #expect(webLogin(stage, "nobody@example.org", "freds", override: "open-sesame") == XWebWords.zero)
    }

    @Test("knows no secret where none is configured", arguments: ["", "open-sesame"])
    func noKeyOverride(given: String) throws {
        let stage = try stage()
        let answer = try #require(webLogin(stage, "fred@example.org", override: given))
        #expect(answer != Self.key)
        #expect(XWebWords.isGUID(answer))
    }

    @Test("takes the first of several web users of one address whose password fits")
    func severalOfOneAddress() throws {
        let stage = try stage { $0.keyOverride = "k" }
        let other = "0c0ffee0-0000-4000-8000-000000000002"
        try stage.add(#"{"recno": "556", "customer_key": "\#(other)", "login": "f2", "email": "fred@example.org"}"#, password: "others")
        try stage.add(#"{"recno": "557", "login": "f3", "email": "fred@example.org"}"#, password: "freds")
        #expect(webLogin(stage, "fred@example.org", "freds", override: "k") == Self.key)
        #expect(webLogin(stage, "fred@example.org", "others", override: "k") == other)
    }

    @Test("tells the log why it answered zeros, and no secret")
    func reasons() throws {
        let stage = try stage { $0.keyOverride = "open-sesame" }
        _ = webLogin(stage, "fred@example.org", "my-guess", override: "my-key")
        #expect(stage.log.all == ["xweb WebLogin: the password is wrong"])
    }
}
