public import Accounts

/// The kinds of identity that an account has in Luminate. Source: Luminate.docc/Records.md.
public enum LuminateScheme {
    /// The constituent id, a decimal number that the system assigns. An account without one is not a constituent.
    public static let consID = IdentityScheme("luminate.cons_id", isUnique: true, ignoresCase: false)
    /// The member id, which the organisation assigns. Two records may have the same one; look-ups with it are then
    /// refused.
    public static let memberID = IdentityScheme("luminate.member_id", isUnique: false, ignoresCase: true)
    /// The primary e-mail address, which several members of a household may share.
    public static let primaryEmail = IdentityScheme("luminate.primary_email", isUnique: false, ignoresCase: true)
    /// The name with which a constituent or an API administrator logs in.
    public static let userName = IdentityScheme("luminate.user_name", isUnique: true, ignoresCase: true)

    /// Returns the scheme under which `authenticateUser` looks up a column of the constituent database. Letter case is
    /// ignored, because people type these values.
    public static func column(_ name: String) -> IdentityScheme {
        let name = names(ofColumn: name).first ?? name
        return switch name {
        case "cons_id": consID
        case "member_id": memberID
        case "primary_email": primaryEmail
        case "user_name": userName
        default: IdentityScheme("luminate.column.\(name)", isUnique: false, ignoresCase: true)
        }
    }

    /// Returns the scheme with this name, or nil if no scheme of Luminate's has it.
    public static func scheme(named name: String) -> IdentityScheme? {
        if let known = [consID, memberID, primaryEmail, userName, zipOfFive].first(where: { $0.name == name }) { return known }
        let prefix = "luminate.column."
        return name.hasPrefix(prefix) ? column(String(name.dropFirst(prefix.count))) : nil
    }

    /// Returns all names under which a column may be sent. The first is the one of its scheme. Source:
    /// Luminate.docc/Records.md.
    static func names(ofColumn name: String) -> [String] {
        columnNames.first { $0.contains(name) } ?? [name]
    }

    /// The columns with several names: the one in parameters of the older pages, the one in the list of fields, and what
    /// clients send besides.
    private static let columnNames = [
        ["primary_email", "email.primary_address", "email_primary_address"], ["last_name", "name.last"], ["first_name", "name.first"],
        ["zip", "primary_address.zip"],
    ]

    /// The first five digits of a ZIP code, for look-ups that ignore the rest.
    static let zipOfFive = IdentityScheme("luminate.zip5", isUnique: false, ignoresCase: false)

    /// Returns whether a column is that of ZIP codes.
    static func isZIP(column name: String) -> Bool { column(name) == column("zip") }

    /// Returns the identity that finds a ZIP code of five digits, or with four more behind a hyphen, by the five. Nil for
    /// another text.
    static func zipOfFive(in value: String) -> Identity? {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 5, parts.count == 1 || (parts.count == 2 && parts[1].utf8.count == 4) else {
            return nil
        }
        guard parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
        return Identity(zipOfFive, String(first))
    }

    /// Returns whether a text can be the name of a column: letters, digits, `_`, and `.` between parts, as in
    /// `name.last`.
    static func isColumnName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
    }
}

/// The attributes in which Luminate stores an account's values.
public enum LuminateAttribute {
    /// `true` for an administrator's record, whose password the API never changes.
    static let administrator = "luminate.administrator"
    /// `true` for an account that may call the server servlet.
    public static let apiAdministrator = "luminate.api_administrator"
    /// The hint that reminds a constituent of the password.
    static let reminderHint = "luminate.reminder_hint"
}
