import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's groups")
struct GroupTests {
    private let stage: Stage
    private let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private func make(_ name: String) -> String {
        stage.result(.accesscontrol, "CreateGroup", ["sessionToken": token, "groupName": name]) ?? ""
    }

    private func run(_ operation: String, _ names: String..., ids: String...) -> String? {
        stage.result(.accesscontrol, operation, [("sessionToken", token)] + zip(names, ids))
    }

    private func fault(_ operation: String, _ names: String..., ids: String...) -> String? {
        stage.fault(.accesscontrol, operation, [("sessionToken", token)] + zip(names, ids))
    }

    @Test("are there from the start, and new ones get the next id")
    func initial() {
        #expect(
            run("GetGroups")
                == "<Groups><Group><Id>1</Id><Name>Everyone</Name><Description>All users.</Description></Group>"
                + "<Group><Id>2</Id><Name>Administrators</Name><Description>The administrators.</Description></Group></Groups>")
        #expect(run("LookupEveryoneGroup") == "1")
        #expect(make("Analysts & Co.") == "3")
        #expect(run("GetGroup", "groupId", ids: "3") == "Analysts & Co.")
    }

    @Test("are made by one change if they have no lists")
    func oneChange() throws {
        let before = try stage.users.directory(in: stage.site).epoch
        #expect(make("Analysts") == "3")
        #expect(try stage.users.directory(in: stage.site).epoch == before + 1)
    }

    @Test("are found by their whole name, whatever its letter case")
    func lookup() {
        let found = "<Groups><Group><Id>2</Id><Name>Administrators</Name><Description>The administrators.</Description></Group></Groups>"
        #expect(run("LookupGroup", "keyword", ids: "ADMINISTRATORS") == found)
        for part in ["Admin", "", "%", "Administrators "] { #expect(run("LookupGroup", "keyword", ids: part) == "<Groups />") }
    }

    @Test("have names of their own")
    func names() {
        _ = make("One")
        let two = make("Two")
        let taken = "The group name is already in use."
        #expect(fault("CreateGroup", "groupName", ids: "oNE") == taken)
        #expect(fault("UpdateGroup", "groupId", "groupName", ids: two, "ONE") == taken)
        #expect(run("UpdateGroup", "groupId", "groupName", ids: two, "TWO") == "1")
        #expect(run("GetGroup", "groupID", ids: two) == "TWO", "the name of the table is taken too")
        for empty in ["", "  "] {
            #expect(fault("CreateGroup", "groupName", ids: empty) == "The groupName parameter is not valid: it is empty.")
        }
        #expect(
            fault("CreateGroup", "groupName", ids: String(repeating: "x", count: 1001))
                == "The groupName parameter is not valid: it is longer than 1000 bytes.")
        #expect(make(String(repeating: "x", count: 1000)) == "5")
        #expect(run("DeleteGroup", "groupId", ids: two) == "1")
        #expect(make("Two") == "6", "a name is free again, an id is not")
    }

    @Test("contain users and groups, whose information has them all")
    func members() {
        let (outer, inner) = (make("Outer"), make("Inner"))
        #expect(run("AddChildToGroup", "childGroupId", "parentGroupId", ids: inner, outer) == "1")
        for _ in 0..<2 { #expect(run("AddUserToGroup", "userId", "groupId", ids: "123", inner) == "1") }
        #expect(
            run("GetGroupInformation", "groupId", ids: inner)
                == "<Group><Id>4</Id><Name>Inner</Name><Description /><Parents><Group><Id>3</Id><Name>Outer</Name></Group></Parents>"
                + "<Children /><Users><User><Id>123</Id><Name>sample.user</Name></User></Users></Group>")
        #expect(
            run("GetGroupInformation", "groupId", ids: outer)?.contains(
                "<Parents /><Children><Group><Id>4</Id><Name>Inner</Name></Group></Children><Users />") == true)
        for _ in 0..<2 { #expect(run("RemoveUserFromGroup", "userId", "groupId", ids: "123", inner) == "1") }
        for _ in 0..<2 { #expect(run("RemoveChildFromGroup", "childGroupId", "parentGroupId", ids: inner, outer) == "1") }
        #expect(run("GetGroupInformation", "groupId", ids: inner)?.contains("<Parents /><Children /><Users />") == true)
    }

    @Test("cannot contain themselves, directly or through others")
    func cycles() {
        let groups = ["a", "b", "c"].map(make)
        #expect(run("AddChildToGroup", "childGroupId", "parentGroupId", ids: groups[1], groups[0]) == "1")
        #expect(run("AddChildToGroup", "childGroupId", "parentGroupId", ids: groups[2], groups[1]) == "1")
        for (child, parent) in [(0, 0), (0, 1), (0, 2), (1, 2)] {
            #expect(
                fault("AddChildToGroup", "childGroupId", "parentGroupId", ids: groups[child], groups[parent])
                    == "The group cannot contain itself.")
        }
        #expect(run("AddChildToGroup", "childGroupId", "parentGroupId", ids: groups[2], groups[0]) == "1", "twice in one is no cycle")
    }

    @Test("leave their members when they are deleted")
    func delete() {
        let (outer, inner) = (make("Outer"), make("Inner"))
        _ = run("AddChildToGroup", "childGroupId", "parentGroupId", ids: inner, outer)
        _ = run("AddUserToGroup", "userId", "groupId", ids: "123", outer)
        #expect(run("DeleteGroup", "groupID", ids: outer) == "1")
        #expect(run("GetGroupInformation", "groupId", ids: inner)?.contains("<Parents />") == true)
        #expect(run("LookupUserName", "userId", ids: "123") == "sample.user")
    }

    @Test("Everybody is in the Everyone group, which cannot be changed, deleted or left")
    func everyone() {
        #expect(run("GetGroupInformation", "groupId", ids: "1")?.contains("<User><Id>123</Id><Name>sample.user</Name></User>") == true)
        #expect(run("AddUserToGroup", "userId", "groupId", ids: "123", "1") == "1")
        #expect(fault("DeleteGroup", "groupId", ids: "1") == "The Everyone group cannot be deleted.")
        #expect(fault("UpdateGroup", "groupId", "groupName", ids: "1", "All") == "The Everyone group cannot be changed.")
        #expect(fault("RemoveUserFromGroup", "userId", "groupId", ids: "123", "1") == "The Everyone group cannot be left.")
        #expect(
            fault("AddChildToGroup", "childGroupId", "parentGroupId", ids: "2", "1") == "The Everyone group cannot be given members.")
    }

    @Test("An id that nothing has is refused, whether it is the first or the second")
    func unknownIDs() {
        for operation in ["GetGroup", "DeleteGroup", "GetGroupInformation"] {
            for id in ["0", "99", "-1", "2147483647"] {
                #expect(fault(operation, "groupId", ids: id) == "There is no group with the id \(id).")
            }
        }
        #expect(fault("UpdateGroup", "groupId", "groupName", ids: "99", "x") == "There is no group with the id 99.")
        for operation in ["AddChildToGroup", "RemoveChildFromGroup"] {
            #expect(fault(operation, "childGroupId", "parentGroupId", ids: "99", "2") == "There is no group with the id 99.")
            #expect(fault(operation, "childGroupId", "parentGroupId", ids: "2", "98") == "There is no group with the id 98.")
        }
        for operation in ["AddUserToGroup", "RemoveUserFromGroup"] {
            #expect(fault(operation, "userId", "groupId", ids: "99", "2") == "There is no user with the id 99.")
            #expect(fault(operation, "userId", "groupId", ids: "123", "98") == "There is no group with the id 98.")
        }
    }

    @Test("Only the system administrator's own session sees that account among the members")
    func hidden() throws {
        try stage.add(#"{"user_id": 50, "user_name": "chief", "roles": ["System Administrator"]}"#, password: "Plain-Pass-1")
        let other = stage.session("chief", "Plain-Pass-1")
        let seen = stage.result(.accesscontrol, "GetGroupInformation", ["sessionToken": other, "groupId": "1"])
        #expect(seen?.contains("sysadmin") == false && seen?.contains("chief") == true)
        #expect(run("GetGroupInformation", "groupId", ids: "1")?.contains("sysadmin") == true)
    }

    @Test("Lists that are given replace those of a group, all or none")
    func lists() throws {
        let call = stage.domain()
        let (outer, inner) = (try #require(Int32(make("Outer"))), try #require(Int32(make("Inner"))))
        var changes = GroupChanges(name: "New")
        (changes.parents, changes.children, changes.users, changes.description) = ([outer], [inner], [123], "text")
        let new = try call.createGroup(changes)
        func information() throws -> [[Int32]] {
            let information = try call.groupInformation(new)
            return [information.parents.map(\.archerID), information.children.map(\.archerID), information.users.map(\.id)]
        }
        #expect(try information() == [[outer], [inner], [123]])
        changes = GroupChanges()
        changes.users = [123]
        changes.children = []
        try call.updateGroup(new, changes)
        #expect(try information() == [[outer], [], [123]])
        changes = GroupChanges()
        (changes.children, changes.users) = ([outer], [])
        #expect(throws: ArcherRefusal.self) { try call.updateGroup(new, changes) }
        #expect(try information() == [[outer], [], [123]], "a cycle changes nothing")
        changes = GroupChanges(name: "Cycle")
        (changes.parents, changes.children) = ([inner], [inner])
        #expect(throws: ArcherRefusal.self) { try call.createGroup(changes) }
        #expect(try call.group(named: "Cycle") == nil)
    }
}
