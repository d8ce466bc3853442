import Accounts
import JSON

/// One account of a fixtures file.
struct AccountEntry {
    let path: JSONPath
    let account: Fixtures.Account
    /// The place of the name of its rule set.
    let policyPath: JSONPath
    /// The account's section for each system. A session names its account by these.
    private let sections: JSON

    /// Reads an account. `known` is the hash of its password, if that is not in the account itself.
    init(
        _ json: JSON, at path: JSONPath, inSiteNamed site: String, passwordGroup: Int? = nil, hash known: PasswordHash? = nil
    ) throws(JSONSchemaError) {
        self.path = path
        sections = json
        var policyPath = path.member("policy")
        account = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let password = try Self.readPassword(&reader)
            let hash = try Self.readHash(&reader) ?? known
            if password != nil, hash != nil { throw reader.error("password_hash", "is given beside \"password\"; remove one of them") }
            let status = try reader.choice("status", AccountStatus.self) ?? .active
            let mustChange = try reader.bool("must_change_password") ?? false
            let past = try WrittenPast(&reader, hasPassword: password != nil || hash != nil)
            var policy = try reader.string("policy")
            var implied: String?
            var attributes = try Self.readProfile(&reader)
            var identities: [Identity] = []
            var memberships: [NewContainer] = []
            var rows: [Row] = []
            for system in emulatedSystems {
                guard let section = reader.value(system.name) else { continue }
                let known = try system.readAccount(section, at: path.member(system.name), inSiteNamed: site)
                identities += known.identities
                memberships += known.memberships
                if known.isPolicyImplied {
                    implied = known.policy
                } else if let named = known.policy {
                    guard policy == nil || policy == named else {
                        throw JSONSchemaError(
                            path.member(system.name), "\"\(named)\" is not the account's policy; one account has one rule set")
                    }
                    (policy, policyPath) = (named, path.member(system.name))
                }
                rows += known.rows
                // The names of a system's attributes begin with the system's name, so they cannot collide with another
                // system's. Attributes of the whole account are only ever set, never removed.
                attributes.merge(known.attributes) { _, new in new }
            }
            guard !identities.isEmpty else {
                throw JSONSchemaError(path, "the account belongs to no system: \(Self.systemNames) is missing")
            }
            if policy == nil, emulatedSystems.count(where: { json[$0.name] != nil }) == 1 { policy = implied }
            let record = NewAccount(
                status: status, identities: identities, passwordHash: hash, mustChangePassword: mustChange,
                attributes: attributes)
            return Fixtures.Account(
                record: record, password: password, policy: policy, memberships: memberships, rows: rows, past: past,
                passwordGroup: passwordGroup)
        }
        self.policyPath = policyPath
    }

    /// The names of the systems for a message: `"xweb", "archer" or "luminate"`.
    private static var systemNames: String {
        let names = emulatedSystems.map { "\"\($0.name)\"" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func readPassword(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Password? {
        guard let text = try reader.string("password") else { return nil }
        return try Password(written: text, at: reader.path.member("password"))
    }

    private static func readHash(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> PasswordHash? {
        guard let text = try reader.string("password_hash") else { return nil }
        return try PasswordHash(written: text, at: reader.path.member("password_hash"))
    }

    /// Reads facts about the person that do not depend on a system. The file chooses the names.
    private static func readProfile(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String: String] {
        let facts = try reader.texts("profile") { name, _, path throws(JSONSchemaError) in
            guard !name.contains(".") else { throw JSONSchemaError(path, "a name with a '.' belongs to a system's section") }
        }
        return Dictionary(facts.map { ($0.name, $0.text) }) { first, _ in first }
    }

    /// Throws if the account names something that its site does not have. `site` is what the file has for the site.
    func check(against site: SiteSection) throws(JSONSchemaError) {
        for system in emulatedSystems {
            guard let section = sections[system.name] else { continue }
            try system.checkAccount(section, at: path.member(system.name), against: site)
        }
    }

    /// Returns whether the account has everything that a selector such as `{"xweb": {"recno": "82457"}}` names.
    func matches(_ selector: JSON) -> Bool {
        guard let systems = selector.members, !systems.isEmpty else { return false }
        return systems.allSatisfy { system in
            guard emulatedSystem(named: system.name) != nil, let wanted = system.value.members, !wanted.isEmpty else { return false }
            return wanted.allSatisfy { $0.value == sections[system.name]?[$0.name] }
        }
    }
}
