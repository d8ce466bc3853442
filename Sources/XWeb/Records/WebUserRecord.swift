import ASMX
import Accounts
import Operations

/// A web user as xWEB shows one: an account and its identities, read by the vendor's column names.
struct WebUserRecord: Sendable {
    let account: Account
    let identities: [(scheme: String, value: String)]

    /// The value of a column; nil where there is none, or no such column.
    subscript(column: String) -> String? {
        guard let column = WebUserColumn.named(column) else { return nil }
        return value(of: column)
    }

    /// The value of a column; nil where there is none.
    func value(of column: WebUserColumn) -> String? {
        switch column.source {
        case .identity(let scheme): identity(scheme)
        case .attribute: attribute(column.name)
        case .derived(let make): make(self)
        }
    }

    /// The first value the account holds under a scheme.
    func identity(_ scheme: IdentityScheme) -> String? {
        identities.first { $0.scheme == scheme.name }?.value
    }

    /// What is kept of a field.
    func attribute(_ field: String) -> String? {
        account.attributes[XWebAttribute.key(ofField: field)]
    }

    /// The name made of its parts; nil when there are none.
    var joinedName: String? {
        Self.joined(["ind_first_name", "ind_mid_name", "ind_last_name"].map(attribute))
    }

    /// The name as it is sorted: the family name first.
    var sortName: String? {
        Self.joined(["ind_last_name", "ind_first_name", "ind_mid_name"].map(attribute))
    }

    private static func joined(_ parts: [String?]) -> String? {
        let parts = parts.compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

extension XWebCall {
    /// What is known of an account.
    func record(of account: Account) throws(StoreError) -> WebUserRecord {
        WebUserRecord(account: account, identities: try users.identities(of: account.id, in: site))
    }

    /// The web user of a customer key, in any spelling of a GUID; nil when nobody has it.
    func webUser(ofKey key: String?) throws(StoreError) -> WebUserRecord? {
        guard let key = key.flatMap(GUIDText.normalized) else { return nil }
        return try webUser(holding: Identity(XWebScheme.customerKey, key))
    }

    /// The web user of a record number; nil when nobody has it.
    func webUser(ofRecno recno: String?) throws(StoreError) -> WebUserRecord? {
        guard let recno, !recno.isEmpty else { return nil }
        return try webUser(holding: Identity(XWebScheme.recno, recno))
    }

    private func webUser(holding identity: Identity) throws(StoreError) -> WebUserRecord? {
        guard let account = try users.accounts(with: identity, in: site, limit: 1).first else { return nil }
        return try record(of: account)
    }
}
