import Accounts
import Calls
import Emulator
import JSON

/// Returns the address that searches accounts.
func accountSearchRoutes(_ world: AdministeredWorld) -> [AdminRoute] {
    [
        AdminRoute(
            .get, "/api/sites/{site}/accounts",
            "Accounts with a name that contains a text, over all systems. They are in the order of their names, system by system.",
            query: [
                .init("q", .text(atMost: 200), "A part of a name: of a record number, user name, e-mail address, or the like."),
                .init("status", .choice(AccountStatus.allCases.map(\.rawValue)), "Whether they may sign in."),
                .init("system", .choice(AccountSearchPage.systems), "The system whose names are searched."),
                .init("limit", .integer(1...1000), "How many at most; 100 if it is missing."),
                .init("after", .text(atMost: 4096), "The `next` of the page before."),
            ],
            answers: [
                .init(
                    200, "A page of accounts. It may have fewer than `limit`; only a `next` of null says that there are no more.",
                    .object([
                        .required("accounts", .list(AccountView.shape, atMost: .max), "The accounts, without hashes."),
                        .required("next", .either([.text(atMost: .max), .null]), "What to send as `after` for the next page, or null."),
                    ])), .init(404, "There is no such site.", AdminError.shape),
            ], on: .disk
        ) { call throws(AdminError) in
            let (_, site) = try world.named(call.names["site"], at: "")
            let page = AccountSearchPage(
                text: call.query["q"]?.string ?? "", system: call.query["system"]?.string,
                status: call.query["status"]?.string.flatMap(AccountStatus.init(rawValue:)), limit: call.query["limit"]?.int ?? 100)
            let after = try call.query["after"]?.string.map { text throws(AdminError) in
                guard let place = AccountSearchPage.Place(text) else {
                    throw .unusable(at: "?after", "must be the \"next\" of a page before")
                }
                return place
            }
            let found = try storing { () throws(StoreError) in try page.read(world.users.store, site, after: after) }
            let accounts = try AccountView(in: site, world).values(found.people)
            return .value(
                .object([
                    .init("accounts", .array(accounts)), .init("next", found.next.map { .string($0.text) } ?? .null),
                ]))
        }
    ]
}

/// A page of accounts that several schemes of names find.
///
/// The schemes are searched one after the other. An account is shown where it is found first, so pages need no memory of
/// those before.
struct AccountSearchPage {
    let text: String
    let system: String?
    let status: AccountStatus?
    let limit: Int

    /// The names of the systems.
    static let systems: [String] = {
        var seen: Set<String> = []
        return AccountName.schemes.map { system(of: $0) }.filter { seen.insert($0).inserted }
    }()

    private static func system(of scheme: IdentityScheme) -> String { String(scheme.name.prefix { $0 != "." }) }

    /// A place in the results.
    struct Place {
        let scheme: IdentityScheme
        let position: AccountSearch.Position

        /// The place as a text for callers: the scheme, the account, and the key.
        var text: String { "\(scheme.name)/\(position.account.rawValue)/\(position.key)" }

        init(_ scheme: IdentityScheme, _ position: AccountSearch.Position) {
            self.scheme = scheme
            self.position = position
        }

        /// Reads what ``text`` wrote. Nil for any other text.
        init?(_ text: String) {
            let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, let scheme = AccountName.schemes.first(where: { $0.name == parts[0] }), let account = Int64(parts[1])
            else { return nil }
            self.init(scheme, AccountSearch.Position(key: parts[2], account: AccountID(rawValue: account)))
        }
    }

    /// How many results are read for one page at most, so that a rare status does not make it read a large site.
    private static let readAtMost = 10_000
    private static let readAtOnce = 200

    /// Reads the page after a place. `next` is the place for the page after it, or nil at the end.
    func read(_ store: any AccountStore, _ site: SiteID, after place: Place?) throws(StoreError) -> (people: [Person], next: Place?) {
        let schemes = AccountName.schemes.filter { system == nil || Self.system(of: $0) == system }
        var people: [Person] = []
        var read = 0
        var last = place
        let start = place.flatMap { place in schemes.firstIndex(of: place.scheme) } ?? 0
        for index in schemes.indices.dropFirst(start) {
            let search = AccountSearch(schemes[index], text.isEmpty ? .any : .contains(text))
            var position = place?.scheme == schemes[index] ? place?.position : nil
            while true {
                let page = try store.search(search, in: site, after: position, limit: Self.readAtOnce)
                for found in page {
                    position = found.position
                    last = Place(schemes[index], found.position)
                    read += 1
                    let isFirst = isFirst(found, index, schemes)
                    if isFirst, status == nil || found.person.account.status == status { people.append(found.person) }
                    if people.count >= limit || read >= Self.readAtMost { return (people, last) }
                }
                guard page.count >= Self.readAtOnce else { break }
            }
        }
        return (people, nil)
    }

    /// Returns whether no scheme before, and no lesser value of the same scheme, finds the person.
    private func isFirst(_ found: FoundPerson, _ index: Int, _ schemes: [IdentityScheme]) -> Bool {
        let isFoundBefore = schemes.prefix(index).contains { scheme in
            found.person.identities(scheme).contains { matches(scheme.key(of: $0), scheme) }
        }
        guard !isFoundBefore else { return false }
        let own = found.position.key
        return !found.person.identities(schemes[index]).contains { value in
            let key = schemes[index].key(of: value)
            return matches(key, schemes[index]) && key.utf8.lexicographicallyPrecedes(own.utf8)
        }
    }

    /// Returns whether a key of a scheme contains the text, compared as bytes, as the store does.
    private func matches(_ key: String, _ scheme: IdentityScheme) -> Bool {
        let wanted = Array(scheme.key(of: text).utf8)
        guard !wanted.isEmpty else { return true }
        let bytes = Array(key.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
