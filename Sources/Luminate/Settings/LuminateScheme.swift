public import Accounts

/// How Luminate knows an account. Source: Luminate.docc/Records.md.
public enum LuminateScheme {
    /// The constituent id, given by the system; a decimal number. An account without one is no constituent.
    public static let consID = IdentityScheme("luminate.cons_id", isUnique: true, ignoresCase: false)
    /// The member id, given by the organisation. Nothing keeps two records from having the same; then look-ups by it are refused.
    public static let memberID = IdentityScheme("luminate.member_id", isUnique: false, ignoresCase: true)
    /// The primary e-mail address, which several members of a household may share.
    public static let primaryEmail = IdentityScheme("luminate.primary_email", isUnique: false, ignoresCase: true)
    /// What a constituent or an API administrator logs in with.
    public static let userName = IdentityScheme("luminate.user_name", isUnique: true, ignoresCase: true)

    /// The scheme under which `authenticateUser` looks a column of the constituent database up. Letter case does not count: people type
    /// these.
    public static func column(_ name: String) -> IdentityScheme {
        switch name {
        case "cons_id": consID
        case "member_id": memberID
        case "primary_email", "email.primary_address": primaryEmail
        case "user_name": userName
        default: IdentityScheme("luminate.column.\(name)", isUnique: false, ignoresCase: true)
        }
    }

    /// Whether a text can name a column: letters, digits, `_` and the `.` between parts, as in `name.last`.
    static func isColumnName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }
}

/// The attributes in which Luminate keeps what it knows of an account.
enum LuminateAttribute {
    /// `true` for an administrator's record, whose password the API never changes.
    static let administrator = "luminate.administrator"
    /// `true` for an account that may call the server servlet.
    static let apiAdministrator = "luminate.api_administrator"
    /// What reminds a constituent of the password.
    static let reminderHint = "luminate.reminder_hint"
}
