public import Accounts

extension SQLiteStore {
    /// Returns a site's rule sets, by number.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        let rows = try read(in: site) { connection throws(Failure) in
            try connection.all("SELECT id, number, name, rules, document FROM policy WHERE site = ? ORDER BY number", site.part) {
                row in
                (id: row.int(0), number: row.int(1), name: row.text(2), rules: row.text(3), fields: row.text(4))
            }
        }
        var policies: [StoredPolicy] = []
        for row in rows {
            policies.append(
                StoredPolicy(
                    id: PolicyID(rawValue: row.id), number: row.number, name: row.name, rules: try AccountPolicy(stored: row.rules),
                    fields: AttributeText.attributes(of: row.fields)))
        }
        return policies
    }
}

/// Statements about policies.
extension SQLiteStore {
    /// Returns the stored text of a policy, or nil.
    static func policyText(_ id: PolicyID, in site: SiteID, _ connection: Connection) throws(Failure) -> String? {
        try connection.first("SELECT rules FROM policy WHERE site = ? AND id = ?", site.part, id.rawValue) { $0.text(0) }
    }

    /// Returns whether a rule set is stored as it is here.
    static func holds(_ policy: StoredPolicy, in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        let row = try connection.first(
            "SELECT number, name, rules, document FROM policy WHERE site = ? AND id = ?", site.part, policy.id.rawValue
        ) { (number: $0.int(0), name: $0.text(1), rules: $0.text(2), fields: $0.text(3)) }
        guard let row, row.number == policy.number, row.name.utf8.elementsEqual(policy.name.utf8) else { return false }
        return (try? AccountPolicy(stored: row.rules)) == policy.rules && AttributeText.attributes(of: row.fields) == policy.fields
    }

    /// Returns whether rule sets are stored as they are here, and no others.
    static func holds(exactly policies: [StoredPolicy], in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        let count = try connection.first("SELECT count(*) FROM policy WHERE site = ?", site.part) { $0.int(0) }
        guard count == Int64(policies.count) else { return false }
        for policy in policies where try !holds(policy, in: site, connection) { return false }
        return true
    }

    static func setPolicy(
        _ policy: AccountPolicy, named name: String, fields: [String: String], in site: SiteID, _ connection: Connection
    ) throws(Failure) -> PolicyID {
        let rules: String
        do {
            rules = try policy.stored()
        } catch {
            throw .refused(error)
        }
        let document = AttributeText.text(of: fields)
        let present = try connection.first("SELECT id FROM policy WHERE site = ? AND name = ?", site.part, name) { $0.int(0) }
        if let present {
            try connection.run("UPDATE policy SET rules = ?, document = ? WHERE id = ?", rules, document, present)
            return PolicyID(rawValue: present)
        }
        try connection.run(
            "INSERT INTO policy (site, number, name, rules, document) VALUES (?, ?, ?, ?, ?)", site.part,
            try draw("policy", in: site, connection), name, rules, document)
        return PolicyID(rawValue: connection.lastInsertedKey)
    }

    static func rename(_ id: PolicyID, to name: String, in site: SiteID, _ connection: Connection) throws(Failure) {
        guard try policyText(id, in: site, connection) != nil else { return }
        guard try connection.run("UPDATE OR IGNORE policy SET name = ? WHERE id = ?", name, id.rawValue) > 0 else {
            throw .refused(.policyTaken(name))
        }
    }

    static func delete(_ id: PolicyID, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run("DELETE FROM policy WHERE id = ? AND site = ?", id.rawValue, site.part)
    }

    /// Returns whether a rule set exists and no account refers to it.
    static func isUnused(_ id: PolicyID, in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        guard try policyText(id, in: site, connection) != nil else { return false }
        return try !connection.hasRow("SELECT 1 FROM account WHERE policy = ?", id.rawValue)
    }
}
