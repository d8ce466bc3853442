import ASMX
import Accounts
import HTTP
import Operations
import Text

/// A column of the vendor's tables in which xWEB shows a value of a web user: in WebUserType, in queries, in the
/// individual's information.
///
/// This is the only list of them. Source: XWeb.docc/Operations.md and XWeb.docc/Records.md. Which columns queries
/// support is our choice.
struct WebUserColumn: Sendable {
    /// The source of the value.
    enum Source: Sendable {
        /// An identity of the account.
        case identity(IdentityScheme)
        /// An attribute of the account with at most this many characters. Fixtures and callers can set it.
        case attribute(maximumLength: Int)
        /// Derived from other columns or from the account.
        case derived(@Sendable (WebUserRecord) -> String?)
    }

    /// The column's name.
    let name: String
    /// The source of its value.
    let source: Source

    /// All columns, in the order for answers that have no other order. The primary key comes first.
    static let all = keys + names + signIn + contact

    private static let keys = [
        WebUserColumn("ind_cst_key", .identity(XWebScheme.customerKey)),
        WebUserColumn("cst_key", .identity(XWebScheme.customerKey)),
        WebUserColumn("cst_recno", .identity(XWebScheme.recno)),
        WebUserColumn("cst_id", .attribute(maximumLength: 50)),
        WebUserColumn("cst_type", .derived { _ in "Individual" }),
        WebUserColumn("ind_delete_flag", .derived { _ in "0" }),
        WebUserColumn("cst_delete_flag", .derived { _ in "0" }),
    ]

    private static let names = [
        WebUserColumn("ind_prf_code", .attribute(maximumLength: 20)),
        WebUserColumn("ind_first_name", .attribute(maximumLength: 30)),
        WebUserColumn("ind_mid_name", .attribute(maximumLength: 30)),
        WebUserColumn("ind_last_name", .attribute(maximumLength: 30)),
        WebUserColumn("ind_sfx_code", .attribute(maximumLength: 20)),
        WebUserColumn("ind_designation", .attribute(maximumLength: 50)),
        WebUserColumn("ind_int_code", .attribute(maximumLength: 50)),
        WebUserColumn("ind_badge_name", .attribute(maximumLength: 50)),
        WebUserColumn("ind_full_name_cp", .derived { $0.attribute("ind_full_name_cp") ?? $0.joinedName }),
        WebUserColumn("cst_name_cp", .derived { $0["ind_full_name_cp"] }),
        WebUserColumn("cst_sort_name_dn", .derived { $0.sortName }),
        WebUserColumn("cst_member_flag", .attribute(maximumLength: 1)),
        WebUserColumn("vst_member_flag", .derived { $0.attribute("cst_member_flag") }),
        WebUserColumn("cst_org_name_dn", .attribute(maximumLength: 150)),
        WebUserColumn("org_name", .derived { $0.attribute("cst_org_name_dn") }),
        WebUserColumn("ixo_title", .attribute(maximumLength: 150)),
    ]

    private static let signIn = [
        WebUserColumn("cst_web_login", .identity(XWebScheme.webLogin)),
        WebUserColumn("cst_web_force_password_change", .derived { $0.account.credential?.mustChange == true ? "1" : "0" }),
        WebUserColumn("cst_web_login_disabled_flag", .derived { $0.account.status == .active ? "0" : "1" }),
        WebUserColumn("cst_eml_address_dn", .identity(XWebScheme.email)),
        WebUserColumn("eml_address", .identity(XWebScheme.email)),
    ]

    private static let contact = [
        WebUserColumn("adr_line1", .attribute(maximumLength: 255)),
        WebUserColumn("adr_line2", .attribute(maximumLength: 255)),
        WebUserColumn("adr_line3", .attribute(maximumLength: 255)),
        WebUserColumn("adr_city", .attribute(maximumLength: 40)),
        WebUserColumn("adr_state", .attribute(maximumLength: 40)),
        WebUserColumn("adr_post_code", .attribute(maximumLength: 20)),
        WebUserColumn("adr_country", .attribute(maximumLength: 60)),
        WebUserColumn(
            "adr_city_state_code",
            .derived { record in
                let parts = [record["adr_city"], record["adr_state"]].compactMap { $0 }
                return parts.isEmpty ? nil : parts.joined(separator: ", ")
            }),
        WebUserColumn("phn_number", .attribute(maximumLength: 30)),
        WebUserColumn("cph_extension", .attribute(maximumLength: 10)),
        WebUserColumn("fax_number", .attribute(maximumLength: 30)),
        WebUserColumn("cfx_extension", .attribute(maximumLength: 10)),
    ]

    private init(_ name: String, _ source: Source) {
        self.name = name
        self.source = source
    }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// Returns the column with exactly this name, or nil.
    static func named(_ name: String) -> WebUserColumn? { byName[name] }

    /// Returns the column with a name in any letter case, as in a database, or nil.
    static func ignoringCase(_ name: String) -> WebUserColumn? { byName[ASCII.lowercased(name)] }

    /// The columns that are made from the parts of the name.
    static let madeOfNames: Set = ["ind_full_name_cp", "cst_name_cp", "cst_sort_name_dn"]

    /// The key of the attribute that holds the value. Nil if no attribute holds it.
    var attributeKey: String? {
        if case .attribute = source { XWebAttribute.key(ofField: name) } else { nil }
    }

    /// The greatest length of a value in characters, or nil if there is no limit. For columns of WebUserType it is the
    /// limit in the contract.
    var maximumLength: Int? {
        switch name {
        case "cst_web_login", "eml_address", "cst_eml_address_dn": return 80
        case "ind_full_name_cp": return 187
        default: break
        }
        if case .attribute(let maximumLength) = source { return maximumLength }
        return nil
    }

    /// The column as an element of a complex type.
    var field: ComplexType.Element {
        switch source {
        case .identity(XWebScheme.customerKey): .init(name, .key)
        case .identity(XWebScheme.recno): .init(name, .recordNumber)
        default: .init(name, .text(maximumLength: maximumLength))
        }
    }
}
