import ASMX
import Accounts
import Operations

/// A complex type in which xWEB sends and receives a web user: containers of columns. Source: XWeb.docc/Records.md.
///
/// Fields are the columns of ``WebUserColumn`` with the same names. A token and new passwords are fields without a
/// column.
struct RecordType {
    /// The type as in the contract.
    let type: ComplexType

    /// Returns WebUserType, the parameter and result of the operations on web users.
    static func webUser(_ build: XWebBuild) -> RecordType { build == .y2010 ? webUser2010 : webUser2015 }

    private static let webUser2010 = makeWebUser(.y2010)
    private static let webUser2015 = makeWebUser(.y2015)

    private static func makeWebUser(_ build: XWebBuild) -> RecordType {
        RecordType(
            "WebUserType", "A web user.", prefix: "WebUser", globalElements: ["WebUser"],
            [
                Container("Individual", ["ind_cst_key", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_full_name_cp"], [token]),
                Container("Customer", ["cst_recno", "cst_web_login"], newPassword),
                Container("Email", ["eml_address"]),
                Container("Business_Address", ["adr_city", "adr_state", "adr_post_code", "adr_country"]),
            ] + phoneAndFax(build))
    }

    /// Returns IndividualType, the parameter and result of WEBIndividualGet and similar operations. It has the
    /// containers and fields that an account has; the vendor's has several hundred more.
    static func individual(_ build: XWebBuild) -> RecordType {
        RecordType(
            "IndividualType", "An individual, who is a web user too.", prefix: "Individual",
            [
                Container(
                    "Individual",
                    [
                        "ind_cst_key", "ind_prf_code", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_sfx_code",
                        "ind_designation", "ind_int_code", "ind_full_name_cp", "ind_badge_name", "ind_delete_flag",
                    ]),
                Container(
                    "Customer",
                    [
                        "cst_key", "cst_type", "cst_name_cp", "cst_sort_name_dn", "cst_recno", "cst_id", "cst_org_name_dn",
                        "cst_eml_address_dn", "cst_member_flag", "cst_web_login", "cst_web_force_password_change",
                        "cst_web_login_disabled_flag", "cst_delete_flag",
                    ], newPassword),
                Container("Organization_XRef", ["ixo_title"]),
                Container("Organization", ["org_name"]),
                Container("Email", ["eml_address"]),
                Container(
                    "Business_Address",
                    ["adr_line1", "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country"]),
            ] + phoneAndFax(build))
    }

    /// Returns a record as a value of this type, with a token if the type has a field for it. It never contains a
    /// password.
    func value(of record: WebUserRecord, token: String? = nil) -> ComplexValue {
        var value = ComplexValue(type)
        value[text: "CurrentKey"] = record["cst_key"]
        for element in type.elements {
            guard case .complex(let inner) = element.type else { continue }
            var part = ComplexValue(inner)
            for field in inner.elements where !field.isWriteOnly {
                part[text: field.name] = field.name == Self.token.name ? token : record[field.name]
            }
            value[record: element.name] = part
        }
        return value
    }

    private static let token = ComplexType.Element("ind_token", .key)
    private static let newPassword = ["cst_new_password", "cst_new_password_confirm"].map {
        ComplexType.Element($0, .text(maximumLength: nil), isWriteOnly: true)
    }

    /// Returns the containers. In builds of 2010 each XRef follows its container; from 2015 on it precedes it.
    private static func phoneAndFax(_ build: XWebBuild) -> [Container] {
        let phone = Container("Business_Phone", ["phn_number"])
        let phoneReference = Container("Business_Phone_XRef", ["cph_extension"])
        let fax = Container("Business_Fax", ["fax_number"])
        let faxReference = Container("Business_Fax_XRef", ["cfx_extension"])
        return build == .y2010 ? [phone, phoneReference, fax, faxReference] : [phoneReference, phone, faxReference, fax]
    }

    private struct Container {
        let name: String
        let fields: [ComplexType.Element]

        init(_ name: String, _ columns: [String], _ others: [ComplexType.Element] = []) {
            self.name = name
            fields = columns.compactMap { WebUserColumn.fields[$0]?.element } + others
        }
    }

    private init(
        _ name: String, _ documentation: String, prefix: String, globalElements: [String] = [], _ containers: [Container]
    ) {
        type = ComplexType(
            name, documentation: documentation,
            elements: [.init("CurrentKey", .key)]
                + containers.map { container in
                    let inner = ComplexType("\(prefix)_\(container.name)_DataObjectType", documentation: "", elements: container.fields)
                    return .init(container.name, .complex(inner), isOptional: false)
                }, globalElements: globalElements)
    }
}
