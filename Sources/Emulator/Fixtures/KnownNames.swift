import Accounts
import JSON
import Text

/// What accounts of a site may name.
struct KnownNames: Sendable {
    private let site: SiteSection
    private let rules: [String: AccountPolicy]

    /// Creates the names of a site with these things, and of every site.
    init(_ site: SiteSection) {
        self.site = site
        let ofEverySite = emulatedSystems.flatMap(\.policiesOfEverySite)
        // The site may have given a rule set of every site other rules.
        rules = Dictionary(site.policies.map { ($0.name, $0.rules) } + ofEverySite) { first, _ in first }
    }

    /// Throws if an account names something else, or has a past that its rule set does not allow.
    func check(_ entry: AccountEntry) throws(JSONSchemaError) {
        if let policy = entry.account.policy, rules[policy] == nil {
            let hint = nearest(to: policy, among: rules.keys.sorted()).map { "; did you mean \"\($0)\"?" } ?? ""
            try JSONFindings.report(JSONSchemaError(entry.policyPath, "there is no policy \"\(policy)\" in this site\(hint)"))
        } else {
            do throws(JSONSchemaError) {
                try entry.account.past.check(against: entry.account.policy.flatMap { rules[$0]?.password }, at: entry.path)
            } catch {
                try JSONFindings.report(error)
            }
        }
        do throws(JSONSchemaError) { try entry.check(against: site) } catch { try JSONFindings.report(error) }
    }
}

extension SiteSection {
    /// Creates what accounts may name in a site in use.
    init(of site: SiteID, _ users: UserService) throws(StoreError) {
        self.init()
        values = try users.values(namedFrom: "", in: site)
        policies = try users.policies(in: site).map { ($0.name, $0.rules, $0.fields) }
        containers = try users.directory(in: site).all.map {
            NewContainer($0.kind, number: $0.number, key: $0.key, name: $0.name, fields: $0.fields)
        }
    }
}

extension UserService {
    /// Stores what every site has from the beginning, of all systems, if the site does not have it.
    func prepareSystems(in site: SiteID) throws(StoreError) {
        for system in emulatedSystems { try system.prepare(site, self) }
    }
}
