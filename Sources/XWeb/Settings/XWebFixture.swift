import ASMX
public import Accounts
public import JSON
import Operations
import XML

/// The `xweb` section of an account in a fixtures file.
///
/// `user_name` makes the account a calling program's user. `recno`, `customer_key`, `login` and `email` make it a web
/// user. Without `customer_key`, a web user gets a key made from the site's name and the first of the other three members
/// that the section has. The members of `fields` are columns of `WebUserColumn`, such as `ind_first_name`. `addresses`,
/// `phones` and `faxes` are contacts besides the primary ones, whose columns are in `fields`. `roles` are names of roles.
/// `allowed_addresses` and `allowed_objects` restrict a calling program; see `ProgramRights`.
public struct XWebFixture: Sendable {
    /// The account's identities in xWEB.
    public let identities: [Identity]
    /// The account's attributes in xWEB.
    public let attributes: [String: String]
    /// The roles it is in.
    public let roles: [NewContainer]
    /// Its addresses, phones and faxes besides the primary ones.
    public let rows: [Row]

    /// Reads a section. `path` is its place in the file, and `site` the name of the account's site.
    public init(json: JSON, at path: JSONPath = .root, inSiteNamed site: String = "default") throws(JSONSchemaError) {
        var identities: [Identity] = []
        var attributes: [String: String] = [:]
        var roles: [NewContainer] = []
        var rows: [Row] = []
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            func add(_ scheme: IdentityScheme, _ value: String?) {
                if let value { identities.append(Identity(scheme, value)) }
            }
            add(XWebScheme.programUser, try reader.string("user_name"))
            let recno = try reader.string("recno")
            if let recno, recno.isEmpty || !recno.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                throw reader.error("recno", "a record number must consist of digits")
            }
            if let recno, recno.count > 1, recno.hasPrefix("0") { throw reader.error("recno", "a record number has no leading zeros") }
            add(XWebScheme.recno, recno)
            let login = try reader.string("login")
            let email = try reader.string("email")
            let other = Self.firstIdentity(recno: recno, login: login, email: email)
            add(XWebScheme.customerKey, try Self.readKey(&reader) ?? other.map { Self.derivedKey(of: $0, inSiteNamed: site) })
            add(XWebScheme.webLogin, login)
            add(XWebScheme.email, email)
            add(XWebScheme.signInName, login ?? email)
            let fields = try reader.texts("fields") { (name, text, path) throws(JSONSchemaError) in
                guard let column = WebUserColumn.fields[name], column.name == name, Self.isSettable(column) else {
                    throw JSONSchemaError(path, "is not a column of a web user that can be set")
                }
                if let refusal = VendorContainer.fields[name]?.later.refusal(of: text) { throw JSONSchemaError(path, "must be \(refusal)") }
            }
            for (name, text) in fields { attributes[XWebAttribute.key(ofField: name)] = text }
            roles = try reader.strings("roles")?.map(XWebRole.new) ?? []
            if let texts = try reader.strings("allowed_addresses") {
                let addresses = texts.map(ProgramRights.address)
                if let stranger = addresses.firstIndex(of: nil) {
                    throw reader.error("allowed_addresses", "\"\(texts[stranger])\" is not a single address such as 192.0.2.7")
                }
                attributes[ProgramRights.addresses] = addresses.compactMap { $0 }.joined(separator: ",")
            }
            let key = identities.first { $0.scheme == XWebScheme.customerKey }?.value
            for kind in ContactKind.all { rows += try ContactFixture.readAll(kind, ofCustomer: key, &reader) }
            if let rights = try Self.readRights(&reader) { attributes[ProgramRights.objects] = rights }
            if identities.isEmpty, roles.isEmpty { throw JSONSchemaError(path, "user_name, recno or login is needed") }
        }
        self.identities = identities
        self.attributes = attributes
        self.roles = roles
        self.rows = rows
    }

    private static func readKey(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> String? {
        guard let key = try reader.string("customer_key") else { return nil }
        guard let guid = GUIDText.normalized(key) else { throw reader.error("customer_key", "a GUID is needed") }
        return guid
    }

    /// Returns the identity from which a web user's key is made.
    private static func firstIdentity(recno: String?, login: String?, email: String?) -> Identity? {
        let given = [(XWebScheme.recno, recno), (XWebScheme.webLogin, login), (XWebScheme.email, email)]
        return given.lazy.compactMap { scheme, value in value.map { Identity(scheme, $0) } }.first
    }

    /// Returns the customer key of a web user for whom a fixture names none.
    private static func derivedKey(of identity: Identity, inSiteNamed site: String) -> String {
        DerivedKey.guid("customer", CaseFolding.folded(site), identity.scheme.name, identity.key)
    }

    /// Reads `{"Individual": ["Select"]}`, the rights of a program on objects. Returns nil if the section has none, so
    /// that everything is allowed.
    private static func readRights(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> String? {
        guard reader.names.contains("allowed_objects") else { return nil }
        let rights = try reader.table("allowed_objects") { (name, value, path) throws(JSONSchemaError) -> [String] in
            guard ObjectLimits.isName(name) else { throw JSONSchemaError(path, "there is no such object") }
            let known = ProgramRights.Verb.allCases.map(\.rawValue)
            guard let verbs = value.elements?.map(\.string), verbs.allSatisfy({ $0.map(known.contains) == true }) else {
                throw JSONSchemaError(path, "an array of \(known.joined(separator: ", ")) is needed")
            }
            return verbs.compactMap { $0 }.map { "\(name).\($0)" }
        }
        return rights.flatMap { $0 }.joined(separator: ",")
    }

    /// Returns whether a column is stored as an attribute, or is the full name, which is otherwise made from its parts.
    private static func isSettable(_ column: RecordField) -> Bool {
        if case .attribute = column.source { true } else { column.name == "ind_full_name_cp" }
    }
}
