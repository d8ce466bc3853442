public import Accounts

extension SQLiteStore {
    /// Puts a new hash in the place of the credential if `expected` is still the version kept.
    public func replaceCredential(
        of id: AccountID, in site: SiteID, expecting expected: Int64?, with change: CredentialChange
    ) throws(StoreError) -> Bool {
        try addSchemes(of: change.changes.addedIdentities)
        return try write { [schemes] connection throws(Failure) in
            let present = try connection.first(
                "SELECT hash, version, status FROM account WHERE id = ? AND site = ?", id.rawValue, site.rawValue
            ) { (hash: $0.optionalText(0), version: $0.int(1), status: AccountStatus(stored: $0.int(2))) }
            guard let present, (present.hash == nil ? nil : present.version) == expected, change.changes.expects(present.status)
            else { return false }
            try Self.apply(change.changes, to: id, in: site, schemes, connection)
            if change.isRehash {
                try connection.run("UPDATE account SET hash = ? WHERE id = ?", change.hash.text, id.rawValue)
                return true
            }
            let kept = Int64(max(0, change.keepsHistory))
            if let hash = present.hash, kept > 0 {
                try connection.run(
                    "INSERT INTO history (account, version, site, hash) VALUES (?, ?, ?, ?)", id.rawValue, present.version, site.rawValue,
                    hash)
            }
            try connection.run("DELETE FROM history WHERE account = ? AND version <= ?", id.rawValue, present.version - kept)
            try connection.run(
                "UPDATE account SET hash = ?, version = ?, changed_at = ?, must_change = ?, grace_used = 0 WHERE id = ?",
                change.hash.text, present.version + 1, change.at.milliseconds, change.mustChange.stored, id.rawValue)
            if change.endsSessions { try Self.deleteSessions(of: id, except: change.keptSession, connection) }
            return true
        }
    }

    /// Counts one sign-in let through after the password's end, unless `limit` have been.
    public func countGraceSignIn(of id: AccountID, in site: SiteID, version: Int64, limit: Int) throws(StoreError) -> Int? {
        try write { connection throws(Failure) in
            try connection.first(
                """
                UPDATE account SET grace_used = grace_used + 1 WHERE id = ? AND site = ? AND version = ? AND grace_used < ?
                RETURNING grace_used
                """, id.rawValue, site.rawValue, version, Int64(limit)
            ) { Int(clamping: $0.int(0)) }
        }
    }

    /// The hashes of an account's earlier passwords, newest first, at most `limit`.
    public func passwordHistory(of id: AccountID, in site: SiteID, limit: Int) throws(StoreError) -> [PasswordHash] {
        try read { connection throws(Failure) in
            try connection.all(
                "SELECT hash FROM history WHERE account = ? AND site = ? ORDER BY version DESC LIMIT ?", id.rawValue, site.rawValue,
                Int64(max(0, limit))
            ) { PasswordHash($0.text(0)) }
        }
    }
}
