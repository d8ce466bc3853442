import ASMX
import Accounts
import Operations

/// The operations that look single users up. Source: Archer.docc/Users.md.
let userOperations: [Operation<ArcherCall>] = [
    .inSession(
        "DoesDomainUserExist", requires: .read, .userName("username"), .usersDomain,
        returns: .boolean("true if there is such a user."),
        certainty: .documented,
        documentation: "Tells whether a domain has a user with a name. An unknown name is no fault."
    ) { call, name, domain in try call.userID(named: name ?? "", inDomain: domain ?? "") != nil },

    .inSession(
        "DoesUserExist", requires: .read, .userName("userName"),
        returns: .boolean("true if there is such a user."),
        certainty: .documented,
        documentation: "Tells whether there is a user with a name. An unknown name is no fault."
    ) { call, name in try call.userID(named: name ?? "") != nil },

    .inSession(
        "GetUser", requires: .read, .userID,
        returns: .string("The user, as XML in a string."),
        certainty: .documented,
        documentation: "Returns the properties of the user with an id."
    ) { call, id in
        let user = try call.user(id)
        let status = try call.statuses(of: [user]).first ?? user.status
        return UserXML.user(user, status: status, parameter: try call.policy(of: user.person.account)?.archerID ?? 0)
    },

    .inSession(
        "LookupDomainUserId", requires: .read, .userName("username"), .usersDomain,
        returns: .int("The user's id."),
        certainty: .documented,
        documentation: "Returns the id of the user of a domain with a name. An unknown name is a fault."
    ) { call, name, domain in try call.requiredUserID(named: name, inDomain: domain ?? "") },

    .inSession(
        "LookupUserId", requires: .read, .userName("username"),
        returns: .int("The user's id."), foreseeing: .userID(ofUser: "username"),
        certainty: .documented,
        documentation: "Returns the id of the local user with a name. An unknown name is a fault."
    ) { call, name in try call.requiredUserID(named: name, inDomain: "") },

    .inSession(
        "LookupUserName", requires: .read, .userID,
        returns: .string("The user's name.").personal(.name), foreseeing: .userName(ofUser: "userId"),
        certainty: .documented,
        documentation: "Returns the name of the user with an id. An unknown id is a fault."
    ) { call, id in try call.userName(ofUser: id) },
]

extension ArcherCall {
    fileprivate func requiredUserID(named name: String?, inDomain domain: String) throws -> Int32 {
        guard let id = try userID(named: name ?? "", inDomain: domain) else { throw ArcherRefusal.unknownUserName }
        return id
    }
}

extension ForeseenQuestions {
    /// The look-up of a local user's id by the name in a parameter.
    fileprivate static func userID(ofUser name: String) -> Self {
        ForeseenQuestions(name) { name in
            [.identities(of: ArcherScheme.userID, forHolderOf: ArcherScheme.user(named: name, inDomain: "")), .systemAdministrators]
        }
    }

    /// The look-up of a user's name by the id in a parameter.
    fileprivate static func userName(ofUser id: String) -> Self {
        ForeseenQuestions(id) { id in
            [.identities(of: ArcherScheme.userName, forHolderOf: Identity(ArcherScheme.userID, id)), .systemAdministrators]
        }
    }
}

extension StoreQuestion {
    /// The ids of the system administrators, whom not everybody sees.
    fileprivate static let systemAdministrators =
        identities(of: ArcherScheme.userID, forHolderOf: ArcherScheme.systemAdministrator)
}

extension Parameter where Value == Int32 {
    /// The id of a user.
    static var userID: Self { .int("userId", "The id of the user, as LookupUserId answers it.").alsoNamed("userID") }
}

extension Parameter where Value == String? {
    /// The name of a user. The vendor's pages spell the parameter in two ways.
    static func userName(_ name: String) -> Self {
        .string(name, "The user's name.").alsoNamed(name == "username" ? "userName" : "username")
    }

    /// The domain of a user.
    static var usersDomain: Self {
        .string("usersDomain", "The user's domain. It is empty for local users.").alsoNamed("userDomain")
    }
}
