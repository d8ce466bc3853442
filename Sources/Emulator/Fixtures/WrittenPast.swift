import Accounts
import JSON
import PasswordHashing

/// What a file says about an account's earlier days: the age of its password, earlier passwords, and failed sign-ins.
struct WrittenPast: Sendable {
    /// The number of failed sign-ins in a row.
    let failures: Int?
    /// When the lock by failures ends.
    let lockedUntil: WrittenMoment?
    /// When the password was set.
    let passwordChangedAt: WrittenMoment?
    /// The previous passwords, newest first.
    let previousPasswords: [Password]
    /// The hashes of previous passwords in their place, newest first.
    let previousHashes: [PasswordHash]
    /// The number of sign-ins that the rule set still allows once the password has expired.
    let graceSignInsLeft: Int?

    /// Reads the members of an account.
    init(_ reader: inout JSONObjectReader, hasPassword: Bool) throws(JSONSchemaError) {
        failures = try reader.int("failures", in: 0...1_000_000)
        lockedUntil = try reader.moment("locked_until")
        passwordChangedAt = try reader.moment("password_changed_at")
        previousPasswords = try Self.list("previous_passwords", &reader, Password.init(written:at:))
        previousHashes = try Self.list("previous_password_hashes", &reader, PasswordHash.init(written:at:))
        graceSignInsLeft = try reader.int("grace_sign_ins_left", in: 0...1_000_000)
        if !previousPasswords.isEmpty, !previousHashes.isEmpty {
            throw reader.error("previous_password_hashes", "is given beside \"previous_passwords\"; remove one of them")
        }
        guard !hasPassword else { return }
        let needing = [
            ("password_changed_at", passwordChangedAt != nil), ("previous_passwords", !previousPasswords.isEmpty),
            ("previous_password_hashes", !previousHashes.isEmpty), ("grace_sign_ins_left", graceSignInsLeft != nil),
        ]
        if let (name, _) = needing.first(where: \.1) {
            throw reader.error(name, "needs a password; add \"password\" or \"password_hash\", or remove this")
        }
    }

    private static func list<Element>(
        _ name: String, _ reader: inout JSONObjectReader, _ read: (String, JSONPath) throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> [Element] {
        let place = reader.path.member(name)
        let texts = try reader.strings(name) ?? []
        guard texts.count <= AccountPast.mostPreviousPasswords else {
            throw reader.error(name, "has more than \(AccountPast.mostPreviousPasswords) elements; so many are remembered at most")
        }
        var elements: [Element] = []
        for (index, text) in texts.enumerated() { elements.append(try read(text, place.element(index))) }
        return elements
    }

    /// Whether it is another past each time it is read.
    var dependsOnNow: Bool { [lockedUntil, passwordChangedAt].contains { $0?.dependsOnNow == true } }

    /// Throws if more sign-ins are left than a rule set allows, or if there is no rule set that allows any.
    func check(against rules: PasswordPolicy?, at account: JSONPath) throws(JSONSchemaError) {
        guard let left = graceSignInsLeft else { return }
        let place = account.member("grace_sign_ins_left")
        guard let rules else { throw JSONSchemaError(place, "needs a rule set, which says how many there are; add \"policy\"") }
        guard left <= rules.graceSignIns else {
            throw JSONSchemaError(place, "must be at most \(rules.graceSignIns), the \"grace_sign_ins\" of the account's rule set")
        }
    }

    /// Returns what happened.
    ///
    /// - Parameters:
    ///   - hashes: The hashes of ``previousPasswords``.
    ///   - rules: The rules of the account's rule set. Nil if it has none.
    ///   - now: The moment at which the account is stored.
    func past(_ hashes: [PasswordHash], under rules: PasswordPolicy?, at now: Timestamp) -> AccountPast {
        var past = AccountPast()
        past.failures = failures
        past.lockedUntil = lockedUntil?.moment(from: now)
        past.passwordChangedAt = passwordChangedAt?.moment(from: now)
        past.previousPasswords = previousHashes + hashes
        past.graceSignInsUsed = graceSignInsLeft.map { max(0, (rules?.graceSignIns ?? 0) - $0) }
        return past
    }
}

extension Password {
    /// Reads a password. Throws if it is empty or too long.
    init(written text: String, at path: JSONPath) throws(JSONSchemaError) {
        self.init(text)
        guard !bytes.isEmpty else { throw JSONSchemaError(path, "must not be empty") }
        guard !isTooLong else { throw JSONSchemaError(path, "is longer than \(Password.maximumBytes) bytes") }
    }
}

extension PasswordHash {
    /// Reads a hash with its parameters in front. Throws if the format is not supported, or if no password can match the hash.
    init(written text: String, at path: JSONPath) throws(JSONSchemaError) {
        if let problem = Argon2idHasher.problem(with: text) { throw JSONSchemaError(path, problem) }
        self.init(text)
    }
}
