import Accounts
import JSON

/// Reads a fixtures file and checks its parts against each other.
enum FixtureReader {
    /// - Parameters:
    ///   - limit: How many accounts a site can have.
    ///   - now: The moment from which dates count, unless the site has a clock of its own.
    static func read(_ json: JSON, limit: Int = Fixtures.mostAccounts, now: Timestamp) throws(JSONSchemaError) -> [Fixtures.Site] {
        try ForbiddenCharacters.refuse(in: json)
        return try json.readObject { reader throws(JSONSchemaError) in
            // Editors find the schema by it.
            _ = try reader.string("$schema")
            let common = try readSite(&reader, named: SiteRegistry.defaultName, limit: limit, now)
            var names: Set<String> = []
            let others = try reader.table("sites") { name, site, path throws(JSONSchemaError) in
                if let refusal = SiteName.refusal(of: name) { throw JSONSchemaError(path, refusal) }
                guard name.lowercased() != SiteRegistry.defaultName else {
                    throw JSONSchemaError(path, "the accounts of the default site are at the top of the file")
                }
                guard names.insert(name.lowercased()).inserted else {
                    throw JSONSchemaError(path, "another site has this name; letter case is ignored")
                }
                return try site.readObject(at: path) { reader throws(JSONSchemaError) in
                    try readSite(&reader, named: name, limit: limit, now)
                }
            }
            return [common] + others
        }
    }

    private static func readSite(
        _ reader: inout JSONObjectReader, named name: String, limit: Int, _ now: Timestamp
    ) throws(JSONSchemaError) -> Fixtures.Site {
        let (beginning, seed) = try SiteBeginning.read(&reader)
        let start = beginning.start(at: now)
        let policies = try reader.table("policies") { name, json, path throws(JSONSchemaError) in
            (name: name, rules: try AccountPolicy(json, at: path), fields: [String: String]())
        }
        let accounts = try readAccounts(&reader, named: name, limit: limit, seed: seed, from: start)
        // A session of an account with an error has none for that reason.
        let areAllAccountsRead = !reader.isFlawed
        let sessions = try reader.array("sessions") { json, path throws(JSONSchemaError) in
            try readSession(json, at: path, accounts: accounts, areAllRead: areAllAccountsRead)
        }
        var site = SiteSection(policies: policies)
        for system in emulatedSystems {
            guard let section = reader.value(system.name) else { continue }
            let known = try system.readSite(section, at: reader.path.member(system.name))
            site.values += known.values
            site.containers += known.containers
            site.nestings += known.nestings
            site.rows += known.rows
            for (name, rules, fields) in known.policies {
                guard !site.policies.contains(where: { $0.name == name }) else {
                    throw JSONSchemaError(reader.path.member(system.name), "another policy of this site is named \"\(name)\"")
                }
                site.policies.append((name, rules, fields))
            }
        }
        // What accounts name may be in a part with an error.
        try check(accounts, against: site, namesAreKnown: !reader.isFlawed)
        return Fixtures.Site(
            name: name, policies: site.policies.map { ($0.name, $0.rules, $0.fields) }, accounts: accounts.map(\.account),
            sessions: sessions.compactMap(\.self), values: site.values + beginning.values, containers: site.containers,
            nestings: site.nestings, rows: site.rows, beginning: beginning)
    }

    private static func readAccounts(
        _ reader: inout JSONObjectReader, named name: String, limit: Int, seed: Int, from now: Timestamp
    ) throws(JSONSchemaError) -> [AccountEntry] {
        let lists = try reader.textLists("lists").map { ($0.name, $0.texts) }
        let today = CivilDate(day: Int(now.seconds / 86_400))
        let generator = AccountGenerator(
            seed: seed, lists: Dictionary(lists) { first, _ in first }, site: name, limit: limit, today: today)
        var accounts: [AccountEntry] = []
        _ = try reader.array("accounts") { json, path throws(JSONSchemaError) in
            for made in try generator.accounts(of: json, at: path, behind: accounts.count) {
                accounts.append(try AccountEntry(made.json, at: made.path, inSiteNamed: name, passwordGroup: made.passwordGroup))
            }
        }
        return accounts
    }

    /// Throws if accounts cannot be together in a site that has these things.
    static func check(
        _ accounts: [AccountEntry], against site: SiteSection, namesAreKnown: Bool = true
    ) throws(JSONSchemaError) {
        try checkIdentities(of: accounts)
        try checkRows(of: accounts)
        guard namesAreKnown else { return }
        let known = KnownNames(site)
        for account in accounts { try known.check(account) }
    }

    /// Throws if two accounts have the same identity of a unique scheme.
    private static func checkIdentities(of accounts: [AccountEntry]) throws(JSONSchemaError) {
        struct Key: Hashable {
            let scheme: String
            let value: String
        }
        var holders: [Key: JSONPath] = [:]
        for entry in accounts {
            for identity in entry.account.record.identities where identity.scheme.isUnique {
                let key = Key(scheme: identity.scheme.name, value: identity.key)
                if let holder = holders.updateValue(entry.path, forKey: key) {
                    try JSONFindings.report(
                        JSONSchemaError(entry.path, "\(identity.scheme.name) \"\(identity.value)\" already belongs to \(holder)"))
                }
            }
        }
    }

    /// Throws if two accounts have rows with the same key.
    private static func checkRows(of accounts: [AccountEntry]) throws(JSONSchemaError) {
        var keys: Set<Row> = []
        for entry in accounts {
            for row in entry.account.rows where !keys.insert(Row(row.table, key: row.key)).inserted {
                try JSONFindings.report(
                    JSONSchemaError(entry.path, "\(row.table.rawValue) \"\(row.key)\" already belongs to an account"))
            }
        }
    }

    private static func readSession(
        _ json: JSON, at path: JSONPath, accounts: [AccountEntry], areAllRead: Bool
    ) throws(JSONSchemaError) -> Fixtures.Session? {
        try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let name = try reader.requiredString("system")
            guard let system = emulatedSystem(named: name) else {
                throw reader.error("system", "must be one of \(emulatedSystems.map { "\"\($0.name)\"" }.joined(separator: ", "))")
            }
            guard let token = system.token(from: try reader.requiredString("token")) else {
                throw reader.error("token", "a token of \(name) is \(system.tokenShape)")
            }
            guard let selector = reader.value("account") else { throw JSONSchemaError(path, "an object \"account\" is missing") }
            let matches = accounts.indices.filter { accounts[$0].matches(selector) }
            guard areAllRead || !matches.isEmpty else { return nil }
            guard let account = matches.first, matches.count == 1 else {
                throw reader.error("account", matches.isEmpty ? "there is no such account in this site" : "several accounts match this")
            }
            let end = try reader.moment("expires")
            guard accounts[account].account.record.identities.contains(where: { $0.scheme == system.sessionHolder }) else {
                throw reader.error("account", "a token of \(name) needs an account that is \(system.sessionHolderShape) under \"\(name)\"")
            }
            return Fixtures.Session(kind: system.sessionKind, token: token, account: account, end: end)
        }
    }
}
