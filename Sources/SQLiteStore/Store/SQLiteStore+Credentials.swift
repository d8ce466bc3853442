import Accounts

/// Statements about passwords.
extension SQLiteStore {
    static func setCredential(
        of id: AccountID, in site: SiteID, _ credential: NewCredential, _ connection: Connection
    ) throws(Failure) {
        let present = try connection.first("SELECT hash, version FROM account WHERE id = ? AND site = ?", id.rawValue, site.part) {
            (hash: $0.optionalText(0), version: $0.int(1))
        }
        guard let present else { return }
        let kept = Int64(max(0, credential.keepsHistory))
        if let hash = present.hash, kept > 0 {
            try connection.run(
                "INSERT INTO history (account, version, site, hash) VALUES (?, ?, ?, ?)", id.rawValue, present.version, site.part, hash)
        }
        try connection.run("DELETE FROM history WHERE account = ? AND version <= ?", id.rawValue, present.version - kept)
        try connection.run(
            "UPDATE account SET hash = ?, version = ?, changed_at = ?, must_change = ?, grace_used = 0 WHERE id = ?",
            credential.hash.text, present.version + 1, credential.changedAt.milliseconds, credential.mustChange.stored, id.rawValue)
    }

    static func history(of id: AccountID, in site: SiteID, limit: Int, _ connection: Connection) throws(Failure) -> [PasswordHash] {
        try connection.all(
            "SELECT hash FROM history WHERE account = ? AND site = ? ORDER BY version DESC LIMIT ?", id.rawValue, site.part,
            Int64(max(0, limit))
        ) { PasswordHash($0.text(0)) }
    }
}
