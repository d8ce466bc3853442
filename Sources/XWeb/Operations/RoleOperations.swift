import ASMX
import Operations
import Accounts

/// Roles of web users. The content of a `Result` is not known for any of these operations. The names used are those of
/// ASP.NET's role provider, whose calls these mirror; they are our choice. Source: XWeb.docc/Operations.md.
let roleOperations: [Operation<XWebCall>] = [
    Operation(
        "WEBGetAllRoles",
        returns: .xml("`Results` with a `Result` for each role, its name in `rolename`."), header: .both,
        certainty: .chosen, refusals: .chosen,
        documentation: "Lists all roles."
    ) { call in roles(try call.roleNames()) },

    Operation(
        "WEBFindUsersInRole",
        .string("roleName", "The role's name."),
        .string("usernameToMatch", "The beginning of a record number, login or e-mail address; empty for all.").personal(.name),
        returns: .xml("`Results` with a `Result` for each web user, the record number in `username`."),
        header: .both, does: .searches,
        certainty: .chosen, refusals: .chosen,
        documentation: "Finds the web users of a role by the beginning of their names."
    ) { call, role, name in
        let beginning = Beginning(name)
        return members(
            try call.members(of: role) { beginning.isFound(in: $0, "cst_recno", "cst_web_login", "cst_eml_address_dn") })
    },

    Operation(
        "WEBGetRolesForUser", .string("username", "The web user's record number, login or e-mail address.").personal(.name),
        returns: .xml("`Results` with a `Result` for each role, its name in `rolename`."), header: .both,
        certainty: .chosen, refusals: .chosen,
        documentation: "Lists the roles of a web user. The list is empty for an unknown web user."
    ) { call, name in roles(try call.webUser(named: name).map { try call.roleNames(of: $0) } ?? []) },

    Operation(
        "WEBGetUsersInRole", .string("roleName", "The role's name."),
        returns: .xml("`Results` with a `Result` for each web user, the record number in `username`."),
        header: .both, does: .searches,
        certainty: .chosen, refusals: .chosen,
        documentation: "Lists the web users of a role."
    ) { call, role in members(try call.members(of: role)) },

    Operation(
        "WEBIsUserInRole",
        .string("username", "The web user's record number, login or e-mail address.").personal(.name),
        .string("roleName", "The role's name."),
        returns: .boolean("true if the web user is in the role; false if not, or if either does not exist."), header: .both,
        certainty: .documented,
        documentation: "Returns whether a web user is in a role."
    ) { call, name, role in
        guard let role = try call.role(named: role), let webUser = try call.webUser(named: name) else { return false }
        return webUser.person.memberships.contains(role.id)
    },

    Operation(
        "WEBRoleExists", .string("roleName", "The role's name."),
        returns: .boolean("true if there is such a role."), header: .both,
        certainty: .documented,
        documentation: "Returns whether there is a role with this name."
    ) { call, role in
        try call.role(named: role) != nil
    },
]

private func roles(_ names: [String]) -> XMLTree {
    ResultTree.results(names.map { [("rolename", $0)] })
}

private func members(_ records: [WebUserRecord]) -> XMLTree {
    ResultTree.results(records.map { [("username", $0["cst_recno"])] + $0.cells(["cst_key", "ind_full_name_cp"]) })
}

extension XWebCall {
    /// The names of the site's roles, in the order of their bytes.
    func roleNames() throws -> [String] {
        try users.directory(in: site).containers(of: XWebRole.kind).map(\.name)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Returns the sorted names of a web user's roles.
    func roleNames(of webUser: WebUserRecord) throws -> [String] {
        let directory = try users.directory(in: site)
        return webUser.person.memberships.compactMap { directory[$0] }.filter { $0.kind == XWebRole.kind }.map(\.name).sorted()
    }

    /// Returns the role with a name in any letter case, or nil.
    func role(named name: String?) throws -> Container? {
        guard let name else { return nil }
        return try users.directory(in: site).container(XWebRole.kind, key: CaseFolding.folded(name))
    }

    /// Returns the web users of a role that meet a condition.
    func members(of role: String?, where condition: (WebUserRecord) -> Bool = { _ in true }) throws -> [WebUserRecord] {
        guard let role = try self.role(named: role) else { return [] }
        return try webUsers(inRole: role.id, where: condition)
    }

    /// Returns the web user with a name: a record number, or else a login or an e-mail address.
    func webUser(named name: String?) throws -> WebUserRecord? {
        if let record = try webUser(ofRecno: name) { return record }
        guard let name else { return nil }
        let names = [XWebScheme.signInName, XWebScheme.email].map { XWebScheme.identity($0, typed: name) }
        return try users.people(withFirstOf: names, in: site, limit: 1).first.map(WebUserRecord.init)
    }
}
