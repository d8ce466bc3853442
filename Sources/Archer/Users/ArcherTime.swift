import Accounts
import Operations

/// Moments as Archer writes them. Source: Archer.docc/Users.md.
enum ArcherTime {
    /// Returns a moment in UTC without a zone, with up to three digits of a second's fraction and without trailing zeros:
    /// `2016-07-28T17:19:01.35`.
    static func text(_ moment: Timestamp) -> String {
        String(DateTime(millisecondsSince1970: moment.milliseconds).text.dropLast("+00:00".count))
    }
}
