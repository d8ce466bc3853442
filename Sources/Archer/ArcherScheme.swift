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

/// The kind of session Archer opens. SOAP and the REST twin share it.
public let archerSession: SessionKind = "archer.session"
