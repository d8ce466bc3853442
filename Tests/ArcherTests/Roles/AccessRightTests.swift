import Accounts
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Every right by every way, tried by SOAP and by REST with a call that needs it and with those that need another.
@Suite("Rights on the pages of access control")
struct AccessRightTests {
    /// The ways in which a user can have a role.
    enum Way: CaseIterable {
        case directly
        case byGroup
        case byNestedGroup
        case byEveryone
        case byGroupAroundEveryone
    }

    /// An operation for each privilege on each area. What it answers does not matter, only whether it may run.
    private static func probe(_ privilege: Privilege, _ area: ArcherArea) -> (ArcherServices.ServiceName, String) {
        switch (area, privilege) {
        case (.users, .create): (.accesscontrol, "CreateUserEx")
        case (.users, .read): (.accesscontrol, "LookupUserName")
        case (.users, .update): (.accesscontrol, "ChangePassword")
        case (.users, .delete): (.accesscontrol, "DeleteUser")
        case (.groups, .create): (.accesscontrol, "CreateGroup")
        case (.groups, .read): (.accesscontrol, "GetGroup")
        case (.groups, .update): (.accesscontrol, "UpdateGroup")
        case (.groups, .delete): (.accesscontrol, "DeleteGroup")
        case (.roles, .create): (.accessrole, "CreateRole")
        case (.roles, .read): (.accessrole, "GetRole")
        case (.roles, .update): (.accessrole, "UpdateRole")
        case (.roles, .delete): (.accessrole, "DeleteRole")
        case (.securityParameters, .create): (.accesscontrol, "CreateSecurityParameter")
        case (.securityParameters, .read): (.accesscontrol, "GetSecurityParameterName")
        case (.securityParameters, .update): (.accesscontrol, "UpdateSecurityParameter")
        case (.securityParameters, .delete): (.accesscontrol, "DeleteSecurityParameter")
        }
    }

    /// The same by REST: a verb, and a path below `system`.
    private static func restProbe(_ privilege: Privilege, _ area: ArcherArea) -> (String, String) {
        let name =
            switch area {
            case .users: "user"
            case .groups: "group"
            case .roles: "role"
            case .securityParameters: "securityparameter"
            }
        return switch privilege {
        case .create: ("POST", name)
        case .read: ("GET", name + "/0")
        case .update: ("PUT", name)
        case .delete: ("DELETE", name + "/0")
        }
    }

    private static let pairs: [(Privilege, ArcherArea)] = ArcherArea.allCases.flatMap { area in Privilege.allCases.map { ($0, area) } }

