import ASMX
import Accounts

/// Finding web users.
extension XWebCall {
    /// The web users that a search finds and a condition holds for, in the search's order, each once; at most ``XWebSettings/maximumRecords``,
    /// or another limit.
    ///
    /// A search that neither names a value nor how it begins looks at every web user of the site: about 4 s for a million.
    func webUsers(
        _ search: AccountSearch, atMost limit: Int? = nil, where condition: (WebUserRecord) throws -> Bool = { _ in true }
    ) throws -> [WebUserRecord] {
        let asked = limit
        let limit = asked ?? settings.maximumRecords
        var found: [WebUserRecord] = []
        var seen: Set<AccountID> = []
        try users.search(search, in: site) { hit in
            let record = WebUserRecord(account: hit.account, identities: hit.identities)
            guard record.identity(XWebScheme.recno) != nil, try condition(record), seen.insert(hit.account.id).inserted else { return true }
            guard found.count < limit else {
                if asked == nil { explain("more than \(limit) records were found; the others are left out (maximumRecords)") }
                return false
            }
            found.append(record)
            return true
        }
        return found
    }

    /// All web users of the site, as a search.
    static let everyWebUser = AccountSearch(XWebScheme.recno, .any)
}

/// The beginning of a value that is looked for. Letter case does not count; the empty one begins every value, also one that is not there.
struct Beginning {
    private let text: String

    init(_ text: String?) {
        self.text = text.map { CaseFolding.folded($0) } ?? ""
    }

    /// Whether the value of one of these columns begins so.
    func isFound(in record: WebUserRecord, _ columns: String...) -> Bool {
        text.isEmpty || columns.contains { record[$0].map { CaseFolding.folded($0).hasPrefix(text) } == true }
    }
}
