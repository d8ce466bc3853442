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
        var found = FoundWebUsers(atMost: limit ?? settings.maximumRecords)
        try users.search(search, in: site) { person in try found.take(person, where: condition) }
        if limit == nil { tell(found) }
        return found.records
    }

    /// Returns the web users who are members of a role and meet a condition, in the order of their creation. There are at
    /// most ``XWebSettings/maximumRecords``.
    func webUsers(inRole role: ContainerID, where condition: (WebUserRecord) throws -> Bool) throws -> [WebUserRecord] {
        var found = FoundWebUsers(atMost: settings.maximumRecords)
        try users.members(of: role, in: site) { person in try found.take(person, where: condition) }
        tell(found)
        return found.records
    }

    /// Logs that there were more.
    private func tell(_ found: FoundWebUsers) {
        guard found.isCut else { return }
        context.ends(
            .ok, .tooManyRecords, because: "more than \(found.limit) records were found; the others are left out (maximumRecords)")
    }

    /// The search for all web users of the site.
    static let everyWebUser = AccountSearch(XWebScheme.recno, .any)
}

/// The web users found so far, each once.
private struct FoundWebUsers {
    let limit: Int
    private(set) var records: [WebUserRecord] = []
    /// Whether there were more than the limit.
    private(set) var isCut = false
    private var seen: Set<AccountID> = []

    init(atMost limit: Int) {
        self.limit = limit
    }

    /// Adds a person who is a web user and meets a condition. Returns false if the limit is reached.
    mutating func take(_ person: Person, where condition: (WebUserRecord) throws -> Bool) throws -> Bool {
        let record = WebUserRecord(person)
        guard person.identity(XWebScheme.recno) != nil, try condition(record), seen.insert(person.id).inserted else { return true }
        guard records.count < limit else {
            isCut = true
            return false
        }
        records.append(record)
        return true
    }
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
