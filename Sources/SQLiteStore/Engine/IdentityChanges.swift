import CSQLite

/// Collects the identities that a transaction changes. The database itself reports them: triggers of the writer's
/// connection call back for each row of `identity` that is inserted, deleted or updated. So the author of a new
/// statement need not consider ``LookupCache``.
///
/// The triggers belong to the connection (`TEMP`) and are not part of the stored schema. Only the writing thread uses
/// this type.
final class IdentityChanges {
    /// A stored identity.
    struct Key: Hashable, Sendable {
        let site: Int64
        let scheme: Int64
        let text: String
    }

    /// The identities whose look-ups a transaction may change.
    enum Touched {
        case keys([Key])
        /// So many that clearing the cache is faster than handling them one by one.
        case tooMany

        var isNothing: Bool {
            if case .keys(let keys) = self { keys.isEmpty } else { false }
        }
    }

    /// The greatest number of changed rows that are recorded individually.
    private static let limit = 4096

    private var keys: [Key] = []
    private var accounts: Set<Int64> = []

    /// Creates the triggers.
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

    /// Drops the changes of the last transaction.
    func reset() {
        if keys.isEmpty { return }
        keys.removeAll()
        accounts.removeAll()
    }

    /// Returns everything that a transaction about to be committed affects: the changed identities, and the others of
    /// the same accounts.
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
