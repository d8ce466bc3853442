import CSQLite

/// Which identities a transaction changes, told by the database itself: triggers of the writer's connection call back for each row of
/// `identity` that comes, goes or changes. So whoever writes a new statement need not think of ``LookupCache``.
///
/// The triggers are the connection's own (`TEMP`) and no part of the stored schema. Used by the writing thread alone.
final class IdentityChanges {
    /// An identity as it is stored.
    struct Key: Hashable, Sendable {
        let site: Int64
        let scheme: Int64
        let text: String
    }

    /// The identities whose holders' look-ups a transaction may change.
    enum Touched {
        case keys([Key])
        /// So many that to take them one by one would take longer than to look all of them up again.
        case tooMany

        var isNothing: Bool {
            if case .keys(let keys) = self { keys.isEmpty } else { false }
        }
    }

    /// A transaction of more changed rows is not followed row by row.
    private static let limit = 4096

    private var keys: [Key] = []
    private var accounts: Set<Int64> = []

    /// Puts the triggers up.
    init(on connection: Connection) throws(Failure) {
        try connection.addFunction(
            "identity_changed", of: 4, context: Unmanaged.passUnretained(self).toOpaque()
        ) { call, _, arguments in
            guard let arguments, let context = sqlite3_user_data(call) else { return }
            Unmanaged<IdentityChanges>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.note(arguments) }
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
            """)
    }

    /// Forgets the last transaction's.
    func reset() {
        if keys.isEmpty { return }
        keys.removeAll()
        accounts.removeAll()
    }

    /// All that a transaction that is about to be committed touches: the identities that changed, and the others of the same accounts.
    func touched(in connection: Connection) throws(Failure) -> Touched {
        guard keys.count < Self.limit else { return .tooMany }
        var all = keys
        for account in accounts {
            all += try connection.all("SELECT site, scheme, key FROM identity WHERE account = ?", account) {
                Key(site: $0.int(0), scheme: $0.int(1), text: $0.text(2))
            }
        }
        return .keys(all)
    }

    private func note(_ arguments: UnsafeMutablePointer<OpaquePointer?>) {
        guard keys.count < Self.limit, let text = sqlite3_value_text(arguments[3]) else { return }
        accounts.insert(sqlite3_value_int64(arguments[0]))
        let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(arguments[3])))
        keys.append(
            Key(
                site: sqlite3_value_int64(arguments[1]), scheme: sqlite3_value_int64(arguments[2]),
                text: String(decoding: bytes, as: UTF8.self)))
    }
}
