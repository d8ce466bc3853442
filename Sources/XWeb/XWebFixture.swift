import ASMX
public import Accounts
public import JSON
import XML

/// The `xweb` section of an account in a fixtures file.
///
/// `user_name` makes it a calling program's user; `recno`, `customer_key`, `login` and `email` make it a web user. The members of `fields` are
/// fields of WebUserType under their own names, such as `ind_first_name`.
public struct XWebFixture: Sendable {
    /// How xWEB knows the account.
    public let identities: [Identity]
    /// What xWEB keeps of it.
    public let attributes: [String: String]

    /// Reads a section; `path` is where it stands.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var identities: [Identity] = []
        var attributes: [String: String] = [:]
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            func add(_ scheme: IdentityScheme, _ value: String?) {
                if let value { identities.append(Identity(scheme, value)) }
            }
            add(XWebScheme.programUser, try reader.string("user_name"))
            let recno = try reader.string("recno")
            if let recno, recno.isEmpty || !recno.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
                throw reader.error("recno", "a record number is written in digits")
            }
            add(XWebScheme.recno, recno)
            add(XWebScheme.customerKey, try reader.string("customer_key")?.lowercased())
            let login = try reader.string("login")
            let email = try reader.string("email")
            add(XWebScheme.webLogin, login)
            add(XWebScheme.email, email)
            add(XWebScheme.signInName, login ?? email)
            let fields = try reader.table("fields") { (name, value, path) throws(JSONSchemaError) -> (String, String) in
                guard Self.fieldNames.contains(name) else { throw JSONSchemaError(path, "is no field of WebUserType that can be set") }
                guard let text = value.string else { throw JSONSchemaError(path, "a string is needed, not \(value.kind)") }
                return (name, text)
            }
            for (name, text) in fields { attributes[XWebAttribute.key(ofField: name)] = text }
            if identities.isEmpty { throw JSONSchemaError(path, "user_name, recno or login is needed") }
        }
        self.identities = identities
        self.attributes = attributes
    }

    /// The fields that are kept as attributes: all but the keys, the identities and the passwords.
    private static let fieldNames: Set<String> = {
        let kept = webUserType.elements.flatMap { element -> [String] in
            guard case .complex(let type) = element.type else { return [] }
            return type.elements.map(\.name)
        }
        let others: Set = [
            "ind_cst_key", "ind_token", "cst_recno", "cst_web_login", "cst_new_password", "cst_new_password_confirm", "eml_address",
        ]
        return Set(kept).subtracting(others)
    }()
}
