import ASMX
import Accounts
import Operations

/// A column of the vendor's tables in which xWEB shows a value of a web user: in WebUserType, in queries, in the
/// individual's information.
///
/// This is the only list of them. Source: XWeb.docc/Operations.md and XWeb.docc/Records.md. Their lengths are those of
/// the contract's fields, ``VendorContainer/fields``.
enum WebUserColumn {
    /// All columns: those of ``shown``, and then all other fields of the contract.
    static let fields = RecordFields(own + others)

    /// The columns of an answer if the caller names none, in order. The primary key comes first.
    static let shown = own.map(\.name)

    private static let own = keys + names + signIn + contact

    /// The other fields of the contract. Most are kept and returned as callers send them. Of those that the vendor
    /// calculates, ``calculated`` and the keys of the primary contacts have values. Secrets never have one.
    private static let others: [RecordField] = {
        let known = Set(own.map(\.name))
        return VendorContainer.all.flatMap(\.fields.all).filter { !known.contains($0.name) }.map { field in
            if let kind = ContactKind.all.first(where: { $0.customerColumn == field.name }) {
                return derived(field.name) { $0.primary(kind)?.key }
            }
            if let made = calculated[field.name] { return made }
            return field.isCalculated || field.isSecret ? derived(field.name) { _ in nil } : attribute(field.name)
        }
    }()

    /// Fields outside ``own`` that are made here: dates, and the keys of the e-mail address.
    private static let calculated: [String: RecordField] = {
        let email = ["eml_key", "cst_eml_key"].map { name in
            derived(name) { record in record["eml_address"] == nil ? nil : record["cst_key"].map { DerivedKey.guid("eml_key", $0) } }
        }
        let owner = derived("eml_cst_key") { $0["eml_address"] == nil ? nil : $0["cst_key"] }
        return Dictionary((email + [owner] + dates).map { ($0.name, $0) }) { first, _ in first }
    }()

    /// The dates of the tables of which a web user's record consists: when a row was added and when it was last changed.
    /// A row that the web user does not have, such as an e-mail address, has no dates.
    private static let dates: [RecordField] = {
        func field(
            _ name: String, _ isPresent: @escaping @Sendable (WebUserRecord) -> Bool,
            _ read: @escaping @Sendable (WebUserRecord) -> Timestamp
        ) -> RecordField {
            RecordField(
                name, kind: .date,
                .derived { person in
                    let record = WebUserRecord(person)
                    return isPresent(record) ? .date(read(record)) : nil
                })
        }
        func pair(
            _ prefix: String, _ isPresent: @escaping @Sendable (WebUserRecord) -> Bool,
            added: @escaping @Sendable (WebUserRecord) -> Timestamp = { $0.account.createdAt }
        ) -> [RecordField] {
            [field(prefix + "add_date", isPresent, added), field(prefix + "change_date", isPresent) { $0.changedAt }]
        }
        let contacts = ContactKind.all.flatMap { kind in
            [kind.prefixes.reference, kind.prefixes.body].flatMap { prefix in
                pair(prefix, { $0.primary(kind) != nil }, added: { $0.primaryAddedAt(kind) })
            }
        }
        return pair("ind_") { _ in true } + pair("cst_") { _ in true } + pair("eml_") { $0["eml_address"] != nil } + contacts
    }()

    private static let keys = [
        RecordField("ind_cst_key", .identity(XWebScheme.customerKey), isWritable: false),
        RecordField("cst_key", .identity(XWebScheme.customerKey), isWritable: false),
        RecordField("cst_recno", kind: .number, .identity(XWebScheme.recno), isWritable: false),
        attribute("cst_id"),
        derived("cst_type") { _ in "Individual" },
        flag("ind_delete_flag") { _ in false },
        flag("cst_delete_flag") { _ in false },
    ]

    private static let names = [
        attribute("ind_prf_code"),
        attribute("ind_first_name"),
        attribute("ind_mid_name"),
        attribute("ind_last_name"),
        attribute("ind_sfx_code"),
        attribute("ind_designation"),
        attribute("ind_int_code"),
        attribute("ind_badge_name"),
        derived("ind_full_name_cp") { $0.attribute("ind_full_name_cp") ?? $0.joinedName },
        derived("cst_name_cp") { $0["ind_full_name_cp"] },
        derived("cst_sort_name_dn") { $0.sortName },
        attribute("cst_member_flag"),
        derived("vst_member_flag") { $0.attribute("cst_member_flag") },
        attribute("cst_org_name_dn"),
        derived("org_name") { $0.attribute("cst_org_name_dn") },
        attribute("ixo_title"),
    ]

    private static let signIn = [
        identity("cst_web_login", XWebScheme.webLogin),
        flag("cst_web_force_password_change") { $0.credential?.mustChange == true },
        flag("cst_web_login_disabled_flag") { $0.status != .active },
        identity("cst_eml_address_dn", XWebScheme.email),
        identity("eml_address", XWebScheme.email),
    ]

    private static let contact = [
        attribute("adr_line1"),
        attribute("adr_line2"),
        attribute("adr_line3"),
        attribute("adr_city"),
        attribute("adr_state"),
        attribute("adr_post_code"),
        attribute("adr_country"),
        derived(JoinedColumn.cityAndState.name) { record in JoinedColumn.cityAndState.value { record[$0] } },
        attribute("phn_number"),
        attribute("cph_extension"),
        attribute("fax_number"),
        attribute("cfx_extension"),
    ]

    /// Returns a column that is an attribute of the account.
    private static func attribute(_ name: String) -> RecordField {
        RecordField(name, limit: limit(of: name), .attribute(key: XWebAttribute.key(ofField: name)))
    }

    /// Returns a column that is an identity of the account.
    private static func identity(_ name: String, _ scheme: IdentityScheme) -> RecordField {
        RecordField(name, limit: limit(of: name), .identity(scheme))
    }

    /// Returns a column that is made from other columns.
    private static func derived(_ name: String, _ make: @escaping @Sendable (WebUserRecord) -> String?) -> RecordField {
        RecordField(name, limit: limit(of: name), .derived { person in make(WebUserRecord(person)).map { .text($0) } })
    }

    /// Returns the greatest length of a column in characters: that of the contract, or else ``longestText``.
    private static func limit(of name: String) -> Int {
        VendorContainer.fields[name]?.later.maximumLength ?? longestText
    }

    /// The greatest length of a text for which the contract has no limit.
    private static let longestText = 4000

    /// Returns a flag that is read from the account.
    private static func flag(_ name: String, _ read: @escaping @Sendable (Account) -> Bool) -> RecordField {
        RecordField(name, kind: .flag, .derived { .flag(read($0.account)) })
    }

    /// Returns whether a value for a column is ignored, because the column is made from others: a full name, for example.
    /// Callers send such a value back together with its parts.
    static func isIgnored(_ column: RecordField) -> Bool {
        if ["ind_full_name_cp", "cst_name_cp", "cst_sort_name_dn"].contains(column.name) { return true }
        guard case .derived = column.source, !shown.contains(column.name) else { return false }
        return true
    }
}
