public import Accounts
import Archer
import Luminate
import XWeb

/// The short names of identities, by which testers name accounts: `recno:82457`.
public enum AccountName {
    /// The schemes, in the order of documentation.
    public static let schemes: [IdentityScheme] = [
        XWebScheme.recno, XWebScheme.webLogin, XWebScheme.email, XWebScheme.programUser, XWebScheme.customerKey, ArcherScheme.userID,
        ArcherScheme.userName, LuminateScheme.consID, LuminateScheme.memberID, LuminateScheme.userName, LuminateScheme.primaryEmail,
    ]

    /// Returns the identities that a name such as `recno:82457` or `xweb.recno:82457` may mean. Empty for any other text.
    public static func identities(_ text: String) -> [Identity] {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return [] }
        return schemes.filter { $0.name == parts[0] || short($0) == parts[0] }.map { Identity($0, parts[1]) }
    }

    /// Returns the part of a scheme's name behind the system: `recno`.
    public static func short(_ scheme: IdentityScheme) -> String { scheme.name.split(separator: ".").last.map(String.init) ?? scheme.name }
}
