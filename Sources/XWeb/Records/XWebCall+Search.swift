import ASMX
import Accounts
import Calls

/// Searches for web users.
extension XWebCall {
    /// Returns the web users that a search finds and that meet a condition, in the search's order, each once. There are
    /// at most ``XWebSettings/maximumRecords``, or another limit.
    ///
    /// A search for neither a value nor a beginning reads every web user of the site. That takes about 4 s for a
    /// million.
    func webUsers(
        _ search: AccountSearch, atMost limit: Int? = nil, where condition: (WebUserRecord) throws -> Bool = { _ in true }
    ) throws -> [WebUserRecord] {
        let asked = limit
        let limit = asked ?? settings.maximumRecords
        var found: [WebUserRecord] = []
        var seen: Set<AccountID> = []
        try users.search(search, in: site) { person in
            let record = WebUserRecord(person)
            guard person.identity(XWebScheme.recno) != nil, try condition(record), seen.insert(person.id).inserted else { return true }
            guard found.count < limit else {
                if asked == nil {
                    context.ends(
                        .ok, .tooManyRecords, because: "more than \(limit) records were found; the others are left out (maximumRecords)")
                }
                return false
            }
            found.append(record)
            return true
        }
        return found
    }

    /// The search for all web users of the site.
    static let everyWebUser = AccountSearch(XWebScheme.recno, .any)
}

/// The beginning of a value to search for. Letter case is ignored. The empty beginning matches every value, even a
/// missing one.
struct Beginning {
    private let text: String

    init(_ text: String?) {
        self.text = text.map { CaseFolding.folded($0) } ?? ""
    }

    /// Returns whether the value of one of these columns begins with the text.
    func isFound(in record: WebUserRecord, _ columns: String...) -> Bool {
        text.isEmpty || columns.contains { record[$0].map { CaseFolding.folded($0).hasPrefix(text) } == true }
    }
}
