public import Accounts
import Archer
import Luminate
import Text
import XWeb

/// The short names of identities, by which testers name accounts: `recno:82457`.
public enum AccountName {
    /// The schemes, in the order of documentation.
    public static let schemes: [IdentityScheme] = [
        XWebScheme.recno, XWebScheme.webLogin, XWebScheme.email, XWebScheme.programUser, XWebScheme.customerKey, ArcherScheme.userID,
        ArcherScheme.userName, LuminateScheme.consID, LuminateScheme.memberID, LuminateScheme.userName, LuminateScheme.primaryEmail,
    ]

    /// Returns the identities that a name such as `recno:82457` or `xweb.recno:82457` may mean. Empty for any other text. Letter case does
    /// not count before the colon.
    public static func identities(_ text: String) -> [Identity] {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return [] }
        let name = parts[0].lowercased()
        return schemes.filter { $0.name == name || short($0) == name }.map { Identity($0, parts[1]) }
    }

    /// The names in front of a value, each scheme once: the short one, or the long one where two schemes have the same short one.
    public static var names: [String] {
        schemes.map { scheme in schemes.count { short($0) == short(scheme) } == 1 ? short(scheme) : scheme.name }
    }

    /// Returns what is wrong with the name in front of a value, or nil if it is known. Letter case does not count.
    public static func flaw(ofName name: String) -> String? {
        let known = schemes.flatMap { [short($0), $0.name] }
        guard !known.contains(where: { $0 == name.lowercased() }) else { return nil }
        let hint = suggestion(for: name, among: known, otherwise: "; there are \(names.joined(separator: ", "))")
        return "there is no name \"\(String(String.UnicodeScalarView(name.unicodeScalars.prefix(100))))\"\(hint)"
    }

    /// Returns the part of a scheme's name behind the system: `recno`.
    public static func short(_ scheme: IdentityScheme) -> String { scheme.name.split(separator: ".").last.map(String.init) ?? scheme.name }
}
