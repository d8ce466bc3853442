import ASMX
import Accounts
import Operations
import Testing
import XML
@testable import XWeb

@Suite("The vendor's contract of IndividualType")
struct VendorFieldsTests {
    private static let counts2010 = [
        "Individual": 39, "Customer": 68, "Organization_XRef": 17, "Organization": 24, "Email": 15, "Business_Address": 37,
        "Business_Phone": 12, "Business_Phone_XRef": 17, "Business_Fax": 12, "Business_Fax_XRef": 17,
    ]
    private static let counts2015 = [
        "Individual": 41, "Customer": 89, "Organization_XRef": 18, "Organization": 26, "Email": 15, "Business_Address": 40,
        "Business_Phone": 12, "Business_Phone_XRef": 18, "Business_Fax": 12, "Business_Fax_XRef": 18,
    ]

    private func containers(_ build: XWebBuild) -> [(name: String, type: ComplexType)] {
        RecordType.individual(build).type.elements.compactMap { element in
            if case .complex(let inner) = element.type { (element.name, inner) } else { nil }
        }
    }

    @Test("has all containers, with the number of fields that the builds have", arguments: XWebBuild.allCases)
    func counts(build: XWebBuild) {
        let containers = containers(build)
        #expect(containers.count == (build == .y2010 ? 27 : 32))
        for (name, count) in build == .y2010 ? Self.counts2010 : Self.counts2015 {
            #expect(containers.first { $0.name == name }?.type.elements.count == count, "\(name)")
        }
        #expect(containers.allSatisfy { !$0.type.elements.isEmpty })
        #expect(VendorContainer.all.first { $0.name == "Individual_Custom_Demographics" }?.fields.all.count == 100)
    }

    @Test("names each field once in a container", arguments: XWebBuild.allCases)
    func unique(build: XWebBuild) {
        for (name, type) in containers(build) { #expect(Set(type.elements.map(\.name)).count == type.elements.count, "\(name)") }
    }

    @Test("has the vendor's order where a strict client met another")
    func order() throws {
        let individual = try #require(containers(.y2010).first { $0.name == "Individual" }).type.elements.map(\.name)
        let names = ["ind_designation", "ind_full_name_cp", "ind_badge_name", "ind_int_code", "ind_delete_flag"]
        #expect(individual.filter(names.contains) == names)
        let customer = try #require(containers(.y2015).first { $0.name == "Customer" }).type.elements.map(\.name)
        let places = [
            "cst_key", "cst_type", "cst_name_cp", "cst_sort_name_dn", "cst_org_name_dn", "cst_delete_flag", "cst_recno", "cst_id",
            "cst_eml_address_dn", "cst_member_flag", "cst_web_login", "cst_web_force_password_change", "cst_web_login_disabled_flag",
            "cst_new_password", "cst_new_password_confirm",
        ]
        #expect(customer.filter(places.contains) == places)
    }

    @Test("has the vendor's types", arguments: XWebBuild.allCases)
    func types(build: XWebBuild) throws {
        let contract = xwebService(build).contract(XWebSettings().serviceSettings(.asmx), at: "http://localhost/")
        let root = try XMLDocument.parse(contract).root
        let schema = try #require(root.children.first { $0.hasLocalName("types") }?.children.first { _ in true })
        let simple = schema.children.filter { $0.hasLocalName("simpleType") }
        func facets(_ name: String) -> [String] {
            guard let restriction = simple.first(where: { $0.attribute("name") == name })?.children.first(where: { _ in true }) else {
                return []
            }
            return [restriction.attribute("base") ?? ""] + restriction.children.map { "\($0.localName) \($0.attribute("value") ?? "")" }
        }
        #expect(facets("av_recno_Type") == ["s:integer", "maxInclusive 9223372036854775807", "minInclusive -9223372036854775808"])
        #expect(facets("av_flag_Type") == ["s:unsignedByte"])
        #expect(facets("stringLength75_Type") == ["s:string", "maxLength 75"])
        #expect(facets("stringLength0_Type") == ["s:string"])
        #expect(simple.count { $0.attribute("name")?.hasSuffix("_Type") != true } == 0)
        #expect(facets("int_Type").isEmpty == (build == .y2015))
        let globals = schema.children.filter { $0.hasLocalName("element") && ["WebUser", "Individual"].contains($0.attribute("name")) }
        #expect(globals.map { $0.attribute("nillable") } == [nil, nil])
    }

    @Test("takes secrets and never returns them")
    func secrets() {
        let elements = containers(.y2015).flatMap(\.type.elements)
        let secrets = ["cst_web_password", "cst_new_password", "cst_new_password_confirm", "cst_salt", "cel_facebook_secret"]
        #expect(secrets.allSatisfy { name in elements.first { $0.name == name }?.isWriteOnly == true })
        let stored = WebUserColumn.fields.all.filter { secrets.contains($0.name) && $0.isWritable }
        #expect(stored.isEmpty)
    }
}
