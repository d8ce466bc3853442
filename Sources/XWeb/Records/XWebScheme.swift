public import Accounts

/// The kinds of identity that an account has in xWEB.
public enum XWebScheme {
    /// The name of a program that calls the service (an "xWeb user"). Letter case is ignored.
    public static let programUser = IdentityScheme("xweb.program_user", isUnique: true, ignoresCase: true)
    /// A web user's record number, `cst_recno`.
    public static let recno = IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false)
    /// A web user's customer key, `cst_key`: a GUID.
    public static let customerKey = IdentityScheme("xweb.customer_key", isUnique: true, ignoresCase: true)
    /// A web user's freely chosen login, `cst_web_login`.
    public static let webLogin = IdentityScheme("xweb.web_login", isUnique: false, ignoresCase: true)
    /// A web user's e-mail address, `eml_address`.
    public static let email = IdentityScheme("xweb.email", isUnique: false, ignoresCase: true)
    /// The name with which a web user signs in: the login if one is set, or else the e-mail address
    /// (XWeb.docc/Records.md). Letter case is ignored, as under SQL Server's usual collation.
    public static let signInName = IdentityScheme("xweb.sign_in_name", isUnique: true, ignoresCase: true)

    /// All schemes.
    public static let all = [programUser, recno, customerKey, webLogin, email, signInName]

    /// Returns the identity that a typed record number means. It is compared as a number, as in SQL Server: spaces around
    /// it and zeros in front of it do not count.
    static func recnoIdentity(_ text: String) -> Identity {
        var number = text.utf8[...]
        while number.first == UInt8(ascii: " ") { number.removeFirst() }
        while number.last == UInt8(ascii: " ") { number.removeLast() }
        while number.count > 1, number.first == UInt8(ascii: "0") { number.removeFirst() }
        return Identity(recno, String(Substring(number)))
    }

    /// Returns the identity that a typed name means. Spaces behind it do not count, as in SQL Server.
    static func identity(_ scheme: IdentityScheme, typed text: String) -> Identity {
        var name = text.utf8[...]
        while name.last == UInt8(ascii: " ") { name.removeLast() }
        return Identity(scheme, String(Substring(name)))
    }
}

/// The roles of web users.
public enum XWebRole {
    /// The kind of container that a role is.
    public static let kind: ContainerKind = "xweb.role"

    /// Returns a new role. Letter case is ignored, so the key is the folded name.
    public static func new(_ name: String) -> NewContainer {
        NewContainer(kind, key: CaseFolding.folded(name), name: name)
    }
}

/// The kinds of token that xWEB issues.
public enum XWebToken {
    /// The token that a calling program sends with every call.
    public static let program: SessionKind = "xweb.token"
    /// The token of a JSON call with Basic credentials. Only the newest of these are kept.
    public static let programByBasic: SessionKind = "xweb.basic_token"
    /// A web user's single-sign-on token, `ind_token`.
    public static let singleSignOn: SessionKind = "xweb.sso"
    /// A web user's single-sign-on token that is remembered for a hundred years. It is valid for one sign-in.
    public static let remembered: SessionKind = "xweb.remembered"
}

/// The attributes in which xWEB stores an account's values: fields of WebUserType under their own names.
enum XWebAttribute {
    static func key(ofField field: String) -> String { "xweb." + field }

    /// The attribute with the moment at which an operation of xWEB last wrote the record, in milliseconds since 1970. No
    /// field has this name.
    static let changedAt = "xweb.changed_at"
}
