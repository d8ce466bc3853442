public import Accounts
import FoundationEssentials

extension SQLiteStore {
    /// The rule set of this name.
    public func policy(named name: String, in site: SiteID) throws(StoreError) -> AccountPolicy? {
        let rules = try read { connection throws(Failure) in
            try connection.first("SELECT rules FROM policy WHERE site = ? AND name = ?", site.rawValue, name) { $0.text(0) }
        }
        guard let rules else { return nil }
        guard let policy = try? JSONDecoder().decode(AccountPolicy.self, from: Data(rules.utf8)) else {
            throw .failed("a stored rule set cannot be read")
        }
        return policy
    }

    /// Keeps a rule set under its name.
    public func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError) {
        guard let rules = try? JSONEncoder().encode(policy) else { throw .failed("a rule set cannot be written") }
        try write { connection throws(Failure) in
            try connection.run(
                "INSERT OR REPLACE INTO policy (site, name, rules) VALUES (?, ?, ?)", site.rawValue, name,
                String(decoding: rules, as: UTF8.self))
            return ()
        }
    }
}
