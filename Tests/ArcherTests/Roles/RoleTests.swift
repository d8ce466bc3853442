import Accounts
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's roles")
struct RoleTests {
    private let stage: Stage
    private let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private let general =
        "<Role><Id>1</Id><CompanyId>10000</CompanyId><Name>General User</Name><Description>The role of all general users.</Description>"
        + "<RequiredFlag>false</RequiredFlag><DefaultFlag>true</DefaultFlag></Role>"

    private func make(_ name: String) -> String {
        stage.result(
            .accessrole, "CreateRole",
            ["sessionToken": token, "roleName": name, "roleDesc": "<text>", "defaultFlag": "false", "requiredFlag": "true"]) ?? ""
    }

    @Test("are there from the start, are made and changed with their flags, and deleted")
    func life() {
        #expect(stage.result(.accessrole, "GetRole", ["sessionToken": token, "roleId": "1"]) == general)
        let id = make("Made")
        func role(_ name: String, _ flags: String) -> String {
            "<Role><Id>\(id)</Id><CompanyId>10000</CompanyId><Name>\(name)</Name>\(flags)</Role>"
        }
        let made = role("Made", "<Description>&lt;text&gt;</Description><RequiredFlag>true</RequiredFlag><DefaultFlag>false</DefaultFlag>")
        #expect(
            stage.call(.accessrole, "GetRole", ["sessionToken": token, "roleId": id]).bodyText.contains(
                "&lt;Description&gt;&amp;lt;text&amp;gt;"))
        let list = stage.result(.accessrole, "GetRoles", ["sessionToken": token])
        #expect(list?.hasPrefix("<List>" + general) == true && list?.contains("<Name>Made</Name>") == true)
        #expect(!made.isEmpty)
        #expect(
            stage.result(
                .accessrole, "UpdateRole",
                ["sessionToken": token, "roleId": id, "roleName": "made", "roleDesc": "", "defaultFlag": "1", "requiredFlag": "0"]) == "1")
        #expect(
            stage.result(.accessrole, "GetRole", ["sessionToken": token, "roleId": id])
                == role("made", "<Description /><RequiredFlag>false</RequiredFlag><DefaultFlag>true</DefaultFlag>"))
        #expect(stage.result(.accessrole, "DeleteRole", ["sessionToken": token, "roleId": id]) == "1")
        #expect(stage.fault(.accessrole, "DeleteRole", ["sessionToken": token, "roleId": id]) == "There is no role with the id \(id).")
    }

    @Test("have names of their own, whatever the letter case")
    func names() {
        let id = make("Made")
        let taken = "The role name is already in use."
        #expect(stage.fault(.accessrole, "CreateRole", ["sessionToken": token, "roleName": "mADE"]) == taken)
        #expect(stage.fault(.accessrole, "UpdateRole", ["sessionToken": token, "roleId": id, "roleName": "general user"]) == taken)
        #expect(
            stage.fault(.accessrole, "CreateRole", ["sessionToken": token]) == "The roleName parameter is not valid: it is empty.")
    }

    @Test("give rights on pages, which are read back; Write is the right to update")
    func pages() {
        let id = make("Made")
        func pages(_ module: String?) -> String? {
            module.map {
                stage.result(.accessrole, "GetRolePagePermissionsForModule", ["sessionToken": token, "roleId": id, "moduleId": $0])
            } ?? stage.result(.accessrole, "GetRolePagePermissions", ["sessionToken": token, "roleId": id])
        }
        func rights(_ create: Bool, _ read: Bool, _ write: Bool, _ delete: Bool) -> String {
            "<PageId>2</PageId><PageName>Groups</PageName><PageNumber>2</PageNumber><PageType>System</PageType><PageClass>System</PageClass>"
                + "<Create>\(create)</Create><Read>\(read)</Read><Write>\(write)</Write><Delete>\(delete)</Delete></Page>"
        }
        #expect(pages(nil)?.contains(rights(false, false, false, false)) == true)
        stage.give([.create, .update], on: .groups, to: Int32(id) ?? 0, by: token)
        #expect(pages(nil)?.contains(rights(true, false, true, false)) == true)
        #expect(pages("1") == pages(nil))
        #expect(pages("2") == "<List />")
        #expect(
            stage.result(
                .accessrole, "UpdateRolePagePermissions",
                ["sessionToken": token, "roleId": id, "pageId": "2", "read": "true", "write": "false", "delete": "true"]) == "1")
        #expect(pages(nil)?.contains(rights(true, true, false, true)) == true, "the right to create stays")
        for page in ["0", "5"] {
            #expect(
                stage.fault(.accessrole, "UpdateRolePagePermissions2", ["sessionToken": token, "roleId": id, "pageId": page])
                    == "There is no page with the id \(page).")
        }
    }

    @Test(
        "An id that no role has is refused",
        arguments: ["GetRole", "DeleteRole", "GetRolePagePermissions", "GetRolePagePermissionsForModule"])
    func unknown(operation: String) {
        #expect(stage.fault(.accessrole, operation, ["sessionToken": token, "roleId": "99"]) == "There is no role with the id 99.")
    }

    @Test("are given and taken only if user and role are there")
    func members() {
        for operation in ["AddUserToRole", "RemoveUserFromRole"] {
            #expect(
                stage.fault(.accesscontrol, operation, ["sessionToken": token, "userId": "99", "roleId": "1"])
                    == "There is no user with the id 99.")
            #expect(
                stage.fault(.accesscontrol, operation, ["sessionToken": token, "userId": "123", "roleId": "99"])
                    == "There is no role with the id 99.")
            for _ in 0..<2 {
                #expect(stage.result(.accesscontrol, operation, ["sessionToken": token, "userId": "123", "roleId": "1"]) == "1")
            }
        }
    }

    @Test("of new users are those whose flag says so")
    func defaults() throws {
        let directory = try stage.users.directory(in: stage.site)
        #expect(ArcherRole.ofNewUsers(in: directory).compactMap { directory[$0]?.name } == ["General User"])
    }
}
