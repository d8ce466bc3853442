import ASMX
public import Accounts
import Operations
import Text

/// The kinds of identity that an account has in Archer.
public enum ArcherScheme {
    /// The user id, a whole number of 32 bits.
    public static let userID = IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false)
    /// The user name, behind the domain and a backslash if there is a domain. Letter case is ignored. The vendor does not
    /// document that; it is our choice.
    public static let userName = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)
    /// The user name without the domain. Users of several domains may have the same.
    static let bareName = IdentityScheme("archer.bare_name", isUnique: false, ignoresCase: true)
    /// The first name.
    static let firstName = IdentityScheme("archer.first_name", isUnique: false, ignoresCase: true)
    /// The last name.
    static let lastName = IdentityScheme("archer.last_name", isUnique: false, ignoresCase: true)
    /// The values of the user's contacts: e-mail addresses and telephone numbers.
    static let contact = IdentityScheme("archer.contact", isUnique: false, ignoresCase: true)
    /// The position in the list of all users: see ``ArcherOrder``.
    static let order = IdentityScheme("archer.order", isUnique: true, ignoresCase: true)
    /// The position in the list of a domain's users.
    static let domainOrder = IdentityScheme("archer.domain_order", isUnique: true, ignoresCase: true)
    /// The position in the list of all users by their ids: the id with leading zeros.
    static let idOrder = IdentityScheme("archer.id_order", isUnique: true, ignoresCase: false)
    /// The type of a user who is not a general one, so that system accounts are found.
    static let userType = IdentityScheme("archer.type", isUnique: false, ignoresCase: false)

    /// All schemes.
    public static let all = [userID, userName, bareName, firstName, lastName, contact, order, domainOrder, idOrder, userType]

    /// The identity of system administrators.
    static let systemAdministrator = Identity(userType, ArcherUserType.sysadmin.rawValue)

    /// Returns the identity of the user of a domain with a name. The domain of a local user is empty.
    static func user(named name: String, inDomain domain: String) -> Identity {
        Identity(userName, domain.isEmpty ? name : domain + domainSeparator + name)
    }

    /// Stands between a domain and a user name. Neither has it.
    static let domainSeparator = "\\"

    /// Returns whether a text has the separator, so that it is neither a domain nor a user name.
    static func hasSeparator(_ text: String) -> Bool { ASCII.contains(UInt8(ascii: "\\"), in: text) }
}

/// The orders of the lists of users: last name, first name, id by SOAP, and the id alone by REST. The keys are stored as identities, so that
/// a page of a list begins anywhere in the index. Source: Archer.docc/Users.md.
enum ArcherOrder {
    /// Stands between the parts of a key. It comes before every character of a name, and no name has it.
    static let separator = "\u{1}"
    /// The digits of the greatest id. With leading zeros, ids have the same order as texts and as numbers.
    private static let idDigits = 10

    /// Returns the keys of a user in the list of all users, in that of the domain's, and in that by ids.
    static func keys(lastName: String, firstName: String, id: String, domain: String) -> [Identity] {
        let number = String(repeating: "0", count: max(0, idDigits - id.utf8.count)) + id
        // Each part is folded here, because a long key is not folded as a whole.
        let key = [lastName, firstName].map { CaseFolding.folded($0) + separator }.joined() + number
        return [
            Identity(ArcherScheme.order, key), Identity(ArcherScheme.domainOrder, beginning(ofDomain: domain) + key),
            Identity(ArcherScheme.idOrder, number),
        ]
    }

    /// Returns the beginning of the keys of a domain's users.
    static func beginning(ofDomain domain: String) -> String { CaseFolding.folded(domain) + separator }
}

/// The attributes in which Archer stores an account's values.
enum ArcherAttribute {
    /// The instance of a user, in older databases. It is no longer written, because an instance is a site.
    static let instance = "archer.instance"
    /// The type of the user. A general user has none.
    static let userType = "archer.user_type"
    /// The user's domain. A local user has none.
    static let domain = "archer.domain"
    /// Whether the password must be changed at the next sign-in to the user interface.
    static let forcesPasswordChange = "archer.force_password_change"
    /// The user's contacts: see ``ArcherContact``.
    static let contacts = "archer.contacts"
    /// A number that every change of the user increases, so that no change undoes another.
    static let revision = "archer.revision"
    /// The id of the user who created this one.
    static let createdBy = "archer.created_by"
    /// When the user was last changed.
    static let updatedAt = "archer.updated_at"
    /// The id of the user who made the last change.
    static let updatedBy = "archer.updated_by"
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

    /// The vendor's number.
    var number: Int64 {
        switch self {
        case .general: 1
        case .service: 2
        case .sysadmin: 3
        }
    }

    /// The type in words, for a refusal.
    var words: String {
        switch self {
        case .general: "user"
        case .service: "service account"
        case .sysadmin: "sysadmin"
        }
    }
}

/// The kind of session that Archer opens. SOAP and the REST twin share it.
public let archerSession: SessionKind = "archer.session"

/// The format of Archer's session tokens: 32 characters. Source: Archer.docc/Sessions.md.
public let archerTokenFormat = TokenFormat.upperHex(bytes: 16)
