import ASMX
import Accounts
import Operations

/// A web user as xWEB shows it: a person, read by the vendor's column names.
struct WebUserRecord: Sendable {
    let person: Person

    init(_ person: Person) {
        self.person = person
    }

    var account: Account { person.account }

    /// The value of a column. Nil if there is no value or no such column.
    subscript(column: String) -> String? {
        guard let column = WebUserColumn.fields[column] else { return nil }
        return value(of: column)
    }

    /// Returns the value of a column, or nil if there is none. A flag is 1 or 0.
    func value(of column: RecordField) -> String? {
        guard case .derived(let read) = column.source else {
            return column.storedText(of: person) ?? Self.substitutes.first { $0.column == column.name }.flatMap { attribute($0.substitute) }
        }
        switch read(person) {
        case .flag(let flag): return flag ? "1" : "0"
        case .date(let moment): return DateText.text(of: moment)
        case let value: return value?.stored
        }
    }

    /// The fields whose values other fields show that have none.
    private static let substitutes: [(column: String, substitute: String)] = [
        ("phn_number_display", "phn_number"), ("fax_number_display", "fax_number"), ("org_cst_key", "ixo_org_cst_key"),
        ("ixo_org_cst_key", "org_cst_key"),
    ]

    /// When the record was last written: by an operation of xWEB, or by a new password in any system.
    var changedAt: Timestamp {
        let written = account.attributes[XWebAttribute.changedAt].flatMap { Int64($0) }.map(Timestamp.init(milliseconds:))
        return [written, account.credential?.changedAt, account.activatedAt].compactMap { $0 }.reduce(account.createdAt, max)
    }

    /// Returns the stored value of a field, or nil.
    func attribute(_ field: String) -> String? {
        person.account.attributes.isEmpty ? nil : person.account.attributes[XWebAttribute.key(ofField: field)]
    }

    /// The name made from its parts. Nil if there are none.
    var joinedName: String? {
        Self.joined(["ind_first_name", "ind_mid_name", "ind_last_name"].map(attribute))
    }

    /// The name for sorting, with the family name first.
    var sortName: String? {
        Self.joined(["ind_last_name", "ind_first_name", "ind_mid_name"].map(attribute))
    }

    private static func joined(_ parts: [String?]) -> String? {
        let parts = parts.compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

extension XWebCall {
    /// Returns the web user with a customer key in any spelling of a GUID, or nil.
    func webUser(ofKey key: String?) throws(StoreError) -> WebUserRecord? {
        guard let key = key.flatMap(GUIDText.normalized) else { return nil }
        return try webUser(holding: Identity(XWebScheme.customerKey, key))
    }

    /// Returns the web user with a record number, or nil.
    func webUser(ofRecno recno: String?) throws(StoreError) -> WebUserRecord? {
        guard let recno, !recno.isEmpty else { return nil }
        return try webUser(holding: XWebScheme.recnoIdentity(recno))
    }

    private func webUser(holding identity: Identity) throws(StoreError) -> WebUserRecord? {
        try users.people(withFirstOf: [identity], in: site, limit: 1).first.map(WebUserRecord.init)
    }
}
