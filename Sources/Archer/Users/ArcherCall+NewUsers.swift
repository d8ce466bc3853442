public import Accounts
import Calls
import Operations

/// A user to create.
struct NewArcherUser {
    /// The fields, the contacts, the groups, and roles besides those that every new user has. Without a user name, one is generated.
    var properties: ArcherUserChange
    /// The first password. Nil for none: an administrator sets it.
    var password: Password?
    /// Whether the outbox gets a mail to the user with the new user name.
    var isNotified = false
}

/// Mail that the vendor would have sent. Source: Archer.docc/Users.md.
public enum ArcherMail {
    /// The kind of its events. A user has one, since only new users get one.
    public static let kind: EventKind = "archer.mail"
}

extension ArcherCall {
    /// Creates a user and returns the id.
    func createUser(_ new: NewArcherUser) throws -> Int32 {
        var hash: PasswordHash?
        for _ in 0..<Self.changeTries {
            if let id = try createUser(new, hash: &hash) { return id }
        }
        throw ArcherRefusal.raceLost
    }

    /// Creates a user and returns the id. Returns nil if what the user refers to has changed meanwhile. The hash of the
    /// password is created if there is none yet.
    private func createUser(_ new: NewArcherUser, hash: inout PasswordHash?) throws -> Int32? {
        let policy = try new.properties.securityParameter.map { try self.policy(ofParameter: $0) } ?? policyOfNewUsers()
        let rules = policy?.rules ?? SecurityParameter.general.rules
        var changes = try new.properties.fieldChanges(of: nil)
        ArcherContact.replace(by: new.properties.contacts ?? [], in: &changes, of: nil)
        if let forces = new.properties.forcesPasswordChange {
            changes.attributes[ArcherAttribute.forcesPasswordChange] = forces ? "true" : "false"
        }
        changes.attributes[ArcherAttribute.createdBy] = caller?.identity(ArcherScheme.userID)
        note(in: &changes)
        var account = NewAccount(status: new.properties.status ?? .active, identities: [])
        account.policy = policy?.id
        account.mustChangePassword = new.properties.forcesPasswordChange ?? false
        account.memberships = try memberships(of: new)
        let expected = account.memberships.map { Expectation.container($0) } + (policy.map { [.policy($0)] } ?? [])
        if let password = new.password {
            let violations = users.violations(of: password, under: rules.password)
            guard violations.isEmpty else { throw ArcherRefusal.policy(violations) }
            hash = try hash ?? self.hash(password)
            account.passwordHash = hash
        }
        let contacts = new.properties.contacts ?? []
        let address = contacts.first { $0.isEmail && $0.isDefault }?.value ?? ""
        return try insert(account, changes, expecting: expected, notifying: new.isNotified ? address : nil)
    }

    private func hash(_ password: Password) throws -> PasswordHash {
        do throws(PasswordHashingError) {
            return try users.hash(password)
        } catch {
            guard case .tooLong = error else { throw error }
            throw ArcherRefusal.password(.tooLong, "it is longer than \(Password.maximumBytes) bytes")
        }
    }

    private func memberships(of new: NewArcherUser) throws -> [ContainerID] {
        let directory = try users.directory(in: site)
        var memberships = ArcherRole.ofNewUsers(in: directory)
        memberships += try (new.properties.roles ?? []).map { try Self.role($0, in: directory).id }
        memberships += try (new.properties.groups ?? []).map { try Self.group($0, in: directory) }.filter { !ArcherGroup.isEveryone($0) }
            .map(\.id)
        var seen: Set<ContainerID> = []
        return memberships.filter { seen.insert($0).inserted }
    }

