import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's groups, roles and security parameters by REST")
struct RESTDirectoryTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private func call(_ method: String, _ target: String, _ body: String = "") -> HTTPResponse {
        stage.rest(method, "system/\(target)", body, token: token)
    }

    private func id(_ response: HTTPResponse) -> Int { response.object["Id"]?.int ?? 0 }

    @Test("A group's keys are in the vendor's order, and SOAP sees the same group")
    func group() {
        let created = call("POST", "group", #"{"Group":{"Name":"Auditors","Description":"<b>All</b>"},"ChildUsers":["123"]}"#)
        #expect(created.bodyText == #"{"Links":[],"RequestedObject":{"Id":\#(id(created))},"IsSuccessful":true,"ValidationMessages":[]}"#)
        let group = call("GET", "group/\(id(created))").object
        #expect(
            group.members?.map(\.name) == [
                "Id", "Name", "DisplayName", "Description", "EveryoneFlag", "Guid", "SystemFlag", "LdapFlag", "DomainId",
                "DistinguishedName", "DefaultHomeDashboardId", "DefaultHomeWorkspaceId", "UpdateInformation",
            ])
        #expect(group["Description"] == .string("<b>All</b>"))
        let soap = stage.call(.accesscontrol, "GetGroup", ["sessionToken": token, "groupId": "\(id(created))"])
        #expect(soap.text(of: "GetGroupResult") == "Auditors")
        #expect(call("GET", "groupmembership/\(id(created))").object["UserIds"] == .array([.number(123)]))
        #expect(call("GET", "group/user/123").objects.contains { $0["Name"] == .string("Auditors") })
        #expect(call("DELETE", "group/\(id(created))").json["IsSuccessful"] == .bool(true))
        #expect(call("GET", "group/\(id(created))").isNothingFound)
    }

    @Test("UpdateInformation says who created an object and who changed it last, and when")
    func updateInformation() {
        let bodies = [
            ("group", #"{"Group":{"Name":"Noted"}}"#, #"{"Group":{"Id":ID,"Description":"x"}}"#),
            ("role", #"{"AccessRole":{"Name":"Noted"}}"#, #"{"AccessRole":{"Id":ID,"Description":"x"}}"#),
            ("securityparameter", #"{"Name":"Noted"}"#, #"{"Id":ID,"Description":"x"}"#),
        ]
        for (resource, creation, update) in bodies {
            let id = id(call("POST", resource, creation))
            func note(_ name: String) -> JSON { call("GET", "\(resource)/\(id)").object["UpdateInformation"]?[name] ?? .string("none") }
            let created = note("CreateDate")
            #expect(created.string != nil && note("UpdateDate") == created, "\(resource)")
            #expect(note("CreateLogin") == .number(1) && note("UpdateLogin") == .number(1), "\(resource)")
            stage.clock.advance(by: .seconds(5))
            #expect(call("PUT", resource, update.replacing("ID", with: "\(id)")).json["IsSuccessful"] == .bool(true), "\(resource)")
            #expect(note("CreateDate") == created && note("UpdateDate") != created, "\(resource)")
            #expect(call("GET", "\(resource)/1").object["UpdateInformation"]?["CreateDate"] == .null, "\(resource)")
        }
    }

    @Test("A list of a group that is given replaces, and one that is null stays")
    func lists() {
        let parent = id(call("POST", "group", #"{"Group":{"Name":"Parent"}}"#))
        let child = id(call("POST", "group", #"{"Group":{"Name":"Child"},"ParentGroups":[\#(parent)],"ChildUsers":[123]}"#))
        func membership() -> JSON { call("GET", "groupmembership?$filter=GroupId eq \(child)").objects.first ?? .null }
        #expect(membership()["ParentGroupIds"] == .array([.number(parent)]))
        #expect(call("PUT", "group", #"{"Group":{"Id":"\#(child)","Name":"Kid"},"ChildUsers":null}"#).json["IsSuccessful"] == .bool(true))
        #expect(membership()["UserIds"] == .array([.number(123)]))
        #expect(call("PUT", "group", #"{"Group":{"Id":\#(child)},"ParentGroups":[],"ChildUsers":[]}"#).json["IsSuccessful"] == .bool(true))
        #expect(membership()["UserIds"] == .null && membership()["ParentGroupIds"] == .null)
        #expect(call("GET", "group/\(child)").object["Name"] == .string("Kid"))
        #expect(
            call("PUT", "groupmember", #"{"GroupId":\#(parent),"GroupMemberId":\#(child),"IsAdd":"true"}"#).object["Id"] == .number(parent))
        let pairs = call("GET", "grouphierarchy?$filter=Id eq \(parent)").objects
        #expect(pairs.map { $0["RelatedId"] } == [.number(parent), .number(child)])
        #expect(pairs.map { $0["Generation"] } == [.number(0), .number(1)])
        let cycle = call("PUT", "groupmember", #"{"GroupId":\#(child),"GroupMemberId":\#(parent),"IsAdd":true}"#)
        #expect(cycle.status == 200 && cycle.refusal["Description"] == .string("The group cannot contain itself."))
    }

    @Test("A taken name, a missing name and an object that may not be changed have their own keys")
    func refusals() {
        func key(_ response: HTTPResponse) -> String {
            response.refusal["MessageKey"]?.string?.replacing("ValidationMessageTemplates:", with: "") ?? ""
        }
        #expect(key(call("POST", "group", #"{"Group":{"Name":"everyone"}}"#)) == "NameNotUnique")
        #expect(key(call("POST", "group", #"{"Group":{}}"#)) == "Required")
        #expect(key(call("POST", "group", "{}")) == "Required")
        #expect(key(call("DELETE", "group/1")) == "AccessDenied")
        #expect(key(call("POST", "group", #"{"Group":{"Name":["x"]}}"#)) == "NotValid")
        #expect(key(call("POST", "role", #"{"AccessRole":{"Name":"x"},"AccessRoleTasks":[{"TaskId":9}]}"#)) == "NotValid")
        #expect(key(call("DELETE", "securityparameter/1")) == "AccessDenied")
        let wrong = call("PUT", "usergroup", #"{"UserId":"abc","GroupId":2,"IsAdd":true}"#)
        #expect(wrong.refusal["Description"] == .string("The UserId property is not valid: a whole number is expected."))
        #expect(call("PUT", "usergroup", #"{"UserId":999,"GroupId":2,"IsAdd":true}"#).namesUnknown)
        #expect(call("GET", "group/99999999999").isNothingFound)
        #expect(call("GET", "group/x").status == 400)
    }

    @Test("A role's tasks are the rights on pages, for users and groups that have it, from the next call on")
    func role() {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        func mayCreate() -> Bool {
            stage.rest("POST", "system/group", #"{"Group":{"Name":"everyone"}}"#, token: reader).status == 200
        }
        #expect(!mayCreate())
        let tasks = #"[{"TaskId":2,"HasCreate":true,"HasRead":"true","HasUpdate":false,"HasDelete":null}]"#
        let role = id(call("POST", "role", #"{"AccessRole":{"Name":"Makers"},"GroupIds":[2],"AccessRoleTasks":\#(tasks)}"#))
        #expect(!mayCreate())
        #expect(call("PUT", "userrole", #"{"UserId":123,"RoleId":\#(role),"IsAdd":true}"#).object["Id"] == .number(role))
        #expect(mayCreate())
        #expect(call("GET", "role/user/123").objects.contains { $0["Name"] == .string("Makers") })
        for name in ["rolemembership", "rolememberships"] {
            let found = call("GET", "\(name)/\(role)").object
            #expect(found["UserIds"] == .array([.number(123)]) && found["GroupIds"] == .array([.number(2)]))
        }
        #expect(call("PUT", "userrole", #"{"UserId":123,"RoleId":\#(role),"IsAdd":false}"#).status == 200)
        #expect(!mayCreate())
        #expect(call("PUT", "rolegroup", #"{"GroupId":1,"RoleId":\#(role),"IsAdd":true}"#).status == 200)
        #expect(mayCreate(), "everybody is in the Everyone group")
    }

    @Test("A caller without the right is told which one is missing, with 403")
    func rights() {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        for (method, target, right) in [
            ("POST", "group", "Create"), ("PUT", "role", "Update"), ("DELETE", "securityparameter/3", "Delete"),
        ] {
            let body = #"{"Group":{"Name":"x"},"AccessRole":{"Id":1}}"#
            let response = stage.rest(method, "system/\(target)", body, token: reader)
            #expect(response.status == 403)
            #expect(response.bodyText.contains("does not have \(right) privileges"))
        }
        for isAdd in [true, false] {
            let response = stage.rest("PUT", "system/usergroup", #"{"UserId":123,"GroupId":2,"IsAdd":\#(isAdd)}"#, token: reader)
            #expect(response.status == 403 && response.bodyText.contains(isAdd ? "Update" : "Delete"))
        }
    }

    @Test(
        "A caller without the right does not learn what is wrong with a body or a query",
        arguments: [
            ("POST", "group", "{"), ("POST", "group", "{}"), ("PUT", "role", #"{"AccessRole":[]}"#), ("POST", "securityparameter", "[]"),
            ("DELETE", "group/x", ""), ("PUT", "group?$filter=%", "{}"), ("PUT", "usergroup", "{"), ("PUT", "groupmember", "[]"),
            ("PUT", "userrole", #"{"UserId":"x"}"#), ("PUT", "rolegroup", "{}"),
        ])
    func rightsBeforeBody(method: String, target: String, body: String) throws {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        let response = stage.rest(method, "system/\(target)", body, token: reader)
        #expect(response.status == 403)
        let entry = try #require(stage.log.all.last)
        #expect(entry.contains("privileges"))
        #expect(call(method, target, body).status != 403)
    }

    @Test("A call that waits is refused if its session ends before its work begins")
    func endedWhileWaiting() {
        var request = HTTPRequest(method: "GET", path: "/api/core/system/group")
        request.fields.append("Authorization", HTTPFieldValue(replacingControlsIn: "Archer session-id=\(token)"))
        let answer = stage.answer(request)
        #expect(stage.rest("POST", "security/logout", #"{"Value":"\#(token)"}"#).status == 200)
        #expect(answer.response.status == 401)
    }

    @Test("Security parameters are listed with that of administrators first, and keep what is set")
    func securityParameters() {
        let names = call("GET", "securityparameter?$select=Name").objects.map { $0["Name"]?.string ?? "" }
        #expect(names == ["Default Administrative User", "General User Parameter", "Archer Services Parameter"])
        let body = """
            {"Name":"Strict","Description":"","MinPasswordLength":"15","PasswordChangeLimit":"True","LockoutPeriod":30,"LockoutPeriodType":2,\
            "SessionTimeout":1,"SessionTimeoutType":1,"StaticSessionTimeout":false,"PermittedFromTime":"2025-04-01T08:30:00",\
            "IsDisallowedByDays":true,"DisallowedSessionDays":[1,64],"DisallowedDates":[{"LockedDate":"2025-04-01T00:00:00"}],\
            "TimeZoneCode":"Coordinated Universal Time","SecurityParameterType":2,"MobilePinRequired":true,"pinLength":4,"PinExpiration":null}
            """
        let new = id(call("POST", "securityparameter", body))
        let parameter = call("GET", "securityparameter/\(new)").object
        #expect(parameter["MinPasswordLength"] == .number(15) && parameter["PasswordChangeLimit"] == .bool(true))
        #expect(parameter["LockoutPeriod"] == .number(30) && parameter["SessionTimeoutType"] == .number(1))
        #expect(parameter["StaticSessionTimeout"] == .null && parameter["PermittedFromTime"] == .string("08:30:00"))
        #expect(parameter["DisallowedSessionDays"] == .array([.number(1), .number(64)]))
        #expect(parameter["DisallowedDates"]?.elements?.first?["LockedDate"] == .string("2025-04-01T00:00:00"))
        #expect(parameter["MobilePinRequired"] == .bool(true) && parameter["pinLength"] == .number(4))
        #expect(parameter["PinExpiration"] == .null)
        let change = #"{"Id":\#(new),"GraceLogins":0,"PinLength":"6"}"#
        #expect(call("PUT", "securityparameter", change).json["IsSuccessful"] == .bool(true))
        #expect(call("GET", "securityparameter/\(new)").object["pinLength"] == .string("6"))
        let changed = call("GET", "securityparameter/\(new)?$select=GraceLogins,Name").object
        #expect(changed == .object([.init("GraceLogins", .number(0)), .init("Name", .string("Strict"))]))
        #expect(call("DELETE", "securityparameter/\(new)").json["IsSuccessful"] == .bool(true))
        for body in [
            #"{"Name":"x","LockoutPeriodType":4}"#, #"{"Name":"x","PinLength":[4]}"#, #"{"Name":"x","DisallowedSessionDays":[3]}"#,
            #"{"Name":"x","PasswordChangeLimit":"yes"}"#,
        ] {
            #expect(call("POST", "securityparameter", body).refusal["MessageKey"] == .string("ValidationMessageTemplates:NotValid"))
        }
    }

    @Test("A negative number of a security parameter is refused by the property's name")
    func negativeNumbers() {
        let names = ["AlphaCharsRequired", "PasswordChangeInterval", "PasswordChangeLimit", "LockoutPeriod", "StaticSessionTimeout"]
        for name in names {
            let refusal = call("PUT", "securityparameter", #"{"Id":1,"\#(name)":-1}"#).refusal
            #expect(refusal["Description"] == .string("The \(name) property is not valid: it is negative."))
            #expect(call("PUT", "securityparameter", #"{"Id":1,"\#(name)":"0"}"#).json["IsSuccessful"] == .bool(true))
        }
    }

    @Test("A property inside an object that belongs beside it is refused, since nothing would be done with it")
    func misplaced() {
        for (verb, path, object, name, value) in [
            ("POST", "group", #""Name":"Misplaced""#, "Group.ChildUsers", "[123]"),
            ("PUT", "group", #""Id":2"#, "Group.ParentGroups", "[]"),
            ("POST", "role", #""Name":"Misplaced""#, "AccessRole.GroupIds", "[2]"),
            ("PUT", "role", #""Id":1"#, "AccessRole.AccessRoleTasks", "[]"),
            ("POST", "user", #""FirstName":"A","LastName":"B""#, "User.Roles", "[1]"), ("PUT", "user", #""Id":123"#, "User.Groups", "[2]"),
        ] {
            let parts = name.split(separator: ".")
            func body(_ value: String) -> String { #"{"\#(parts[0])":{\#(object),"\#(parts[1])":\#(value)}}"# }
            let refusal = call(verb, path, body(value)).refusal
            #expect(refusal["Description"] == .string("The \(name) property is not valid: it belongs beside \(parts[0])."))
            #expect(call(verb, path, body("null")).json["IsSuccessful"] == .bool(true), "\(verb) \(path)")
        }
    }
}
