import Accounts
import Emulator

/// The site that an import fills.
final class ImportedSite {
    private let users: UserService
    private let id: SiteID
    private let policies: [String: PolicyID]
    /// The containers that accounts are in, as far as they are known.
    private var containers: [NewContainer: ContainerID] = [:]
    /// The mark as it is stored, by this import or by one before it. Nil if there is none.
    private var storedMark: String?
    /// What accounts may name.
    let names: ImportNames
    /// Whether there was no account before the import.
    let isNew: Bool

    /// How often a transaction is tried if others interfere.
    private static let tries = 10
    /// How many lines' identities are asked for at once.
    private static let questionsAtOnce = 500

    /// How many accounts a transaction stores. A store elsewhere excludes others from each identity meanwhile.
    var accountsAtOnce: Int { users.store.isRemote ? 1000 : 20_000 }

    /// Finds a site in a store, and gives it what every site has if it is to be filled.
    init(_ world: LiveWorld, named name: String, isFilled: Bool) throws(ServerError) {
        guard let id = world.sites.site(named: name) ?? (name == SiteRegistry.defaultName ? world.sites.fallback : nil) else {
            throw .failed("there is no site \"\(name)\" in the store; there are \(world.sites.names.joined(separator: ", "))")
        }
        self.id = id
        let users = world.users
        self.users = users
        (names, policies, isNew, storedMark) = try ServerError.reading { () throws(StoreError) in
            if isFilled { try ImportNames.prepare(id, users) }
            return (
                try ImportNames(of: id, users), Dictionary(try users.policies(in: id).map { ($0.name, $0.id) }) { first, _ in first },
                try users.store.accountCount(in: id) == 0, try users.store.value(named: ImportMark.name, in: id)
            )
        }
    }

    /// The moment of the site.
    var now: Timestamp { users.clock.now }

    /// The mark of an import that was interrupted, or nil.
    var mark: ImportMark? { storedMark.flatMap { ImportMark($0) } }

    /// Stores accounts together with a mark, or deletes the mark if it is nil. Returns false and stores nothing if one of them has what
    /// another account has. Throws if another import has stored a mark since.
    func store(_ accounts: [ImportedAccount], _ mark: ImportMark?) throws(ServerError) -> Bool {
        let isStored = try storing { () throws(StoreError) -> Bool? in
            let wanted = accounts.flatMap(\.memberships).filter { containers[$0] == nil }
            if !wanted.isEmpty {
                containers.merge(zip(wanted, try users.makeContainers(wanted, in: id))) { first, _ in first }
            }
            let now = now
            var changes = accounts.map { account in
                var record = account.record
                record.policy = account.policy.flatMap { policies[$0] }
                record.memberships = account.memberships.compactMap { containers[$0] }
                return Change.insert(record, at: now)
            }
            changes.append(.setValue(mark?.text, named: ImportMark.name))
            let transaction = Transaction(expecting: [.value(storedMark, named: ImportMark.name)], changes)
            for attempt in 1... {
                do throws(StoreError) {
                    guard try users.commit(transaction, in: id) != nil else { return nil }
                    storedMark = mark?.text
                    return true
                } catch {
                    switch error {
                    case .identityTaken, .rowTaken: return false
                    case .tryAgain where attempt < Self.tries: continue
                    default: throw error
                    }
                }
            }
            return false
        }
        guard let isStored else {
            throw .failed("another import fills this site at the same time; let it come to its end, and import again then")
        }
        return isStored
    }

    /// Returns what each account shares with one of the site, in words. Nil for those that share nothing.
    func taken(_ accounts: [ImportedAccount]) throws(ServerError) -> [String?] {
        try ServerError.reading { () throws(StoreError) in
            var taken: [String?] = []
            for start in stride(from: 0, to: accounts.count, by: Self.questionsAtOnce) {
                let some = accounts[start..<min(start + Self.questionsAtOnce, accounts.count)].map(\.record)
                let questions = some.map { StoreQuestion.people(withFirstOf: $0.identities.filter(\.scheme.isUnique), limit: 1) }
                for (record, answer) in zip(some, try users.store.answers(to: questions, in: id)) {
                    var words: String?
                    if case .people(let people) = answer, let holder = people.first {
                        words = record.identities.first { $0.scheme.isUnique && holder.holds($0) }.map { UniqueKey.identity($0).words }
                    }
                    for row in record.rows where words == nil {
                        if try users.store.row(row.table, key: row.key, in: id) != nil { words = UniqueKey.row(row).words }
                    }
                    taken.append(words)
                }
            }
            return taken
        }
    }

    private func storing<Result>(_ body: () throws(StoreError) -> Result) throws(ServerError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .failed("the accounts cannot be stored: the store \(error.reason)")
        }
    }
}
