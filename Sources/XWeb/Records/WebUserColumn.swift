import ASMX
import Accounts
import Operations

/// A column of the vendor's tables in which xWEB shows a value of a web user: in WebUserType, in queries, in the
/// individual's information.
///
/// This is the only list of them. Source: XWeb.docc/Operations.md and XWeb.docc/Records.md. Which columns queries
/// support is our choice. The limits of columns of WebUserType are those in the contract.
enum WebUserColumn {
    /// All columns, in the order for answers that have no other order. The primary key comes first.
    static let fields = RecordFields(keys + names + signIn + contact)

    private static let keys = [
        RecordField("ind_cst_key", .identity(XWebScheme.customerKey), isWritable: false),
        RecordField("cst_key", .identity(XWebScheme.customerKey), isWritable: false),
        RecordField("cst_recno", kind: .number, .identity(XWebScheme.recno), isWritable: false),
        attribute("cst_id", 50),
        derived("cst_type") { _ in "Individual" },
        flag("ind_delete_flag") { _ in false },
        flag("cst_delete_flag") { _ in false },
    ]

    private static let names = [
        attribute("ind_prf_code", 20),
        attribute("ind_first_name", 30),
        attribute("ind_mid_name", 30),
        attribute("ind_last_name", 30),
        attribute("ind_sfx_code", 20),
        attribute("ind_designation", 50),
        attribute("ind_int_code", 50),
        attribute("ind_badge_name", 50),
        derived("ind_full_name_cp", 187) { $0.attribute("ind_full_name_cp") ?? $0.joinedName },
        derived("cst_name_cp") { $0["ind_full_name_cp"] },
        derived("cst_sort_name_dn") { $0.sortName },
        attribute("cst_member_flag", 1),
        derived("vst_member_flag") { $0.attribute("cst_member_flag") },
        attribute("cst_org_name_dn", 150),
        derived("org_name") { $0.attribute("cst_org_name_dn") },
        attribute("ixo_title", 150),
    ]

    private static let signIn = [
        RecordField("cst_web_login", limit: 80, .identity(XWebScheme.webLogin)),
        flag("cst_web_force_password_change") { $0.credential?.mustChange == true },
        flag("cst_web_login_disabled_flag") { $0.status != .active },
        RecordField("cst_eml_address_dn", limit: 80, .identity(XWebScheme.email)),
        RecordField("eml_address", limit: 80, .identity(XWebScheme.email)),
    ]

    private static let contact = [
        attribute("adr_line1", 255),
        attribute("adr_line2", 255),
        attribute("adr_line3", 255),
        attribute("adr_city", 40),
        attribute("adr_state", 40),
        attribute("adr_post_code", 20),
        attribute("adr_country", 60),
        derived("adr_city_state_code") { record in
            let parts = [record["adr_city"], record["adr_state"]].compactMap { $0 }
            return parts.isEmpty ? nil : parts.joined(separator: ", ")
        },
        attribute("phn_number", 30),
        attribute("cph_extension", 10),
        attribute("fax_number", 30),
        attribute("cfx_extension", 10),
    ]

    /// Returns a column that is an attribute of the account with at most this many characters.
    private static func attribute(_ name: String, _ limit: Int) -> RecordField {
        RecordField(name, limit: limit, .attribute(key: XWebAttribute.key(ofField: name)))
    }

    /// Returns a column that is made from other columns.
    private static func derived(
        _ name: String, _ limit: Int? = nil, _ make: @escaping @Sendable (WebUserRecord) -> String?
    ) -> RecordField {
        RecordField(name, limit: limit, .derived { person in make(WebUserRecord(person)).map { .text($0) } })
    }

    /// Returns a flag that the account's state answers.
    private static func flag(_ name: String, _ read: @escaping @Sendable (Account) -> Bool) -> RecordField {
        RecordField(name, kind: .flag, .derived { .flag(read($0.account)) })
    }

    /// The columns that are made from the parts of the name.
    static let madeOfNames: Set = ["ind_full_name_cp", "cst_name_cp", "cst_sort_name_dn"]
}

extension RecordField {
    /// The column as an element of a complex type.
    var element: ComplexType.Element {
        switch source {
        case .identity(XWebScheme.customerKey): .init(name, .key)
        case .identity(XWebScheme.recno): .init(name, .recordNumber)
        default: .init(name, .text(maximumLength: limit))
        }
    }
}
