import Accounts
import Operations

/// Organizations: records of an object that every site has. Source: XWeb.docc/Objects.md.
extension DeclaredObject {
    /// The object of organizations. Queries and the facade work on it as on declared objects.
    static let organization = DeclaredObject(
        name: "Organization", documentation: "Organizations", keyColumn: "org_cst_key",
        fields: RecordFields(
            VendorContainer.organization.flatMap(\.fields.all).filter { !$0.isSecret }.map { field in
                RecordField(
                    field.name,
                    kind: field.isDate ? .date : [.unsignedByte: .flag, .integer: .number, .int: .number][field.later.base] ?? .text,
                    limit: field.later.maximumLength ?? ObjectLimits.characters, .attribute(key: field.name))
            }),
        shown: [
            "org_cst_key", "org_name", "org_acronym", "org_ogt_code", "org_num_employee", "cst_recno", "cst_id", "cst_member_flag",
            "cst_web_login", "eml_address", "url_code", "phn_number", "cph_extension", "fax_number", "cfx_extension", "adr_line1",
            "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country",
        ])
}

extension VendorContainer {
    /// The containers of OrganizationType in the order of the build of 2015.
    static let organization: [VendorContainer] = [
        .init("Organization", .organization), .init("Customer", .customer), .init("Parent_Customer"), .init("Email", .email),
        .init("Website", .website), .init("Messaging", .messaging), .init("Phone_XRef", .phoneReference), .init("Phone", .phone),
        .init("Phone_Country"), .init("Fax_XRef", .faxReference), .init("Fax", .fax), .init("Fax_Country"),
        .init("Address_XRef_1", .addressReference), .init("Address_1", .address), .init("Firm"), .init("Business_Address_State"),
        .init("Address_1_Country"), .init("Billing_Address_1"), .init("Home_Address_State"), .init("Billing_Address_1_Country"),
        .init("Billing_Address_XRef_1"), .init("Customer_X_Customer"), .init("Primary_Contact"),
        .init("Address_Change_Log", .addressChangeLog), .init("Organization_Custom_Demographics"), .init("Social_Links", .socialLinks),
        .init("source_code"),
    ]
}

extension ContainerType {
    /// Returns OrganizationType.
    static func organization(_ build: XWebBuild) -> ContainerType {
        ContainerType("OrganizationType", "An organization.", prefix: "Organization", VendorContainer.organization, in: build)
    }
}
