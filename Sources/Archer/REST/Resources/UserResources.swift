import Accounts
import OData
import Operations

/// Users and their contacts, as they are read. Source: Archer.docc/REST.md.
let userResources: [RESTResource] = [
    RESTResource(
        .get, "system/user", of: userController, requires: .read, .options(of: userObject, lookups: userLookups),
        answers: .object("user", "The users."), does: .searches, certainty: .documented, refusals: .seen, documentation: "Lists the users."
    ) { call, query in
        let found = try call.users(for: query, idName: "Id")
        return try userObject.answer(call.shown(found.users), query, isPage: found.isPage)
    },

    RESTResource(
        .get, "system/user/{id}", of: userController, requires: .read, .pathID("id", "The id of the user."), .selection(of: userObject),
        answers: .object("user", "The user."), certainty: .documented, refusals: .seen, documentation: "Returns a user."
    ) { call, id, query in
        guard let shown = try call.shown([call.user(id)]).first else { throw ArcherRefusal.unknown(.user, id: id) }
        return userObject.answer(shown, query)
    },

    RESTResource(
        .get, "system/user/group/{groupId}", of: userController, requires: .read, .pathID("groupId", "The id of the group."),
        .options(of: userObject),
        answers: .object("user", "The users."), does: .searches,
        certainty: .documented, refusals: .seen,
        documentation: "Lists the users that are members of a group, directly. Everybody is in the Everyone group."
    ) { call, id, query in try userObject.answer(call.shown(call.users(inGroup: id)), query) },

    RESTResource(
        .get, "system/usercontact", of: contactController, requires: .read,
        .options(of: userContactsObject, lookups: contactLookups),
        answers: .object("contacts", "The contacts of each user."), does: .searches,
        certainty: .seen, refusals: .seen,
        documentation: "Lists the e-mail addresses and telephone numbers of each user."
    ) { call, query in
        let found = try call.users(for: query, idName: "UserId")
        return try userContactsObject.answer(found.users, query, isPage: found.isPage)
    },

    RESTResource(
        .get, "system/usercontact/{userId}", of: contactController, requires: .read, .pathID("userId", "The id of the user."),
        .options(of: contactObject),
        answers: .object("contact", "The contacts."), certainty: .seen, refusals: .seen,
        documentation: "Lists the e-mail addresses and telephone numbers of a user."
    ) { call, id, query in try contactObject.answer(call.contacts(ofUser: id), query) },
]

/// The properties by which users are found without a search.
private let userLookups: Set<String> = ["Id", ArcherUserField.userName.name, "Contacts/Value"]
private let contactLookups: Set<String> = ["UserId", "Contacts/Value"]

/// The name of the vendor's controller of users. It is our choice.
let userController = "System.UserController"
private let contactController = "System.UserContactController"

extension ArcherCall {
    /// Returns users with what answers show of them besides their record.
    fileprivate func shown(_ found: [ArcherUser]) throws -> [RESTUser] {
        let policies = try users.policies(in: site)
        let numbers = Dictionary(policies.map { ($0.id, $0.archerID) }) { first, _ in first }
        let ofNewUsers = Self.policyOfNewUsers(policies)?.archerID ?? 0
        return zip(found, try statuses(of: found)).map { user, status in
            RESTUser(user: user, status: status, securityParameter: user.person.account.policy.flatMap { numbers[$0] } ?? ofNewUsers)
        }
    }

    /// Returns the users that are members of a group, directly, in the order of their ids.
    fileprivate func users(inGroup id: Int32) throws -> [ArcherUser] {
        let group = try group(id)
        guard !ArcherGroup.isEveryone(group) else { return try users(.byID) }
        var found: [ArcherUser] = []
        try users.members(of: group.id, in: site, pageSize: 1000) { person in
            if isVisible(person) { found.append(ArcherUser(person)) }
            return true
        }
        return found.sorted { $0.id < $1.id }
    }

    /// Returns the users among whom are all that a query can find, in the order of their ids, and whether they are already the page that it
    /// asks for. Few are read for a filter that looks users up, and for a page without a filter.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - idName: The name of the property with the user's id.
    fileprivate func users(for query: RESTQuery, idName: String) throws -> (users: [ArcherUser], isPage: Bool) {
        if let lookups = query.lookups {
            var found: [Int32: ArcherUser] = [:]
            for lookup in lookups {
                let scheme = Self.scheme(of: lookup.property, idName: idName)
                try users.search(AccountSearch(scheme, .equal(lookup.value)), in: site) { person in
                    let user = ArcherUser(person)
                    if isVisible(person) { found[user.id] = user }
                    return true
                }
            }
            return (found.values.sorted { $0.id < $1.id }, false)
        }
        guard query.options.filter == nil, query.options.ordering == nil, let count = query.options.top else {
            return (try users(.byID), false)
        }
        return (try users(.byID, skipping: query.options.skip, limit: count), true)
    }

    /// Returns the scheme by which users are found by a property.
    private static func scheme(of property: String, idName: String) -> IdentityScheme {
        switch property {
        case idName: ArcherScheme.userID
        case ArcherUserField.userName.name: ArcherScheme.bareName
        default: ArcherScheme.contact
        }
    }
}
