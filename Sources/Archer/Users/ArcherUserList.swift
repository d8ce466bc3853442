import Accounts

/// The users that a list has.
enum ArcherUserSelection {
    /// All users.
    case all
    /// All users, in the order of their ids.
    case byID
    /// The users of a domain. An empty one means local users.
    case domain(String)
    /// The users whose last name begins with a text: those of a domain, or all if it is nil.
    case lastName(String, domain: String?)
    /// The users whose first name begins with a text: those of a domain, or all if it is nil.
    case firstName(String, domain: String?)

    /// The search that finds them. It is in the order of the list, except for first names.
    fileprivate var search: AccountSearch {
        switch self {
        case .all: AccountSearch(ArcherScheme.order, .any)
        case .byID: AccountSearch(ArcherScheme.idOrder, .any)
        case .domain(let domain): AccountSearch(ArcherScheme.domainOrder, .prefix(ArcherOrder.beginning(ofDomain: domain)))
        case .lastName(let text, let domain?):
            AccountSearch(ArcherScheme.domainOrder, .prefix(ArcherOrder.beginning(ofDomain: domain) + CaseFolding.folded(text)))
        case .lastName(let text, nil): AccountSearch(ArcherScheme.order, .prefix(text))
        case .firstName(let text, _): AccountSearch(ArcherScheme.firstName, .prefix(text))
        }
    }
}

/// A part of a list: a number of users, and which of these parts, counted from 1.
struct ArcherPage {
    let size: Int
    let number: Int

    /// The number of users before the page. It is limited and never overflows.
    var skipped: Int {
        let (product, overflow) = size.multipliedReportingOverflow(by: number - 1)
        return overflow ? .max : product
    }
}

/// A user in a list.
struct ListedArcherUser {
    /// The position in the whole list, from 1.
    let row: Int
    let user: ArcherUser
    /// The status at this moment.
    let status: AccountStatus
    /// The name of the security parameter.
    let parameter: String
    /// The names of the roles that the user has, directly or through groups.
    let roles: String
    /// Whether the user has a session.
    let isLoggedOn: Bool
}

/// Lists of users, in the order of last name, first name and id if they are not in that of ids. The caller does not see every system administrator: see
/// ``isVisible(_:)``.
extension ArcherCall {
    /// Returns the users of a selection.
    func users(_ selection: ArcherUserSelection) throws -> [ArcherUser] {
        if case .firstName(let text, let domain) = selection {
            return try users(withFirstName: text, inDomain: domain)
        }
        var found: [ArcherUser] = []
        try users.search(selection.search, in: site, pageSize: 1000) { person in
            if isVisible(person) { found.append(ArcherUser(person)) }
            return true
        }
        return found
    }

    /// Returns a page of the users of a domain, or of all users.
    func users(_ selection: ArcherUserSelection, _ page: ArcherPage) throws -> [ArcherUser] {
        try users(selection, skipping: page.skipped, limit: page.size)
    }

    /// Returns the users of a domain, or all users, without the first `skipped` ones; at most `limit`. No others are read.
    func users(_ selection: ArcherUserSelection, skipping skipped: Int, limit: Int) throws -> [ArcherUser] {
        let hidden = try positionsOfHidden(in: selection.search)
        // The position in the list that contains the hidden ones too.
        var skipped = skipped
        for position in hidden where position <= skipped && skipped < .max { skipped += 1 }
        guard skipped < .max else { return [] }
        // Further hidden ones may be on the page.
        let read = limit > .max - hidden.count ? limit : limit + hidden.count
        let people = try users.search(selection.search, in: site, skipping: skipped, limit: read)
        return people.lazy.filter(isVisible).prefix(limit).map(ArcherUser.init)
    }

    /// Returns the number of users of a domain, or of all users. They are counted and not read.
    func countUsers(_ selection: ArcherUserSelection) throws -> Int {
        try users.count(selection.search, in: site) - positionsOfHidden(in: selection.search).count
    }

    /// Returns users as lists show them. `first` is the position of the first one.
    func listed(_ found: [ArcherUser], from first: Int = 1) throws -> [ListedArcherUser] {
        let policies = try users.policies(in: site)
        let names = Dictionary(policies.map { ($0.id, $0.name) }) { first, _ in first }
        let defaultName = Self.policyOfNewUsers(policies)?.name ?? SecurityParameter.general.name
        let directory = try users.directory(in: site)
        let loggedOn = try users.accounts(found.map(\.person.id), withSessionOf: archerSession, in: site)
        let statuses = try statuses(of: found)
        // Few memberships differ.
        var rolesByMemberships: [[ContainerID]: String] = [:]
        return zip(found, statuses).enumerated().map { index, entry in
            let (user, status) = entry
            let roles =
                rolesByMemberships[user.person.memberships]
                ?? ArcherRole.all(of: user.person, in: directory).map(\.name).joined(separator: ", ")
            rolesByMemberships[user.person.memberships] = roles
            return ListedArcherUser(
                row: first + index, user: user, status: status,
                parameter: user.person.account.policy.flatMap { names[$0] } ?? defaultName, roles: roles,
                isLoggedOn: loggedOn.contains(user.person.id))
        }
    }

    private func users(withFirstName text: String, inDomain domain: String?) throws -> [ArcherUser] {
        guard !text.isEmpty else { return try users(domain.map { .domain($0) } ?? .all) }
        let folded = domain.map { CaseFolding.folded($0) }
        var found: [(key: String, user: ArcherUser)] = []
        try users.search(ArcherUserSelection.firstName(text, domain: domain).search, in: site, pageSize: 1000) { person in
            let user = ArcherUser(person)
            let isInDomain = folded.map { CaseFolding.folded(user.domain).utf8.elementsEqual($0.utf8) } ?? true
            if isVisible(person), isInDomain {
                found.append((ArcherScheme.order.key(of: person.identity(ArcherScheme.order) ?? ""), user))
            }
            return true
        }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.user)
    }

    /// Returns the positions in a search of the people whom the caller does not see, in order, from 0. A site has few of
    /// them, and they are counted in the index.
    private func positionsOfHidden(in search: AccountSearch) throws -> [Int] {
        let administrators = try users.people(
            withFirstOf: [ArcherScheme.systemAdministrator], in: site, limit: Self.administratorsCounted)
        return try administrators.filter { !isVisible($0) }.compactMap { person -> Int? in
            guard let value = person.identity(search.scheme), search.matches(value) else { return nil }
            return try users.count(search, in: site, before: Identity(search.scheme, value), of: person.id)
        }.sorted()
    }

    /// The greatest number of system administrators that are left out of counts and pages. An instance has one.
    private static let administratorsCounted = 100
}

extension AccountSearch {
    /// Returns whether a value is found by a search for any value or for a beginning.
    fileprivate func matches(_ value: String) -> Bool {
        switch match {
        case .any: true
        case .prefix(let text): scheme.key(of: value).utf8.starts(with: scheme.key(of: text).utf8)
        case .equal, .suffix, .contains: false
        }
    }
}
