import ASMX
import Accounts

/// The type WebUserType with its containers, in the order of the 2015 builds (2010 had each XRef behind its container). Source: reference
/// page xweb.md, 3.6.
let webUserType = ComplexType(
    "WebUserType", documentation: "A web user.",
    elements: [
        .init("CurrentKey", .key),
        container(
            "Individual", "WebUser_Individual_DataObjectType",
            [
                .init("ind_cst_key", .key), .init("ind_first_name", .text(maximumLength: 30)),
                .init("ind_mid_name", .text(maximumLength: 30)), .init("ind_last_name", .text(maximumLength: 30)),
                .init("ind_full_name_cp", .text(maximumLength: 187)), .init("ind_token", .key),
            ]),
        container(
            "Customer", "WebUser_Customer_DataObjectType",
            [
                .init("cst_recno", .recordNumber), .init("cst_web_login", .text(maximumLength: 80)),
                .init("cst_new_password", .text(maximumLength: nil), isWriteOnly: true),
                .init("cst_new_password_confirm", .text(maximumLength: nil), isWriteOnly: true),
            ]),
        container("Email", "WebUser_Email_DataObjectType", [.init("eml_address", .text(maximumLength: 80))]),
        container(
            "Business_Address", "WebUser_Business_Address_DataObjectType",
            [
                .init("adr_city", .text(maximumLength: 40)), .init("adr_state", .text(maximumLength: 40)),
                .init("adr_post_code", .text(maximumLength: 20)), .init("adr_country", .text(maximumLength: 60)),
            ]),
        container("Business_Phone_XRef", "WebUser_Business_Phone_XRef_DataObjectType", [.init("cph_extension", .text(maximumLength: 10))]),
        container("Business_Phone", "WebUser_Business_Phone_DataObjectType", [.init("phn_number", .text(maximumLength: 30))]),
        container("Business_Fax_XRef", "WebUser_Business_Fax_XRef_DataObjectType", [.init("cfx_extension", .text(maximumLength: 10))]),
        container("Business_Fax", "WebUser_Business_Fax_DataObjectType", [.init("fax_number", .text(maximumLength: 30))]),
    ])

private func container(_ name: String, _ type: String, _ elements: [ComplexType.Element]) -> ComplexType.Element {
    .init(name, .complex(ComplexType(type, documentation: "", elements: elements)), isOptional: false)
}

/// An account as a WebUserType. Passwords are never in it.
func webUser(_ account: Account, identities: [(scheme: String, value: String)], token: String?) -> ComplexValue {
    func value(of scheme: IdentityScheme) -> String? { identities.first { $0.scheme == scheme.name }?.value }
    let fromIdentities: [String: String?] = [
        "ind_cst_key": value(of: XWebScheme.customerKey), "ind_token": token, "cst_recno": value(of: XWebScheme.recno),
        "cst_web_login": value(of: XWebScheme.webLogin), "eml_address": value(of: XWebScheme.email),
    ]
    var user = ComplexValue(webUserType)
    user[text: "CurrentKey"] = value(of: XWebScheme.customerKey)
    for element in webUserType.elements {
        guard case .complex(let type) = element.type else { continue }
        var part = ComplexValue(type)
        for field in type.elements {
            part[text: field.name] = fromIdentities[field.name] ?? account.attributes[XWebAttribute.key(ofField: field.name)]
        }
        user[record: element.name] = part
    }
    return user
}
