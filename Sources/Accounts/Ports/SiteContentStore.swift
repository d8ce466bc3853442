/// Everything of a site, in pages, whatever systems use it. The rest is in the other ports: rule sets, containers, sessions and values.
///
/// Each page is answered from one state of the store. So read a site that nobody changes, such as a copy.
public protocol SiteContentStore: Sendable {
    /// Returns people of a site in the order of their creation: those after `account`, or the first ones if it is nil; at most `limit`.
    func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person]
    /// Returns the failures of subjects in the byte order of the subjects: those after `subject`, or the first ones if it is nil; at
    /// most `limit`.
    func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)]
    /// Returns rows of all tables in the order of their insertion: those after `id`, or the first ones if it is nil; at most `limit`.
    func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow]
    /// Returns events of all kinds, oldest first: those after `id`, or the first ones if it is nil; at most `limit`.
    func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent]
    /// Returns the number that each sequence gives next if nothing greater is asked for, in the byte order of the names.
    func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)]
}
