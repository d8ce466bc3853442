public import Accounts
import Archer
import Luminate

/// The mails that the vendors would have sent.
public enum Outbox {
    /// The kinds of mail of all systems.
    static let kinds: [EventKind] = [ArcherMail.kind, LuminateMail.kind]

    /// Returns mails of a site, newest first: those before `id`, or the newest ones if it is nil; at most `limit`.
    public static func mails(
        _ users: UserService, in site: SiteID, before id: Int64? = nil, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        var mails: [StoredEvent] = []
        for kind in kinds { mails += try users.events(kind, of: nil, in: site, before: id, limit: limit) }
        return Array(mails.sorted { $0.id > $1.id }.prefix(limit))
    }

    /// Deletes the mails of a site.
    public static func clear(_ users: UserService, in site: SiteID) throws(StoreError) {
        for kind in kinds {
            while true {
                let page = try users.events(kind, of: nil, in: site, limit: 500)
                guard !page.isEmpty else { break }
                let accounts = Set(page.map(\.event.account))
                _ = try users.commit(Transaction(accounts.map { .trimEvents(kind, of: $0, keepingNewest: 0) }), in: site)
            }
        }
    }
}
