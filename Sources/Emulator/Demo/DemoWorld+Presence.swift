public import Accounts

extension DemoWorld {
    /// Returns whether fixtures contain something from the demo world that gives access: a token, or an account with
    /// its name and its password.
    public static func isPart(of fixtures: Fixtures) -> Bool {
        let demo = accessible
        return fixtures.sites.contains { site in
            site.sessions.contains { session in demo.sessions.contains { $0.token == session.token && $0.kind == session.kind } }
                || site.accounts.contains { account in demo.accounts.contains { Self.opens($0, account) } }
        }
    }

    /// Returns whether a token of the demo world is valid in one of the sites.
    public static func isOpen(in users: UserService, _ registry: SiteRegistry) throws(StoreError) -> Bool {
        for name in registry.names {
            guard let site = registry.site(named: name) else { continue }
            for session in accessible.sessions {
                if try users.session(token: session.token, kind: session.kind, in: site) != nil { return true }
            }
        }
        return false
    }

    /// The parts of the demo world that give access.
    private static let accessible: (sessions: [Fixtures.Session], accounts: [Fixtures.Account]) = {
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
