import ASMX
import Accounts
import Operations
import Text

/// An object of the vendor's facade as which an account can be read. All objects have the same columns of the same web
/// users.
enum FacadeObject: String, CaseIterable {
    case individual = "Individual"
    case customer = "Customer"
    case webUser = "WebUser"

    /// The key of the object itself, a GUID.
    var key: String {
        switch self {
        case .individual: "f0a1c3d2-0001-4000-8000-000000000001"
        case .customer: "f0a1c3d2-0001-4000-8000-000000000002"
        case .webUser: "f0a1c3d2-0001-4000-8000-000000000003"
        }
    }

    /// The description of the object.
    var documentation: String {
        switch self {
        case .individual: "Individuals"
        case .customer: "Customers"
        case .webUser: "Web users"
        }
    }

    /// The column that identifies a row. Every answer has it, in the first place.
    var primaryKey: String { self == .customer ? "cst_key" : "ind_cst_key" }

    /// The columns of an answer if the caller names none.
    var columns: [String] {
        [primaryKey] + WebUserColumn.shown.filter { $0 != primaryKey }
    }

    /// Returns the object with a name in any letter case. Throws if it is not emulated.
    static func named(_ name: String?) throws(XWebRefusal) -> FacadeObject {
        let name = name ?? ""
        if let object = allCases.first(where: { ASCII.equalsIgnoringCase($0.rawValue, name) }) { return object }
        throw .errorOccurred(
            "The object '\(shown(name))' is not emulated; there are \(allCases.map(\.rawValue).joined(separator: ", ")).")
    }

    private static func shown(_ name: String) -> String { String(name.prefix(60)) }

    /// Returns the answer with these records.
    func tree(_ records: [WebUserRecord], columns: [String]? = nil) -> XMLTree {
        ResultTree.objects(rawValue, records.map { $0.cells(columns ?? self.columns) })
    }
}
