import ASMX
public import Accounts
import Operations

/// The kinds of identity that an account has in Archer.
public enum ArcherScheme {
    /// The user id, a whole number of 32 bits.
    public static let userID = IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false)
    /// The user name. Letter case is ignored. The vendor does not document that; it is our choice.
    public static let userName = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)
}

/// The attributes in which Archer stores an account's values.
enum ArcherAttribute {
    /// The instance of a user, in older databases. It is no longer written, because an instance is a site.
    static let instance = "archer.instance"
    /// The type of the user. A general user has none.
    static let userType = "archer.user_type"
}

/// The type of a user. The vendor has more types. These differ in the rules that apply to them. Source:
/// Archer.docc/Users.md.
enum ArcherUserType: String, CaseIterable {
    /// A person. All rules of the security parameter apply.
    case general
    /// An account that the installation uses for its services.
    case service
    /// The system administrator, whom the installation creates.
    case sysadmin

    /// The name of the security parameter that the installation gives a user of this type. Nil for that of new users.
    var securityParameter: String? {
        switch self {
        case .general: nil
        case .service: SecurityParameter.services.name
        case .sysadmin: SecurityParameter.administrative.name
        }
    }

    /// The name that the installation gives the system administrator. It cannot be changed.
    private static let systemAdministratorName = "sysadmin"

    /// Creates the default type for a user with this name.
    init(ofUserNamed name: String) {
        self = name.lowercased() == Self.systemAdministratorName ? .sysadmin : .general
    }

    /// Whether lockout and password expiry do not apply, as with the vendor. New passwords must still meet the rules
    /// (Archer.docc/SecurityParameters.md).
    var isSystemAccount: Bool { self != .general }
}

/// The kind of session that Archer opens. SOAP and the REST twin share it.
public let archerSession: SessionKind = "archer.session"

/// The format of Archer's session tokens: 32 characters. Source: Archer.docc/Sessions.md.
public let archerTokenFormat = TokenFormat.upperHex(bytes: 16)
