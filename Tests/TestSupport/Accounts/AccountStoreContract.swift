public import Accounts
public import Testing

/// What every store must do: one body of tests, run over each of them.
///
///     @Test(arguments: AccountStoreContract.rules) func keepsTheContract(_ rule: AccountStoreContract.Rule) throws {
///         try rule.check(SomeStore())
///     }
public enum AccountStoreContract {
    /// One rule, checked over an empty store.
    public struct Rule: Sendable, CustomTestStringConvertible {
        /// What must hold.
        public let name: String
        /// Checks it.
        public let check: @Sendable (any AccountStore) throws -> Void

        init(_ name: String, _ check: @escaping @Sendable (any AccountStore) throws -> Void) {
            self.name = name
            self.check = check
        }

        /// What must hold.
        public var testDescription: String { name }
    }

    /// All rules.
    public static let rules =
        sites + accounts + identities + people + transactions + directory + search + credentials + failures + sessions + replacements
        + endings + uses + policies + siteValues + siteCopies + siteRestoring + rows + content + foreseen
        + questions + races

    static let login = IdentityScheme("test.login", isUnique: true, ignoresCase: true)
    static let number = IdentityScheme("test.number", isUnique: true, ignoresCase: false)
    static let mail = IdentityScheme("test.mail", isUnique: false, ignoresCase: true)
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    /// A store with one site and one account in it.
    static func populated(
        _ store: any AccountStore, identities: [Identity] = [Identity(login, "Ann"), Identity(number, "7")],
        hash: PasswordHash? = PasswordHash("$hash$1"), attributes: [String: String] = [:]
    ) throws -> (site: SiteID, id: AccountID) {
        let site = try store.createSite(named: "first")
        let new = NewAccount(identities: identities, passwordHash: hash, attributes: attributes)
        let ids = try store.insert([new], in: site, at: start)
        return (site, try #require(ids.first))
    }

    static func keep(_ session: Session, in site: SiteID, keepingOthers others: Int? = nil, _ store: any AccountStore) throws {
        #expect(try store.insert(session, in: site, keepingOthers: others, verified: nil))
    }

    static func digest(_ number: UInt64) -> TokenDigest { TokenDigest(words: (number, number, number, number)) }

    static let policies: [Rule] = [
        Rule("keeps rule sets by name and site") { store throws in
            let one = try store.createSite(named: "one")
            let other = try store.createSite(named: "other")
            var policy = AccountPolicy()
            policy.password.minimumLength = 9
            policy.password.forbiddenCharacters = "; \"é"
            policy.password.allowedSpecialCharacters = "#"
            policy.password.pattern = #"^(?=.*\d)["é].{3,}$"#
            policy.lockout = LockoutPolicy(failures: 3, minutes: nil)
            policy.sessionIdleMinutes = 10
            try store.setPolicy(policy, named: "strict", in: one)
            #expect(try store.policy(named: "strict", in: one) == policy)
            #expect(try store.policy(named: "strict", in: other) == nil)
            #expect(try store.policy(named: "Strict", in: one) == nil)
        },
        Rule("puts a rule set in the place of one of the same name") { store throws in
            let site = try store.createSite(named: "one")
            var policy = AccountPolicy()
            try store.setPolicy(policy, named: "p", in: site)
            policy.password.historyDepth = 4
            try store.setPolicy(policy, named: "p", in: site)
            #expect(try store.policy(named: "p", in: site) == policy)
        },
    ]
}
