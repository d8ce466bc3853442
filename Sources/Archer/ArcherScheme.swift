import ASMX
public import Accounts
import Operations

/// How Archer knows an account.
public enum ArcherScheme {
    /// The user id, a whole number of 32 bits.
    public static let userID = IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false)
    /// The user name; letter case does not count (the vendor does not say; ours).
    public static let userName = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)
}

/// The attributes in which Archer keeps what it knows of an account.
enum ArcherAttribute {
    /// The instance the user belongs to.
    static let instance = "archer.instance"
    /// The type of user; missing for a general one.
    static let userType = "archer.user_type"

    /// Present when the user has a right.
    static func key(of privilege: Privilege) -> String {
        switch privilege {
        case .create: "archer.privilege.create"
        case .read: "archer.privilege.read"
        case .update: "archer.privilege.update"
        case .delete: "archer.privilege.delete"
        }
    }
}

/// What kind of user an account is. The vendor has more; those here differ in what binds them. Source: Archer.docc/Users.md.
enum ArcherUserType: String, CaseIterable {
    /// A person, bound by all rules of the security parameter.
    case general
    /// An account of the installation's for its services.
    case service
    /// The system administrator, whom the installation makes.
    case sysadmin

    /// The name that the installation gives the system administrator. It cannot be changed.
    private static let systemAdministratorName = "sysadmin"

    /// The type of a user whose type nobody has said.
    init(ofUserNamed name: String) {
        self = name.lowercased() == Self.systemAdministratorName ? .sysadmin : .general
    }

    /// Whether lockout and the end of passwords do not bind it, as the vendor has it; new passwords must meet the rules all the same
    /// (Archer.docc/SecurityParameters.md).
    var isSystemAccount: Bool { self != .general }
}

/// The kind of session Archer opens. SOAP and the REST twin share it.
public let archerSession: SessionKind = "archer.session"

/// How the tokens of Archer's sessions look: 32 characters. Source: Archer.docc/Sessions.md.
public let archerTokenFormat = TokenFormat.upperHex(bytes: 16)
