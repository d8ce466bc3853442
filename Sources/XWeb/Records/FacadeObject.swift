import ASMX
import Accounts
import Operations
import Text

/// An object of the vendor's facade: one as which a web user can be read, or one that fixtures declare.
struct FacadeObject: Sendable {
    /// What the records of an object are.
    enum Content: Sendable {
        /// The site's web users. All such objects have the same columns.
        case webUsers
        /// The rows of a declared object.
        case rows(DeclaredObject)
    }

    /// The name, as the vendor or a declaration spells it.
    let name: String
    /// The key of the object itself, a GUID.
    let key: String
    /// The description of the object.
    let documentation: String
    /// The column that identifies a row. Every answer has it, in the first place.
    let primaryKey: String
    /// The columns.
    let fields: RecordFields
    /// The names of the columns of an answer if the caller names none, in order.
    private let shown: [String]
    /// What the records are.
    let content: Content

    static let individual = FacadeObject("Individual", "Individuals", number: 1, primaryKey: "ind_cst_key")
    static let customer = FacadeObject("Customer", "Customers", number: 2, primaryKey: "cst_key")
    static let webUser = FacadeObject("WebUser", "Web users", number: 3, primaryKey: "ind_cst_key")

    static let organization = FacadeObject(.organization)

    /// The objects that every site has.
    static let standard = [individual, customer, webUser, organization]

    private init(_ name: String, _ documentation: String, number: Int, primaryKey: String) {
        self.name = name
        key = "f0a1c3d2-0001-4000-8000-00000000000\(number)"
        self.documentation = documentation
        self.primaryKey = primaryKey
        fields = WebUserColumn.fields
        shown = WebUserColumn.shown
        content = .webUsers
    }

    /// Creates the object of a declaration.
    init(_ declared: DeclaredObject) {
        name = declared.name
        key = DerivedKey.guid("object", ASCII.lowercased(declared.name))
        documentation = declared.documentation
        primaryKey = declared.keyColumn
        fields = declared.fields
        shown = declared.shown ?? declared.fields.all.map(\.name)
        content = .rows(declared)
    }

    /// The declaration, or nil for an object of the web users.
    var declared: DeclaredObject? {
        if case .rows(let declared) = content { declared } else { nil }
    }

    /// The columns of an answer if the caller names none.
    var columns: [String] {
        [primaryKey] + shown.filter { $0 != primaryKey }
    }

    /// Returns the answer with these records.
    func tree(_ records: [any FacadeRecord], columns: [String]? = nil) -> XMLTree {
        ResultTree.objects(name, records.map { record in (columns ?? self.columns).map { ($0, record[$0]) } })
    }
}
