/// A container of a complex type: the columns of one table.
struct VendorContainer: Sendable {
    let name: String
    let fields: VendorFields

    /// Creates a container. One without fields stays empty, because the vendor's fields of it are not known.
    init(_ name: String, _ fields: VendorFields = "") {
        self.name = name
        self.fields = fields
    }
}

extension VendorContainer {
    /// The containers of IndividualType in a build's order. In 2010 an XRef follows what it refers to; from 2015 on, those
    /// of the business precede it. Source: XWeb.docc/Contract.md.
    static func individual(_ build: XWebBuild) -> [VendorContainer] {
        let names = build == .y2010 ? namesOf2010 : namesOf2015
        return names.compactMap { name in all.first { $0.name == name } }
    }

    /// The containers of IndividualType in all builds, in no build's order.
    static let all: [VendorContainer] = [
        .init("Individual", .individual), .init("Customer", .customer),
        .init("TransferToCustomer", .customerTable.prefixed("cs2__")), .init("Address_Change_Log", .addressChangeLog),
        .init("Organization_XRef", .organizationReference), .init("Organization", .organization), .init("Email", .email),
        .init("Website", .website), .init("Messaging", .messaging),
        .init("Business_Address", .address), .init("Business_Address_XRef", .addressReference),
        .init("Business_Address_State", .state), .init("Business_Address_Country", .country),
        .init("Business_Phone", .phone), .init("Business_Phone_XRef", .phoneReference),
        .init("Business_Phone_Country", .country.prefixed("ct3__")),
        .init("Business_Fax", .fax), .init("Business_Fax_XRef", .faxReference),
        .init("Business_Fax_Country", .country.prefixed("ct5__")),
        .init("Home_Address", .address.prefixed("ad2__")), .init("Home_Address_XRef", .addressReference.prefixed("cx2__")),
        .init("Home_Address_State", .state.prefixed("st2__")), .init("Home_Address_Country", .country.prefixed("ct2__")),
        .init("Home_Phone", .phone.prefixed("ph2__")), .init("Home_Phone_XRef", .phoneReference.prefixed("cp2__")),
        .init("Home_Phone_Country", .country.prefixed("ct4__")),
        .init("Home_Fax", .fax.prefixed("fx2__")), .init("Home_Fax_XRef", .faxReference.prefixed("cf2__")),
        .init("Home_Fax_Country", .country.prefixed("ct6__")),
        .init("Individual_Custom_Demographics", .demographics), .init("Social_Links", .socialLinks), .init("source_code", .sourceCode),
    ]

    private static let namesOf2010 = [
        "Individual", "Customer", "Address_Change_Log", "TransferToCustomer", "Organization_XRef", "Organization", "Email", "Website",
        "Messaging", "Business_Address", "Business_Address_XRef", "Business_Address_Country", "Business_Phone", "Business_Phone_Country",
        "Business_Phone_XRef", "Business_Fax", "Business_Fax_Country", "Business_Fax_XRef", "Home_Address", "Home_Address_Country",
        "Home_Address_XRef", "Home_Phone", "Home_Phone_Country", "Home_Phone_XRef", "Home_Fax", "Home_Fax_Country", "Home_Fax_XRef",
    ]

    private static let namesOf2015 = [
        "Individual", "Customer", "Organization_XRef", "Organization", "Email", "Website", "Messaging", "Business_Address_XRef",
        "Business_Address", "Business_Address_State", "Business_Address_Country", "Business_Phone_XRef", "Business_Phone",
        "Business_Phone_Country", "Business_Fax_XRef", "Business_Fax", "Business_Fax_Country", "Home_Address_XRef", "Home_Address",
        "Home_Address_State", "Home_Address_Country", "Home_Phone", "Home_Phone_Country", "Home_Phone_XRef", "Home_Fax",
        "Home_Fax_Country", "Home_Fax_XRef", "Address_Change_Log", "TransferToCustomer", "Individual_Custom_Demographics",
        "Social_Links", "source_code",
    ]

    /// What the fields of individuals and organizations tell about people, by name.
    static let personal = Dictionary(
        (all + organization).flatMap(\.fields.all).compactMap { field in field.personal.map { (field.name, $0) } }
    ) { first, _ in first }

    /// All fields by name. The first container that has a name decides.
    static let fields = Dictionary(all.flatMap(\.fields.all).map { ($0.name, $0) }) { first, _ in first }
}
