import Accounts
import Operations

/// Organizations: records of an object that every site has. Source: XWeb.docc/Objects.md.
extension DeclaredObject {
    /// The object of organizations. Queries and the facade work on it as on declared objects.
    static let organization = DeclaredObject(
        name: "Organization", documentation: "Organizations", keyColumn: "org_cst_key",
        fields: RecordFields(
            OrganizationContainer.all.flatMap(\.fields.all).filter { !$0.isSecret }.map { field in
                RecordField(
                    field.name, kind: [.unsignedByte: .flag, .integer: .number, .int: .number][field.later.base] ?? .text,
                    limit: field.later.maximumLength ?? ObjectLimits.characters, .attribute(key: field.name))
            }),
        shown: [
            "org_cst_key", "org_name", "org_acronym", "org_ogt_code", "org_num_employee", "cst_recno", "cst_id", "cst_member_flag",
            "cst_web_login", "eml_address", "url_code", "phn_number", "cph_extension", "fax_number", "cfx_extension", "adr_line1",
            "adr_line2",
            "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country",
        ])
}

/// A container of OrganizationType.
struct OrganizationContainer: Sendable {
    let name: String
    let fields: VendorFields

    private init(_ name: String, _ fields: VendorFields = "") {
        (self.name, self.fields) = (name, fields)
    }

    /// All containers in the order of the build of 2015. Those without fields are not filled here, and the vendor's fields
    /// of them are not known.
    static let all = [
        OrganizationContainer("Organization", .organization), OrganizationContainer("Customer", .customer),
        OrganizationContainer("Parent_Customer"), OrganizationContainer("Email", .email), OrganizationContainer("Website", .website),
        OrganizationContainer("Messaging", .messaging), OrganizationContainer("Phone_XRef", .phoneReference),
        OrganizationContainer("Phone", .phone), OrganizationContainer("Phone_Country"), OrganizationContainer("Fax_XRef", .faxReference),
        OrganizationContainer("Fax", .fax), OrganizationContainer("Fax_Country"),
        OrganizationContainer("Address_XRef_1", .addressReference), OrganizationContainer("Address_1", .address),
        OrganizationContainer("Firm"), OrganizationContainer("Business_Address_State"), OrganizationContainer("Address_1_Country"),
        OrganizationContainer("Billing_Address_1"), OrganizationContainer("Home_Address_State"),
        OrganizationContainer("Billing_Address_1_Country"), OrganizationContainer("Billing_Address_XRef_1"),
        OrganizationContainer("Customer_X_Customer"), OrganizationContainer("Primary_Contact"),
        OrganizationContainer("Address_Change_Log", .addressChangeLog), OrganizationContainer("Organization_Custom_Demographics"),
        OrganizationContainer("Social_Links", .socialLinks), OrganizationContainer("source_code"),
    ]

    /// Returns OrganizationType.
    static func type(_ build: XWebBuild) -> ContainerType {
        ContainerType("OrganizationType", "An organization.", prefix: "Organization", all.map { ($0.name, $0.fields) }, in: build)
    }
}
