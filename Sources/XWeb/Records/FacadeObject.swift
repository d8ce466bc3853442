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
    /// The columns that hold dates, in lower case.
    let dates: Set<String>
    /// The names of the columns of an answer if the caller names none, in order.
    private let shown: [String]
    /// The names of the columns that GetQuery lists if a query names none, for an object of the web users.
    private let listed: [String]?
    /// What the records are.
    let content: Content

    static let individual = FacadeObject(
        "Individual", "Individuals", number: 1, primaryKey: "ind_cst_key",
        listed: [
            "cst_recno", "ind_first_name", "ind_last_name", "ind_full_name_cp", "eml_address", "phn_number", "cst_org_name_dn",
            "adr_city_state_code",
        ])
    static let customer = FacadeObject(
        "Customer", "Customers", number: 2, primaryKey: "cst_key",
        listed: [
            "cst_recno", "cst_type", "cst_name_cp", "cst_sort_name_dn", "cst_eml_address_dn", "phn_number", "cst_org_name_dn",
            "adr_city_state_code",
        ])
    static let webUser = FacadeObject(
        "WebUser", "Web users", number: 3, primaryKey: "ind_cst_key",
        listed: [
            "cst_recno", "cst_web_login", "ind_first_name", "ind_last_name", "ind_full_name_cp", "eml_address",
            "cst_web_force_password_change", "cst_web_login_disabled_flag",
        ])

    static let organization = FacadeObject(.organization)

    /// The objects that every site has.
    static let standard = [individual, customer, webUser, organization]

    private init(_ name: String, _ documentation: String, number: Int, primaryKey: String, listed: [String]) {
        self.name = name
        key = "f0a1c3d2-0001-4000-8000-00000000000\(number)"
        self.documentation = documentation
        self.primaryKey = primaryKey
        fields = WebUserColumn.fields
        shown = WebUserColumn.shown
        self.listed = listed
        dates = Self.webUserDates
        content = .webUsers
    }

    private static let webUserDates = Set(
        WebUserColumn.fields.all.map(\.name).filter { VendorContainer.fields[$0]?.isDate == true }.map(ASCII.lowercased))

    /// Creates the object of a declaration.
    init(_ declared: DeclaredObject) {
        name = declared.name
        key = DerivedKey.guid("object", ASCII.lowercased(declared.name))
        documentation = declared.documentation
        primaryKey = declared.keyColumn
        fields = declared.fields
        shown = declared.shown ?? declared.fields.all.map(\.name)
        listed = nil
        dates = Set(declared.fields.all.filter { $0.kind == .date }.map { ASCII.lowercased($0.name) })
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

    /// Returns the columns that GetQuery lists if a query names none, besides the primary key.
    func columns(few: Bool) -> [String] {
        if few, let listed { listed } else { shown.filter { $0 != primaryKey } }
    }

    /// Returns whether a name in lower case can stand before the name of a column: that of the object. For web users, whose
    /// objects share their columns, so can the containers of IndividualType and the vendor's tables, such as
    /// `co_individual`.
    func isTable(_ name: String) -> Bool {
        switch content {
        case .webUsers: name.hasPrefix("co_") || Self.webUserTables.contains(name)
        case .rows: ASCII.equalsIgnoringCase(self.name, name)
        }
    }

    private static let webUserTables = Set(
        ([individual, customer, webUser].map(\.name) + VendorContainer.all.map(\.name)).map(ASCII.lowercased))

    /// Returns the answer with these records.
    func tree(_ records: [any FacadeRecord], columns: [String]? = nil) -> XMLTree {
        ResultTree.objects(name, records.map { record in (columns ?? self.columns).map { ($0, record[$0]) } })
    }
}
