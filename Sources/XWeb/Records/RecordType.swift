import ASMX
import Accounts
import Operations

/// A complex type in which xWEB sends and receives a web user: containers of columns. Source: XWeb.docc/Records.md and
/// XWeb.docc/Contract.md.
///
/// Fields are the columns of ``WebUserColumn`` with the same names. A token and new passwords are fields without a
/// column.
struct RecordType: Sendable {
    /// The type as in the contract.
    let type: ComplexType
    /// The columns of each container.
    private let containers: [(name: String, type: ComplexType, columns: [RecordField])]

    /// Returns WebUserType, the parameter and result of the operations on web users.
    static func webUser(_ build: XWebBuild) -> RecordType { build == .y2010 ? webUser2010 : webUser2015 }

    /// Returns IndividualType, the parameter and result of WEBIndividualGet and similar operations.
    static func individual(_ build: XWebBuild) -> RecordType { build == .y2010 ? individual2010 : individual2015 }

    private static let webUser2010 = makeWebUser(.y2010)
    private static let webUser2015 = makeWebUser(.y2015)
    private static let individual2010 = makeIndividual(.y2010)
    private static let individual2015 = makeIndividual(.y2015)

    private static func makeWebUser(_ build: XWebBuild) -> RecordType {
        let phoneAndFax: [(String, [String])] = [
            ("Business_Phone", ["phn_number"]), ("Business_Phone_XRef", ["cph_extension"]),
            ("Business_Fax", ["fax_number"]), ("Business_Fax_XRef", ["cfx_extension"]),
        ]
        let containers: [(String, [String])] =
            [
                ("Individual", ["ind_cst_key", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_full_name_cp"]),
                ("Customer", ["cst_recno", "cst_web_login", "cst_new_password", "cst_new_password_confirm"]),
                ("Email", ["eml_address"]),
                ("Business_Address", ["adr_city", "adr_state", "adr_post_code", "adr_country"]),
            ]
            // In builds of 2010 each XRef follows its container; from 2015 on it precedes it.
            + (build == .y2010 ? phoneAndFax : [1, 0, 3, 2].map { phoneAndFax[$0] })
        return RecordType(
            "WebUserType", "A web user.", object: "WebUser",
            containers.map { name, fields in
                let elements = fields.compactMap { VendorContainer.fields[$0]?.element(in: build) }
                return (name, elements + (name == "Individual" ? [token] : []))
            })
    }

    private static func makeIndividual(_ build: XWebBuild) -> RecordType {
        RecordType(
            "IndividualType", "An individual, who is a web user too.", object: "Individual",
            VendorContainer.individual(build).map { ($0.name, $0.fields.all.compactMap { $0.element(in: build) }) })
    }

    /// Returns a record as a value of this type, with a token if the type has a field for it. It never contains a
    /// password, and no container that is empty.
    func value(of record: WebUserRecord, token: String? = nil) -> ComplexValue {
        var value = ComplexValue(type)
        value[text: "CurrentKey"] = record["cst_key"]
        for container in containers {
            var part = ComplexValue(container.type)
            for column in container.columns { part[text: column.name] = record.value(of: column) }
            if container.name == "Individual", let token { part[text: Self.token.name] = token }
            if !part.isEmpty { value[record: container.name] = part }
        }
        return value
    }

    private static let token = ComplexType.Element("ind_token", .simple(VendorType.key))

    private init(
        _ name: String, _ documentation: String, object: String, _ containers: [(name: String, elements: [ComplexType.Element])]
    ) {
        type = ComplexType.containers(containers, name, documentation, prefix: object, globalElements: [object])
        self.containers = type.elements.compactMap { element in
            guard case .complex(let inner) = element.type else { return nil }
            return (element.name, inner, inner.elements.filter { !$0.isWriteOnly }.compactMap { WebUserColumn.fields[$0.name] })
        }
    }
}
