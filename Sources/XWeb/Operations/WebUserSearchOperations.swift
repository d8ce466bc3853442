import ASMX
import Operations
import Accounts

/// Finding web users. Source: XWeb.docc/Operations.md.
let webUserSearchOperations: [Operation<XWebCall>] = [
    Operation(
        "WEBWebUserFindUsersByEmail", .string("emailToMatch", "A part of an e-mail address.").personal(.mail),
        returns: .xml("`Results` with a `Result` for each web user."),
        header: .both, does: .searches,
        certainty: .documented, refusals: .chosen,
        documentation: "Finds the web users with an e-mail address that contains a text. Letter case is ignored."
    ) { call, text in
        found(try call.webUsers(AccountSearch(XWebScheme.email, .contains(text ?? ""))))
    },

    Operation(
        "WEBWebUserFindUsersByDomain", .string("domainToMatch", "A domain, such as example.org."),
        returns: .xml("`Results` with a `Result` for each web user."),
        header: .both, does: .searches,
        certainty: .documented, refusals: .chosen,
        documentation: "Finds the web users with an e-mail address in a domain."
    ) { call, domain in
        guard let domain = bareDomain(domain) else { return found([]) }
        return found(try call.webUsers(AccountSearch(XWebScheme.email, .suffix("@" + domain))))
    },

    Operation(
        "WEBWebUserFindOrganizationsByDomain", .string("domainToMatch", "A domain, such as example.org."),
        returns: .xml("`Results` with a `Result` for each organization."),
        header: .both, does: .searches,
        certainty: .chosen, refusals: .chosen,
        documentation: """
            Finds the organizations of the web users with an e-mail address in a domain. The vendor's columns are not known; here the \
            only one is org_name.
            """
    ) { call, domain in
        guard let domain = bareDomain(domain) else { return ResultTree.results([]) }
        let users = try call.webUsers(AccountSearch(XWebScheme.email, .suffix("@" + domain))) { $0["org_name"] != nil }
        let names = Set(users.compactMap { $0["org_name"] }).sorted()
        return ResultTree.results(names.map { [("org_name", $0)] })
    },

    Operation(
        "WEBWebUserFindUsersByName", .string("usernameToMatch", "The beginning of a name.").personal(.name),
        returns: .xml("`Results` with a `Result` for each web user."),
        header: .both, does: .searches,
        certainty: .seen, refusals: .chosen,
        documentation: """
            Finds the web users whose record number, login, first name, last name, or name with the last name first begins with a text. \
            Letter case is ignored.
            """
    ) { call, name in
        let beginning = Beginning(name)
        return found(
            try call.webUsers(XWebCall.everyWebUser) { record in
                beginning.isFound(in: record, "cst_recno", "cst_web_login", "ind_first_name", "ind_last_name", "cst_sort_name_dn")
            })
    },

    Operation(
        "WEBWebUserFindUsersByUserNameFirstNameLastName",
        .string("usernameToMatch", "The beginning of a record number or login; empty for any.").personal(.name),
        .string("firstnameToMatch", "The beginning of a first name; empty for any.").personal(.name),
        .string("lastnameToMatch", "The beginning of a last name; empty for any.").personal(.name),
        returns: .xml("`Results` with a `Result` for each web user."),
        header: .both, does: .searches,
        certainty: .documented, refusals: .chosen,
        documentation: "Finds the web users that match all three beginnings. Letter case is ignored."
    ) { call, userName, firstName, lastName in
        let (userName, firstName, lastName) = (Beginning(userName), Beginning(firstName), Beginning(lastName))
        return found(
            try call.webUsers(XWebCall.everyWebUser) { record in
                userName.isFound(in: record, "cst_recno", "cst_web_login") && firstName.isFound(in: record, "ind_first_name")
                    && lastName.isFound(in: record, "ind_last_name")
            })
    },
]

/// Returns web users in the form of the find operations. `username` is the record number, as in the ASP.NET providers
/// that these calls serve.
private func found(_ records: [WebUserRecord]) -> XMLTree {
    ResultTree.results(
        records.map { record in
            [("cst_key", record["cst_key"]), ("username", record["cst_recno"])]
                + record.cells([
                    "ind_first_name", "ind_last_name", "ind_full_name_cp", "cst_web_login", "cst_eml_address_dn", "adr_city_state_code",
                ])
        })
}

/// Returns a domain without the `@` in front, or nil if there is none.
private func bareDomain(_ domain: String?) -> String? {
    guard let domain else { return nil }
    let bare = domain.hasPrefix("@") ? String(domain.dropFirst()) : domain
    return bare.isEmpty ? nil : bare
}