    /// Stores a new account under a new id, together with the mail to an address, if that is not nil. If the changes give the
    /// account no name, it gets a generated one. Returns nil if one of the expectations is not true.
    private func insert(
        _ account: NewAccount, _ changes: AccountChanges, expecting expected: [Expectation], notifying address: String?
    ) throws -> Int32? {
        let domain = changes.attributes[ArcherAttribute.domain].flatMap { $0 } ?? ""
        var names = GeneratedUserNames(
            firstName: changes.identity(ArcherScheme.firstName, of: nil) ?? "",
            lastName: changes.identity(ArcherScheme.lastName, of: nil) ?? "")
        let given = changes.identity(ArcherScheme.bareName, of: nil)
        var id = try newUserID(above: 0)
        var tries = 0
        while tries < Self.creationTries {
            var changes = changes
            if given == nil {
                guard let name = try freeName(&names, inDomain: domain) else { break }
                changes.addedIdentities.append(Identity(ArcherScheme.bareName, name))
            }
            changes.addedIdentities.insert(Identity(ArcherScheme.userID, String(id)), at: 0)
            Self.setKeys(of: nil, id: String(id), in: &changes)
            var account = account
            account.identities = changes.addedIdentities
            account.attributes = changes.attributes.compactMapValues { $0 }
            if let address { account.events = [mail(to: address, userName: changes.identity(ArcherScheme.bareName, of: nil) ?? "")] }
            do throws(StoreError) {
                let transaction = Transaction(expecting: expected, [.insert(account, at: context.now)])
                return try users.commit(transaction, in: site) == nil ? nil : id
            } catch {
                guard case .identityTaken(let identity) = error else { throw error }
                if identity.scheme == ArcherScheme.userID {
                    id = try newUserID(above: greatestUserID())
                } else if given != nil {
                    throw ArcherRefusal.taken(.user)
                }
            }
            tries += 1
        }
        throw ArcherRefusal.raceLost
    }

    /// How often a new user is stored again with another id or name if others take them first.
    private static let creationTries = 32

    /// Takes the next id. The first in a site is above those of its fixtures.
    private func newUserID(above least: Int64) throws -> Int32 {
        func draw(above least: Int64) throws(StoreError) -> Int64 {
            try users.commit(Transaction([.draw(sequence: "archer.user", above: least)]), in: site)?.numbers.first ?? 0
        }
        var number = try draw(above: least)
        if number == 1 { number = try draw(above: greatestUserID()) }
        guard let id = Int32(exactly: number), id > 0 else { throw StoreError.failed("no user id is left") }
        return id
    }

    /// Returns the greatest id in the site. It reads all users, so it is for the first new user of a site.
    private func greatestUserID() throws(StoreError) -> Int64 {
        var greatest: Int64 = 0
        var position: AccountSearch.Position?
        while true {
            let page = try users.store.search(AccountSearch(ArcherScheme.userID, .any), in: site, after: position, limit: 500)
            for found in page { greatest = max(greatest, found.person.identity(ArcherScheme.userID).flatMap { Int64($0) } ?? 0) }
            guard let last = page.last, page.count == 500 else { return min(greatest, Int64(Int32.max) - 1) }
            position = last.position
        }
    }

    /// Returns the first generated name that nobody in a domain has. After a few it takes numbers from a sequence, so that the
    /// thousandth user of one name costs no thousand look-ups.
    private func freeName(_ names: inout GeneratedUserNames, inDomain domain: String) throws -> String? {
        func isFree(_ name: String) throws(StoreError) -> Bool {
            let identity = ArcherScheme.user(named: name, inDomain: domain)
            return try users.values(of: ArcherScheme.userID, forHolderOf: identity, in: site).isEmpty
        }
        while let name = names.next() {
            if try isFree(name) { return name }
        }
        for _ in 0..<Self.creationTries {
            let sequence = "archer.name." + ArcherScheme.user(named: names.base, inDomain: domain).key
            let draw = Change.draw(sequence: sequence, above: Int64(GeneratedUserNames.numbered))
            guard let number = try users.commit(Transaction([draw]), in: site)?.numbers.first else { return nil }
            let name = names.base + String(number)
            if try isFree(name) { return name }
        }
        return nil
    }

    /// Returns the mail that tells a new user the name. The password is in no record. Without an e-mail address, `to` is
    /// empty.
    private func mail(to address: String, userName: String) -> Event {
        let fields = ["to": address, "subject": "Your user account", "user_name": userName]
        return Event(ArcherMail.kind, at: context.now, fields: fields)
    }
}

/// The user names that are generated for a person, in the order in which they are tried: the last name and the first
/// letter of the first name, in lower case, and then the same with 1, 2 and so on. Source: Archer.docc/Users.md.
struct GeneratedUserNames: IteratorProtocol {
    /// The name without a number.
    let base: String
    private var count = 0

    /// The number of names with a number.
    static let numbered = 16
    /// The greatest number of characters before the number.
    private static let maximumLength = 100

    init(firstName: String, lastName: String) {
        func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }.prefix(Self.maximumLength)) }
        let name = plain(lastName) + plain(firstName).prefix(1)
        base = name.isEmpty ? "user" : name
    }

    mutating func next() -> String? {
        guard count <= Self.numbered else { return nil }
        defer { count += 1 }
        return count == 0 ? base : base + String(count)
    }
}
