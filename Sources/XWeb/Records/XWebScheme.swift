public import Accounts

/// How xWEB knows an account.
public enum XWebScheme {
    /// The name of a program that calls the service (an "xWeb user"); letter case does not count.
    public static let programUser = IdentityScheme("xweb.program_user", isUnique: true, ignoresCase: true)
    /// A web user's record number, `cst_recno`.
    public static let recno = IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false)
    /// A web user's customer key, `cst_key`: a GUID.
    public static let customerKey = IdentityScheme("xweb.customer_key", isUnique: true, ignoresCase: true)
    /// A web user's free login, `cst_web_login`.
    public static let webLogin = IdentityScheme("xweb.web_login", isUnique: false, ignoresCase: true)
    /// A web user's e-mail address, `eml_address`.
    public static let email = IdentityScheme("xweb.email", isUnique: false, ignoresCase: true)
    /// What a web user signs in with: the free login where one is set, else the e-mail address (XWeb.docc/Records.md). Letter case does
    /// not count, as under SQL Server's usual collation.
    public static let signInName = IdentityScheme("xweb.sign_in_name", isUnique: true, ignoresCase: true)
    /// A role that a web user is in, by its name. Nobody signs in with it; it is kept as an identity so that a role's users are found by an index.
    public static let role = IdentityScheme("xweb.role", isUnique: false, ignoresCase: true)
}

/// The kinds of token xWEB gives out.
public enum XWebToken {
    /// What a calling program shows with every call.
    public static let program: SessionKind = "xweb.token"
    /// The same as it comes with a JSON call by Basic credentials; of these only the newest are kept.
    public static let programByBasic: SessionKind = "xweb.basic_token"
    /// A web user's single-sign-on token, `ind_token`.
    public static let singleSignOn: SessionKind = "xweb.sso"
    /// A web user's single-sign-on token that is remembered for a hundred years, and good for signing in once.
    public static let remembered: SessionKind = "xweb.remembered"
}

/// The attributes in which xWEB keeps what it knows of an account: a field of WebUserType under its own name.
enum XWebAttribute {
    static func key(ofField field: String) -> String { "xweb." + field }
}
