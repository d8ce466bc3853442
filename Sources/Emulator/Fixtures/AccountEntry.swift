import Accounts
import JSON
import PasswordHashing

/// One account of a fixtures file.
struct AccountEntry {
    let path: JSONPath
    let account: Fixtures.Account
    /// What the file says of it for each system, so that a session can name its account in the same words.
    private let sections: JSON

    init(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        self.path = path
        sections = json
        account = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            let password = try Self.readPassword(&reader)
            let hash = try Self.readHash(&reader)
            if password != nil, hash != nil { throw reader.error("password_hash", "stands beside \"password\"; one of them is wrong") }
            let status = try reader.choice("status", AccountStatus.self) ?? .active
            let mustChange = try reader.bool("must_change_password") ?? false
            let policy = try reader.string("policy")
            var attributes =
                try reader.object("profile") { profile throws(JSONSchemaError) in
                    try Self.readProfile(&profile)
                } ?? [:]
            var identities: [Identity] = []
            for system in emulatedSystems {
                guard let section = reader.value(system.name) else { continue }
                let known = try system.readAccount(section, at: path.member(system.name))
                identities += known.identities
                // Attributes of a system begin with its name, so that none of them can meet another. Those of the account as a whole are only
                // ever set, never taken back.
                attributes.merge(known.attributes) { _, new in new }
            }
            guard !identities.isEmpty else {
                throw JSONSchemaError(path, "no system knows this account: \(Self.systemNames) is missing")
            }
            let record = NewAccount(
                status: status, identities: identities, passwordHash: hash, mustChangePassword: mustChange, policy: policy,
                attributes: attributes)
            return Fixtures.Account(record: record, password: password)
        }
    }

    /// The names of the systems for a message: `"xweb", "archer" or "luminate"`.
    private static var systemNames: String {
        let names = emulatedSystems.map { "\"\($0.name)\"" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func readPassword(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Password? {
        guard let password = try reader.string("password").map({ Password($0) }) else { return nil }
        guard !password.bytes.isEmpty else { throw reader.error("password", "must not be empty") }
        guard !password.isTooLong else { throw reader.error("password", "is longer than \(Password.maximumBytes) bytes") }
        return password
    }

    /// A hash with its parameters in front, in a format that is understood, and one that a password can fit.
    private static func readHash(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> PasswordHash? {
        guard let text = try reader.string("password_hash") else { return nil }
        if let problem = Argon2idHasher.problem(with: text) { throw reader.error("password_hash", problem) }
        return PasswordHash(text)
    }

    /// What is known of the person whatever the system: names and the like, under names of the file's choice.
    private static func readProfile(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String: String] {
        var profile: [String: String] = [:]
        for name in reader.names {
            guard !name.contains(".") else { throw reader.error(name, "a name with a '.' belongs to a system's section") }
            profile[name] = try reader.string(name)
        }
        return profile
    }

    /// Refuses what the account names of its site and the site, of which all values are given, does not have.
    func check(against values: [(name: String, value: String)]) throws(JSONSchemaError) {
        for system in emulatedSystems {
            guard let section = sections[system.name] else { continue }
            try system.checkAccount(section, at: path.member(system.name), against: values)
        }
    }

    /// Whether all that a selector says of an account, such as `{"xweb": {"recno": "82457"}}`, stands in the file for this one.
    func matches(_ selector: JSON) -> Bool {
        guard let systems = selector.members, !systems.isEmpty else { return false }
        return systems.allSatisfy { system in
            guard emulatedSystem(named: system.name) != nil, let wanted = system.value.members, !wanted.isEmpty else { return false }
            return wanted.allSatisfy { $0.value == sections[system.name]?[$0.name] }
        }
    }
}
