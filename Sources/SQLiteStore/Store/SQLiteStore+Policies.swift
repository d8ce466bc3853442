import Accounts
import FoundationEssentials

/// Statements about rule sets.
extension SQLiteStore {
    /// The text of a rule set as it is stored.
    static func policyText(named name: String, in site: SiteID, _ connection: Connection) throws(Failure) -> String? {
        try connection.first("SELECT rules FROM policy WHERE site = ? AND name = ?", site.rawValue, name) { $0.text(0) }
    }

    static func policy(_ text: String) throws(StoreError) -> AccountPolicy {
        guard let policy = try? JSONDecoder().decode(AccountPolicy.self, from: Data(text.utf8)) else {
            throw .failed("a stored rule set cannot be read")
        }
        return policy
    }

    static func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID, _ connection: Connection) throws(Failure) {
        guard let rules = try? JSONEncoder().encode(policy) else { throw .sqlite(.misuse) }
        try connection.run(
            "INSERT OR REPLACE INTO policy (site, name, rules) VALUES (?, ?, ?)", site.rawValue, name,
            String(decoding: rules, as: UTF8.self))
    }
}
