public import Accounts

extension DemoWorld {
    /// What of the demo world gives access to accounts in a store.
    public struct Access: Hashable, Sendable {
        /// Whether accounts with a name and the password of the demo world were loaded. The password may have been changed
        /// since: a store has only its hash.
        public let hasAccounts: Bool
        /// Whether a token of the demo world is valid.
        public let hasToken: Bool
    }

    /// Returns what of the demo world gives access in the sites, or nil if nothing does.
    public static func access(in users: UserService, _ registry: SiteRegistry) throws(StoreError) -> Access? {
        var hasAccounts = false
        var hasToken = false
        for name in registry.names {
            guard let site = registry.site(named: name) else { continue }
            if try users.value(named: accountsValue, in: site) != nil { hasAccounts = true }
            for session in accessible.sessions {
                if try users.session(token: session.token, kind: session.kind, in: site) != nil { hasToken = true }
            }
        }
        return hasAccounts || hasToken ? Access(hasAccounts: hasAccounts, hasToken: hasToken) : nil
    }

    /// Returns the value to store for a site if its fixtures have an account with a name and the password of the demo
    /// world. It tells every later start.
    static func values(for site: Fixtures.Site) -> [(name: String, value: String)] {
        let demo = accessible.accounts
        return site.accounts.contains { account in demo.contains { opens($0, account) } } ? [(accountsValue, "true")] : []
    }

    private static let accountsValue = "emulator.demo_accounts"

    /// The parts of the demo world that give access.
    static let accessible: (sessions: [Fixtures.Session], accounts: [Fixtures.Account]) = {
        // The file is compiled in, and a test parses it.
        let sites = (try? Fixtures(text, file: fileName))?.sites ?? []
        return (sites.flatMap(\.sessions), sites.flatMap(\.accounts))
    }()

    /// Returns whether one account has the name and the password of another.
    private static func opens(_ one: Fixtures.Account, _ other: Fixtures.Account) -> Bool {
        guard let password = one.password, password.bytes == other.password?.bytes else { return false }
        return other.record.identities.contains { identity in
            one.record.identities.contains { $0.scheme.name == identity.scheme.name && $0.key == identity.key }
        }
    }
}
