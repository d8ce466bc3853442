import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// The system administrator has the id 1. Others do not see it, whatever their roles.
@Suite("A change that names a user whom the caller does not see")
struct HiddenUserTests {
    let stage: Stage
    let admin: String
    let chief: String

    init() throws {
        stage = try Stage()
        admin = stage.session()
        try stage.add(#"{"user_id": 50, "user_name": "chief", "roles": ["System Administrator"]}"#, password: "Chief-Pass-1")
        chief = stage.session("chief", "Chief-Pass-1")
    }

    @Test(
        "is refused by SOAP as one of nobody",
        arguments: [
            ("AddUserToGroup", "groupId"), ("RemoveUserFromGroup", "groupId"), ("AddUserToRole", "roleId"),
            ("RemoveUserFromRole", "roleId"),
        ])
    func soap(operation: String, container: String) {
        func call(_ user: String, by token: String) -> String? {
            stage.fault(.accesscontrol, operation, [("sessionToken", token), ("userId", user), (container, "2")])
        }
        #expect(call("1", by: chief) == "There is no user with the id 1.")
        #expect(call("999", by: chief) == "There is no user with the id 999.")
        #expect(call("123", by: chief) == nil && call("1", by: admin) == nil)
    }

    @Test(
        "is refused by REST as one of nobody",
        arguments: [
            ("PUT", "usergroup", #"{"UserId":%,"GroupId":2,"IsAdd":true}"#),
            ("PUT", "usergroup", #"{"UserId":%,"GroupId":2,"IsAdd":false}"#),
            ("PUT", "userrole", #"{"UserId":%,"RoleId":1,"IsAdd":true}"#), ("PUT", "userrole", #"{"UserId":%,"RoleId":1,"IsAdd":false}"#),
            ("POST", "group", #"{"Group":{"Name":"New"},"ChildUsers":[123,%]}"#), ("PUT", "group", #"{"Group":{"Id":2},"ChildUsers":[%]}"#),
            ("PUT", "user", #"{"Id":%,"Title":"x"}"#), ("POST", "user/status/active/%", ""),
            ("PUT", "userpassword", #"{"UserId":%,"NewPassword":"Other-Pass-1"}"#),
        ])
    func rest(method: String, target: String, body: String) {
        func call(_ user: String, by token: String) -> HTTPResponse {
            stage.rest(method, "system/" + target.replacing("%", with: user), body.replacing("%", with: user), token: token)
        }
        for user in ["1", "999"] {
            let response = call(user, by: chief)
            #expect(method == "GET" ? response.isNothingFound || response.isNothingFoundInList : response.namesUnknown, "\(user)")
        }
        #expect(call("1", by: admin).json["IsSuccessful"] == .bool(true))
    }

    @Test("does not take a hidden user out of a group whose list is replaced")
    func replaced() {
        func put(_ users: String, by token: String) {
            let response = stage.rest("PUT", "system/group", #"{"Group":{"Id":2},"ChildUsers":\#(users)}"#, token: token)
            #expect(response.json["IsSuccessful"] == .bool(true))
        }
        func members() -> JSON? { stage.rest("GET", "system/groupmembership/2", token: admin).object["UserIds"] }
        put("[1,123]", by: admin)
        put("[50]", by: chief)
        #expect(members() == .array([.number(1), .number(50)]))
        put("[]", by: chief)
        #expect(members() == .array([.number(1)]))
        put("[]", by: admin)
        #expect(members() == .null)
    }

    @Test("A group or role that cannot have one of its lists is not there for a moment, and nothing is put into the Everyone group")
    func together() {
        func post(_ target: String, _ body: String) -> HTTPResponse { stage.rest("POST", "system/\(target)", body, token: admin) }
        func epoch() -> Int64? { (try? stage.users.directory(in: stage.site))?.epoch }
        let before = epoch()
        #expect(post("group", #"{"Group":{"Name":"Half"},"ChildUsers":[123],"ChildGroups":[2,77]}"#).namesUnknown)
        let inEveryone = post("group", #"{"Group":{"Name":"Half"},"ParentGroups":[1]}"#)
        #expect(inEveryone.refusal["Description"] == .string("The Everyone group cannot be given members."))
        let circle = post("group", #"{"Group":{"Name":"Half"},"ParentGroups":[2],"ChildGroups":[2]}"#)
        #expect(circle.refusal["Description"] == .string("The group cannot contain itself."))
        #expect(post("role", #"{"AccessRole":{"Name":"Half"},"GroupIds":[2,77]}"#).namesUnknown)
        #expect(epoch() == before, "not even for a moment")
        let whole = post("group", #"{"Group":{"Name":"Whole"},"ParentGroups":[2],"ChildGroups":[1],"ChildUsers":[123]}"#)
        #expect(whole.json["IsSuccessful"] == .bool(true) && epoch() != before)
        let put = stage.rest("PUT", "system/group", #"{"Group":{"Id":2},"ParentGroups":[1]}"#, token: admin)
        #expect(put.refusal["Description"] == .string("The Everyone group cannot be given members."))
    }
}