    @Test("are those of the one role, on its page alone, whichever way the user has it, from the next call on", arguments: Way.allCases)
    func ways(way: Way) throws {
        let stage = try Stage()
        let admin = stage.session()
        try stage.add(#"{"user_id": 50, "user_name": "plain", "privileges": []}"#, password: "Plain-Pass-1")
        let token = stage.session("plain", "Plain-Pass-1")
        func mayRun(_ privilege: Privilege, _ area: ArcherArea) -> Bool {
            let (service, operation) = Self.probe(privilege, area)
            let response = stage.call(service, operation, ["sessionToken": token])
            #expect(response.status == 500, "nothing has the id 0")
            let mayBySOAP = !response.bodyText.contains("privileges, which")
            let (verb, path) = Self.restProbe(privilege, area)
            let rest = stage.rest(verb, "system/\(path)", "{}", token: token)
            #expect(rest.status == (mayBySOAP ? 200 : 403), "\(verb) \(path)")
            return mayBySOAP
        }

        let role = try #require(
            stage.result(.accessrole, "CreateRole", ["sessionToken": admin, "roleName": "Tried"]).flatMap { Int32($0) })
        let outer = try #require(
            stage.result(.accesscontrol, "CreateGroup", ["sessionToken": admin, "groupName": "Outer"]).flatMap { Int32($0) })
        let inner = try #require(
            stage.result(.accesscontrol, "CreateGroup", ["sessionToken": admin, "groupName": "Inner"]).flatMap { Int32($0) })
        let call = stage.domain()
        switch way {
        case .directly: try call.addUser(50, toRole: role)
        case .byGroup:
            try call.addUser(50, toGroup: inner)
            try call.addGroup(inner, toRole: role)
        case .byNestedGroup:
            try call.addUser(50, toGroup: inner)
            try call.addGroup(inner, toGroup: outer)
            try call.addGroup(outer, toRole: role)
        case .byEveryone: try call.addGroup(call.everyoneGroup().archerID, toRole: role)
        case .byGroupAroundEveryone:
            try call.addGroup(call.everyoneGroup().archerID, toGroup: outer)
            try call.addGroup(outer, toRole: role)
        }
        for (privilege, area) in Self.pairs {
            for given in Privilege.allCases {
                stage.give([given], on: area, to: role, by: admin)
                for (other, elsewhere) in Self.pairs where other == privilege || elsewhere == area {
                    #expect(
                        mayRun(other, elsewhere) == (other == given && elsewhere == area),
                        "\(given) on \(area) for \(other) on \(elsewhere)")
                }
            }
            stage.give([], on: area, to: role, by: admin)
            #expect(!mayRun(privilege, area))
        }
        stage.give([.read], on: .groups, to: role, by: admin)
        #expect(mayRun(.read, .groups))
        #expect(stage.result(.accessrole, "DeleteRole", ["sessionToken": admin, "roleId": "\(role)"]) == "1")
        #expect(!mayRun(.read, .groups))
    }

    @Test("The rights of several roles add up, and those of one that is taken away go")
    func addUp() throws {
        let stage = try Stage()
        let admin = stage.session()
        try stage.add(#"{"user_id": 50, "user_name": "plain", "privileges": []}"#, password: "Plain-Pass-1")
        let token = stage.session("plain", "Plain-Pass-1")
        func groups() -> Int { stage.call(.accesscontrol, "GetGroups", ["sessionToken": token]).status }
        func create() -> Int { stage.call(.accesscontrol, "CreateGroup", ["sessionToken": token, "groupName": "\(groups())"]).status }
        var roles: [String] = []
        for privilege in [Privilege.read, .create] {
            let id = try #require(stage.result(.accessrole, "CreateRole", ["sessionToken": admin, "roleName": privilege.rawValue + "s"]))
            roles.append(id)
            stage.give([privilege], on: .groups, to: Int32(id) ?? 0, by: admin)
            #expect(stage.result(.accesscontrol, "AddUserToRole", ["sessionToken": admin, "userId": "50", "roleId": id]) == "1")
        }
        #expect(groups() == 200 && create() == 200)
        #expect(stage.result(.accesscontrol, "RemoveUserFromRole", ["sessionToken": admin, "userId": "50", "roleId": roles[0]]) == "1")
        #expect(groups() == 500)
        #expect(stage.result(.accesscontrol, "RemoveUserFromRole", ["sessionToken": admin, "userId": "50", "roleId": roles[0]]) == "1")
    }

    @Test("The role System Administrator gives every right, also through a group, and cannot be changed or deleted")
    func systemAdministrator() throws {
        let stage = try Stage()
        let admin = stage.session()
        try stage.add(#"{"user_id": 50, "user_name": "chief", "roles": ["System Administrator"]}"#, password: "Plain-Pass-1")
        let token = stage.session("chief", "Plain-Pass-1")
        #expect(stage.result(.accessrole, "CreateRole", ["sessionToken": token, "roleName": "Made"]) != nil)
        #expect(stage.lookUp(token, "sample.user").status == 200)
        let calls: [(String, KeyValuePairs<String, String>)] = [
            ("DeleteRole", ["sessionToken": admin, "roleId": "2"]),
            ("UpdateRole", ["sessionToken": admin, "roleId": "2", "roleName": "x"]),
            ("UpdateRolePagePermissions2", ["sessionToken": admin, "roleId": "2", "pageId": "1"]),
        ]
        for (operation, parameters) in calls {
            #expect(stage.fault(.accessrole, operation, parameters)?.hasPrefix("The System Administrator role cannot be") == true)
        }
    }
}
