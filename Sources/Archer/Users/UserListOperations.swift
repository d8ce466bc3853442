import ASMX
import Accounts
import Operations

/// The operations that list and count users. Source: Archer.docc/Users.md.
let userListOperations: [Operation<ArcherCall>] = [
    .inSession(
        "GetDomainUserList", requires: .read, .usersDomain,
        returns: .userList, does: .searches,
        certainty: .chosen,
        documentation: "Returns the users of a domain."
    ) { call, domain in try call.list(.domain(domain ?? "")) },

    .inSession(
        "GetDomainUserListCount", requires: .read, .usersDomain,
        returns: .int("The number of users."),
        certainty: .documented,
        documentation: "Returns the number of users of a domain."
    ) { call, domain in Int32(clamping: try call.countUsers(.domain(domain ?? ""))) },

    .inSession(
        "GetDomainUserListPaginated", requires: .read, .pageSize, .page, .usersDomain,
        returns: .userList, does: .searches,
        certainty: .documented,
        documentation: "Returns a page of the users of a domain."
    ) { call, size, page, domain in try call.list(.domain(domain ?? ""), pageSize: size, page: page) },

    .inSession(
        "GetUserList", requires: .read,
        returns: .userList, does: .searches,
        certainty: .documented,
        documentation: "Returns all users."
    ) { call in try call.list(.all) },

    .inSession(
        "GetUserListCount", requires: .read,
        returns: .int("The number of users."),
        certainty: .documented,
        documentation: "Returns the number of users."
    ) { call in Int32(clamping: try call.countUsers(.all)) }
    .alsoCalled(byActionOf: "GetUserList"),

    .inSession(
        "GetUserListPaginated", requires: .read, .pageSize, .page,
        returns: .userList, does: .searches,
        certainty: .documented,
        documentation: "Returns a page of all users."
    ) { call, size, page in try call.list(.all, pageSize: size, page: page) }
    .alsoCalled(byActionOf: "GetUserList"),

    .inSession(
        "LookupDomainUserByFirstName", requires: .read, .keyword, .usersDomain,
        returns: .userList, does: .searches,
        certainty: .chosen,
        documentation: "Returns the users of a domain whose first names begin with a text."
    ) { call, keyword, domain in try call.list(.firstName(keyword ?? "", domain: domain ?? "")) },

    .inSession(
        "LookupDomainUserByLastName", requires: .read, .keyword, .usersDomain,
        returns: .userList, does: .searches,
        certainty: .chosen,
        documentation: "Returns the users of a domain whose last names begin with a text."
    ) { call, keyword, domain in try call.list(.lastName(keyword ?? "", domain: domain ?? "")) },

    .inSession(
        "LookupUserByFirstName", requires: .read, .keyword,
        returns: .userList, does: .searches,
        certainty: .chosen,
        documentation: "Returns the users whose first names begin with a text."
    ) { call, keyword in try call.list(.firstName(keyword ?? "", domain: nil)) },

    .inSession(
        "LookupUserByLastName", requires: .read, .keyword,
        returns: .userList, does: .searches,
        certainty: .chosen,
        documentation: "Returns the users whose last names begin with a text."
    ) { call, keyword in try call.list(.lastName(keyword ?? "", domain: nil)) },
]

extension ArcherCall {
    /// Returns a list as XML.
    fileprivate func list(_ selection: ArcherUserSelection) throws -> String { UserXML.list(try listed(users(selection))) }

    /// Returns a page of a list as XML. Throws if there can be no such page.
    fileprivate func list(_ selection: ArcherUserSelection, pageSize: Int32, page: Int32) throws -> String {
        guard pageSize >= 1 else { throw ArcherRefusal.badValue("pageSize", "it is below 1") }
        guard page >= 1 else { throw ArcherRefusal.badValue("page", "it is below 1") }
        let page = ArcherPage(size: Int(pageSize), number: Int(page))
        return UserXML.list(try listed(users(selection, page), from: page.skipped + 1))
    }
}

extension Returns where Value == String? {
    fileprivate static var userList: Self { .string("The users, as XML in a string.") }
}

extension Parameter where Value == Int32 {
    fileprivate static var pageSize: Self { .int("pageSize", "The number of users on a page.").alsoNamed("PageSize") }
    fileprivate static var page: Self { .int("page", "The number of the page, from 1.").alsoNamed("Page") }
}

extension Parameter where Value == String? {
    fileprivate static var keyword: Self {
        .string("keyword", "The beginning of the name. Letter case does not count, and no character is a wildcard.").personal(.name)
    }
}
