import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Roles")
struct RoleTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        for role in ["Volunteer", "Board", "Empty & <Co>"] { try stage.addRole(role) }
        try stage.add(
            #"""
            {"recno": "31", "customer_key": "0c0ffee0-0000-4000-8000-000000000031", "login": "ann", "email": "ann@example.org",
             "roles": ["Board", "Volunteer"], "fields": {"ind_first_name": "Ann", "ind_last_name": "Lee"}}
            """#)
        try stage.add(#"{"recno": "32", "email": "bob@example.org", "roles": ["Volunteer"]}"#)
    }

    private func names(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:]) -> [String?] {
        let response = stage.call(operation, parameters)
        let rows = response.rows()
        #expect(response.elements("Results").first?.attribute("recordReturn") == String(rows.count))
        return rows.map { $0["rolename"] ?? $0["username"] }
    }

    @Test("are all listed, in order, whether anybody is in them or not")
    func all() {
        #expect(names("WEBGetAllRoles") == ["Board", "Empty & <Co>", "Volunteer"])
    }

    @Test("of a user are listed for number, login or e-mail address", arguments: ["31", "ann", "ANN", "ann@example.org"])
    func ofUser(name: String) {
        #expect(names("WEBGetRolesForUser", ["username": name]) == ["Board", "Volunteer"])
    }

    @Test("of a user without any, and of nobody, are none", arguments: ["82457", "3", "an", ""])
    func ofNobody(name: String) {
        #expect(names("WEBGetRolesForUser", ["username": name]).isEmpty)
    }

    @Test("have their users listed with number, key and name")
    func users() {
        #expect(names("WEBGetUsersInRole", ["roleName": "volunteer"]) == ["31", "32"])
        #expect(names("WEBGetUsersInRole", ["roleName": "Vol"]).isEmpty)
        let row = stage.call("WEBGetUsersInRole", ["roleName": "Board"]).elements("Result").first
        #expect(row?.children.map(\.localName) == ["username", "cst_key", "ind_full_name_cp"])
        #expect(row?.children.map(\.text) == ["31", "0c0ffee0-0000-4000-8000-000000000031", "Ann Lee"])
    }

    @Test(
        "have users found by how number, login or address begins",
        arguments: [
            ("Volunteer", "", ["31", "32"]), ("Volunteer", "3", ["31", "32"]), ("Volunteer", "32", ["32"]), ("VOLUNTEER", "BOB@", ["32"]),
            ("Volunteer", "ann", ["31"]), ("Volunteer", "nn", []), ("Board", "32", []), ("Empty &amp; &lt;Co>", "", []), ("", "3", []),
        ])
    func found(role: String, name: String, expected: [String]) {
        #expect(names("WEBFindUsersInRole", ["roleName": role, "usernameToMatch": name]) == expected)
    }

    @Test(
        "are known to have a user or not",
        arguments: [
            ("31", "Board", true), ("ann", "bOARD", true), ("32", "Volunteer", true), ("bob@example.org", "Volunteer", true),
            ("32", "Board", false), ("31", "Nix", false), ("nobody", "Board", false), ("31", "", false), ("", "", false),
        ])
    func isIn(name: String, role: String, expected: Bool) {
        #expect(stage.result("WEBIsUserInRole", ["username": name, "roleName": role]) == String(expected))
        #expect(
            stage.json(calling: "WEBIsUserInRole", #""username":"\#(name)","roleName":"\#(role)""#).bodyText == String(expected))
    }

    @Test("exist or not", arguments: [("Board", true), ("board", true), ("Empty &amp; &lt;Co>", true), ("Boar", false), ("", false)])
    func exists(role: String, expected: Bool) {
        #expect(stage.result("WEBRoleExists", ["roleName": role]) == String(expected))
    }

    @Test("are the site's own")
    func sites() throws {
        var stage = try Stage(XWebSettings(), other: XWebSettings())
        try stage.addRole("Here")
        stage.siteName = "other"
        #expect(stage.result("WEBRoleExists", ["roleName": "Here"]) == "false")
        #expect(stage.call("WEBGetAllRoles").rows().isEmpty)
    }
}
