public import Accounts
public import JSON

/// Accounts in the form of a fixtures file that are added to a site in use.
public struct AddedAccounts: Sendable {
    /// Why accounts are not added. None of them is.
    public enum Refusal: Error, Sendable {
        /// A value is unusable, at this place among the accounts.
        case unusable(JSONSchemaError)
        /// An account of the site has an identity or a row of one of them, for this reason.
        case taken(String)
        /// There is no memory for a hash now.
        case busy
        /// The store failed.
        case store(StoreError)
    }

    private let entries: [AccountEntry]
    private let site: SiteID

    /// Reads accounts. Throws if one is not as a fixtures file has it, or names a rule set, role or the like that the site
    /// does not have.
    public init(_ accounts: [JSON], for site: SiteID, named name: String, of users: UserService) throws(Refusal) {
        self.site = site
        let section: SiteSection
        do throws(StoreError) { section = try SiteSection(of: site, users) } catch { throw .store(error) }
        do throws(JSONSchemaError) {
            try ForbiddenCharacters.refuse(in: .array(accounts))
            var entries: [AccountEntry] = []
            for (index, account) in accounts.enumerated() {
                entries.append(try AccountEntry(account, at: JSONPath.root.element(index), inSiteNamed: name))
            }
            try FixtureReader.check(entries, against: section)
            self.entries = entries
        } catch {
            throw .unusable(error)
        }
    }

    /// Hashes the passwords and stores the accounts, all or none. Returns their keys in order.
    public func add(to users: UserService) throws(Refusal) -> [AccountID] {
        var records: [NewAccount] = []
        var previous: [[PasswordHash]] = []
        do throws(PasswordHashingError) {
            for entry in entries {
                var record = entry.account.record
                if let password = entry.account.password { record.passwordHash = try users.hash(password) }
                records.append(record)
                var hashes: [PasswordHash] = []
                for password in entry.account.past.previousPasswords { hashes.append(try users.hash(password)) }
                previous.append(hashes)
            }
        } catch {
            throw .busy
        }
        do throws(StoreError) {
            let policies = try Dictionary(users.policies(in: site).map { ($0.name, $0) }) { first, _ in first }
            let memberships = entries.flatMap(\.account.memberships)
            let containers = try Dictionary(zip(memberships, users.makeContainers(memberships, in: site))) { first, _ in first }
            for (index, entry) in entries.enumerated() {
                records[index].policy = entry.account.policy.flatMap { policies[$0]?.id }
                records[index].memberships = entry.account.memberships.compactMap { containers[$0] }
                records[index].rows = entry.account.rows
            }
            let keys = try users.insert(records, in: site)
            let now = users.clock.now
            var changes: [Change] = []
            for (index, key) in keys.enumerated() {
                let account = entries[index].account
                let past = account.past.past(previous[index], under: account.policy.flatMap { policies[$0]?.rules.password }, at: now)
                changes += users.changes(giving: past, to: key, storedAs: records[index])
            }
            try complete(keys, by: changes, users)
            return keys
        } catch {
            switch error {
            case .identityTaken, .rowTaken: throw .taken(error.reason)
            default: throw .store(error)
            }
        }
    }

    /// Stores what belongs to the new accounts, whose keys are known only now. If it cannot be stored, the accounts go again.
    private func complete(_ keys: [AccountID], by changes: [Change], _ users: UserService) throws(StoreError) {
        guard !changes.isEmpty else { return }
        do throws(StoreError) {
            _ = try users.commit(Transaction(changes), in: site)
        } catch {
            _ = try? users.commit(Transaction(keys.map { .delete($0) }), in: site)
            throw error
        }
    }
}
