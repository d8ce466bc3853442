import CSQLite

/// Collects the identities and accounts that a transaction changes. The database itself reports them: triggers of the
/// writer's connection call back for each row of `identity`, `account` and `membership` that is inserted, deleted or
/// updated. So the author of a new statement need not consider ``LookupCache`` and ``PersonCache``.
///
/// The triggers belong to the connection (`TEMP`) and are not part of the stored schema. Only the writing thread uses
/// this type.
final class PersonChanges {
    /// A stored identity.
    struct Key: Hashable, Sendable {
        let site: Int64
        let scheme: Int64
        let text: String
    }

    /// What a transaction may change.
    enum Touched {
        /// Identities whose look-ups it may change, and accounts.
        case some([Key], accounts: Set<Int64>)
        /// So many that clearing the caches is faster than handling them one by one.
        case tooMany
    }

    /// The greatest number of changed rows that are recorded individually.
    private static let limit = 4096

    /// A site whose rows are not recorded, because nobody can have asked for anything in it. All changes of the transaction are in it.
    var unseen: Int64?

    private var keys: [Key] = []
    /// The accounts with changed identities.
    private var holders: Set<Int64> = []
    /// The accounts with a changed row or membership.
    private var accounts: Set<Int64> = []

    /// Creates the triggers.
    init(on connection: Connection) throws(Failure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try connection.addFunction("identity_changed", of: 4, context: context) { call, _, arguments in
            PersonChanges.of(call)?._withUnsafeGuaranteedRef { $0.noteIdentity(arguments) }
        }
        try connection.addFunction("account_changed", of: 1, context: context) { call, _, arguments in
            PersonChanges.of(call)?._withUnsafeGuaranteedRef { $0.noteAccount(arguments) }
        }
        try connection.execute(
            """
            CREATE TEMP TRIGGER identity_came AFTER INSERT ON main.identity BEGIN
                SELECT identity_changed(NEW.account, NEW.site, NEW.scheme, NEW.key);
            END;
            CREATE TEMP TRIGGER identity_went AFTER DELETE ON main.identity BEGIN
                SELECT identity_changed(OLD.account, OLD.site, OLD.scheme, OLD.key);
            END;
            CREATE TEMP TRIGGER identity_became AFTER UPDATE ON main.identity BEGIN
                SELECT identity_changed(OLD.account, OLD.site, OLD.scheme, OLD.key);
                SELECT identity_changed(NEW.account, NEW.site, NEW.scheme, NEW.key);
            END;
            CREATE TEMP TRIGGER account_went AFTER DELETE ON main.account BEGIN
                SELECT account_changed(OLD.id);
            END;
            CREATE TEMP TRIGGER account_became AFTER UPDATE ON main.account BEGIN
                SELECT account_changed(OLD.id);
            END;
            CREATE TEMP TRIGGER membership_came AFTER INSERT ON main.membership WHEN NEW.member_kind = 0 BEGIN
                SELECT account_changed(NEW.member);
            END;
            CREATE TEMP TRIGGER membership_went AFTER DELETE ON main.membership WHEN OLD.member_kind = 0 BEGIN
                SELECT account_changed(OLD.member);
            END;
            CREATE TEMP TRIGGER membership_became AFTER UPDATE ON main.membership BEGIN
                SELECT account_changed(OLD.member);
                SELECT account_changed(NEW.member);
            END;
            """)
    }

    /// Drops the changes of the last transaction.
    func reset() {
        if !keys.isEmpty { keys.removeAll() }
        if !holders.isEmpty { holders.removeAll() }
        if !accounts.isEmpty { accounts.removeAll() }
    }

    /// Returns everything that a transaction about to be committed affects: the changed accounts, the changed identities,
    /// and the others of the same accounts.
    func touched(in connection: Connection) throws(Failure) -> Touched {
        guard keys.count < Self.limit, accounts.count < Self.limit else { return .tooMany }
        var all = keys
        for account in holders {
            all += try connection.all("SELECT site, scheme, key FROM identity WHERE account = ?", account) {
                Key(site: $0.int(0), scheme: $0.int(1), text: $0.text(2))
            }
        }
        return .some(all, accounts: accounts.union(holders))
    }

    private static func of(_ call: OpaquePointer?) -> Unmanaged<PersonChanges>? {
        sqlite3_user_data(call).map { Unmanaged<PersonChanges>.fromOpaque($0) }
    }

    private func noteIdentity(_ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        guard unseen == nil, keys.count < Self.limit, let arguments, let text = sqlite3_value_text(arguments[3]) else { return }
        holders.insert(sqlite3_value_int64(arguments[0]))
        let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(arguments[3])))
        keys.append(
            Key(
                site: sqlite3_value_int64(arguments[1]), scheme: sqlite3_value_int64(arguments[2]),
                text: String(decoding: bytes, as: UTF8.self)))
    }

    private func noteAccount(_ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        guard unseen == nil, accounts.count < Self.limit, let arguments else { return }
        accounts.insert(sqlite3_value_int64(arguments[0]))
    }
}
