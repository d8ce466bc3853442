import Accounts

/// An account as a row. Queries name its columns in the order of ``init(_:)``: id, status, hash, version, changed_at,
/// must_change, grace_used, policy, attributes, created_at, last_sign_in_at, activated_at.
extension Account {
    init(row: Statement) {
        var credential: Credential?
        if let hash = row.optionalText(2) {
            credential = Credential(
                hash: PasswordHash(hash), version: row.int(3), changedAt: Timestamp(milliseconds: row.int(4)),
                mustChange: row.int(5) != 0, graceSignInsUsed: Int(clamping: row.int(6)))
        }
        self.init(
            id: AccountID(rawValue: row.int(0)), status: AccountStatus(stored: row.int(1)), credential: credential,
            policy: row.optionalInt(7).map(PolicyID.init(rawValue:)), attributes: AttributeText.attributes(of: row.text(8)),
            createdAt: Timestamp(milliseconds: row.int(9)), lastSignInAt: row.optionalInt(10).map(Timestamp.init(milliseconds:)),
            activatedAt: row.optionalInt(11).map(Timestamp.init(milliseconds:)))
    }
}

extension Bool {
    /// The number that SQLite stores.
    var stored: Int64 { self ? 1 : 0 }
}
