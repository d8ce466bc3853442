import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's users by REST")
struct RESTUserTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private func call(_ method: String, _ target: String, _ body: String = "", by token: String? = nil) -> HTTPResponse {
        stage.rest(method, "system/\(target)", body, token: token ?? self.token)
    }

    private func id(_ response: HTTPResponse) -> Int { response.object["Id"]?.int ?? 0 }

    private func isDone(_ response: HTTPResponse) -> Bool { response.status == 200 && response.json["IsSuccessful"] == .bool(true) }

    private func refusal(_ response: HTTPResponse) -> String {
        let key = response.refusal["MessageKey"]?.string?.replacing("ValidationMessageTemplates:", with: "") ?? "\(response.status)"
        return "\(key): \(response.refusal["Description"]?.string ?? "")"
    }

    /// A user with a password, who may do nothing.
    private func make(_ more: String = "") -> Int {
        id(call("POST", "user", #"{"User":{"FirstName":"Ada","LastName":"Byron","UserName":"ada"\#(more)},"Password":"Ada-Pass-1"}"#))
    }

    @Test("A password or a domain in the wrong place is refused")
    func misplaced() {
        let names = #""FirstName":"Ada","LastName":"Byron""#
        #expect(
            refusal(call("POST", "user", #"{"User":{\#(names),"Password":"Ada-Pass-1"}}"#))
                == "NotValid: The User.Password property is not valid: the password belongs beside User.")
        #expect(
            refusal(call("POST", "user", #"{"User":{\#(names),"UserDomain":"corp"}}"#))
                == "NotValid: The User.UserDomain property is not valid: UpdateUserEx of SOAP sets the domain.")
        #expect(
            refusal(call("PUT", "user", #"{"User":{"Id":123,"Password":"Ada-Pass-1"}}"#))
                == "NotValid: The User.Password property is not valid: PUT system/userpassword sets it.")
        #expect(isDone(call("PUT", "user", #"{"User":{"Id":123,"Password":"","UserDomain":null}}"#)))
    }

    @Test("A user's keys are in the captured order, and a new user is that of SOAP")
    func keys() {
        let ada = make()
        let user = call("GET", "user/\(ada)").object
        #expect(
            user.members?.map(\.name) == [
                "Id", "DisplayName", "FirstName", "MiddleName", "LastName", "LastLoginDate", "UserName", "AccountStatus", "DomainId",
                "SecurityId", "Locale", "TimeZoneId", "Address", "Company", "Title", "AdditionalNote", "BusinessUnit", "Department",
                "ForcePasswordChange", "DistinguishedName", "Type", "LanguageId", "DefaultHomeDashboardId", "DefaultHomeWorkspaceId",
                "UpdateInformation", "EnableApproveContentByEmail", "Guid",
            ])
        #expect(user["DisplayName"] == .string("Byron, Ada") && user["UserName"] == .string("ada"))
        #expect(user["AccountStatus"] == .number(1) && user["SecurityId"] == .number(1) && user["Type"] == .number(1))
        #expect(user["MiddleName"] == .string("") && user["AdditionalNote"] == .null && user["DomainId"] == .null)
        #expect(user["LastLoginDate"] == .null && user["Locale"] == .string("en-US") && user["TimeZoneId"] == .string("UTC"))
        #expect(user["UpdateInformation"]?["CreateLogin"] == .number(1) && user["UpdateInformation"]?["CreateDate"]?.string != nil)
        #expect(stage.lookUp(token, "ada").text(of: "LookupUserIdResult") == "\(ada)")
        stage.clock.advance(by: .milliseconds(350))
        let own = stage.restSession("ada", "Ada-Pass-1")
        #expect(!own.isEmpty)
        #expect(call("GET", "user/\(ada)").object["LastLoginDate"]?.string?.hasSuffix(".35") == true)
        #expect(call("GET", "user/\(ada)", by: own).status == 403)
    }

    @Test("A missing name is generated; what is missing, taken, too weak or unknown is named")
    func create() {
        func create(_ body: String) -> HTTPResponse { call("POST", "user", body) }
        let generated = id(create(#"{"User":{"FirstName":"Jake","LastName":"Miller","UserName":null},"Roles":null}"#))
        #expect(call("GET", "user/\(generated)?$select=UserName").object == .object([.init("UserName", .string("millerj"))]))
        #expect(stage.signIn("millerj", "").status == 500, "a user without a password cannot sign in")
        #expect(refusal(create("{}")) == "Required: The User field is a required field.")
        #expect(refusal(create(#"{"User":{"LastName":"x"}}"#)) == "Required: The FirstName field is a required field.")
        #expect(refusal(create(#"{"User":{"FirstName":"x","LastName":""}}"#)) == "Required: The LastName field is a required field.")
        let user = #""User":{"FirstName":"A","LastName":"B","UserName":"MILLERJ"}"#
        #expect(refusal(create("{\(user)}")) == "NameNotUnique: The user name is already in use.")
        let other = #""User":{"FirstName":"A","LastName":"B","UserName":"other""#
        #expect(refusal(create(#"{\#(other)},"Password":"short"}"#)).hasPrefix("PasswordNotValid: The password does not meet"))
        #expect(refusal(create(#"{\#(other),"AccountStatus":4}}"#)).hasPrefix("NotValid: The User.AccountStatus property is not valid"))
        #expect(refusal(create(#"{\#(other),"TimeZoneId":"Nowhere"}}"#)).hasPrefix("NotValid: The User.TimeZoneId"))
        #expect(create(#"{\#(other),"SecurityId":99}}"#).namesUnknown)
        #expect(create(#"{\#(other)},"Roles":[99]}"#).namesUnknown)
        #expect(create(#"{\#(other)},"Groups":[99]}"#).namesUnknown)
        #expect(refusal(create(#"{\#(other)},"Contacts":[{"Value":""}]}"#)).hasPrefix("NotValid: The Contacts.Value"))
        #expect(stage.lookUp(token, "other").status == 500, "a refused user is not half there")
        let lists = #""Roles":[2],"Groups":[1,2],"Contacts":[{"Value":"a@b.c","Id":9}]"#
        let full = create(#"{\#(other),"AccountStatus":"2","SecurityId":"3","LanguageId":7},\#(lists)}"#)
        let made = call("GET", "user/\(id(full))").object
        #expect(made["AccountStatus"] == .number(2) && made["SecurityId"] == .number(3) && made["LanguageId"] == .number(7))
        #expect(call("GET", "role/user/\(id(full))").objects.compactMap { $0["Id"]?.int } == [1, 2])
        #expect(call("GET", "group/user/\(id(full))").objects.compactMap { $0["Id"]?.int } == [1, 2])
        #expect(call("GET", "usercontact/\(id(full))").objects.map { $0["Id"] } == [.number(1)])
    }

    @Test("A change keeps what is missing or null, in the property User or as the bare object, and an answer can be sent back")
    func update() {
        let ada = make(#","Title":"Countess","Company":"Engine""#)
        #expect(id(call("PUT", "user", #"{"User":{"Id":"\#(ada)","Title":"Lady","Company":null,"FirstName":"Augusta"}}"#)) == ada)
        #expect(isDone(call("PUT", "user", #"{"id":\#(ada),"Address":"London","AdditionalNote":"1815"}"#)))
        let user = call("GET", "user/\(ada)").object
        #expect(user["Title"] == .string("Lady") && user["Company"] == .string("Engine") && user["FirstName"] == .string("Augusta"))
        #expect(user["Address"] == .string("London") && user["AdditionalNote"] == .string("1815"))
        #expect(isDone(call("PUT", "user", String(decoding: user.bytes, as: UTF8.self))))
        let again = call("GET", "user/\(ada)").object
        #expect(again.members?.filter { $0.name != "UpdateInformation" } == user.members?.filter { $0.name != "UpdateInformation" })
        #expect(isDone(call("PUT", "user", #"{"Id":\#(ada),"Title":"","ForcePasswordChange":"true","EnableApproveContentByEmail":true}"#)))
        let changed = call("GET", "user/\(ada)").object
        #expect(changed["Title"] == .string("") && changed["ForcePasswordChange"] == .bool(true))
        #expect(changed["EnableApproveContentByEmail"] == .bool(true))
        #expect(refusal(call("PUT", "user", #"{"User":{"Title":"x"}}"#)) == "Required: The User.Id field is a required field.")
        let empty = call("PUT", "user", #"{"Id":\#(ada),"LastName":""}"#)
        #expect(refusal(empty) == "NotValid: The LastName parameter is not valid: it is empty.")
        #expect(call("PUT", "user", #"{"Id":999,"Title":"x"}"#).namesUnknown)
        #expect(refusal(call("PUT", "user", #"{"Id":\#(ada),"UserName":"sample.user"}"#)).hasPrefix("NameNotUnique"))
        #expect(refusal(call("PUT", "user", #"{"Id":1,"UserName":"root"}"#)) == "AccessDenied: The sysadmin cannot be renamed.")
        #expect(refusal(call("PUT", "user", #"{"Id":\#(ada),"Password":"Secret-1"}"#)).hasPrefix("NotValid: The Password property"))
        #expect(!stage.log.all.contains { $0.contains("Secret-1") })
    }

    @Test("Roles, groups and contacts of a change replace the present ones, and a contact that names its number keeps it")
    func lists() {
        let ada = make()
        let group = id(call("POST", "group", #"{"Group":{"Name":"Engineers"},"ChildUsers":[\#(ada)]}"#))
        let two = #"[{"Value":"a@x.y"},{"Value":"b@x.y"}]"#
        #expect(isDone(call("PUT", "user", #"{"User":{"Id":\#(ada)},"Roles":[2],"Groups":[2,1],"Contacts":\#(two)}"#)))
        #expect(call("GET", "role/user/\(ada)").objects.compactMap { $0["Id"]?.int } == [2])
        #expect(call("GET", "group/user/\(ada)").objects.compactMap { $0["Id"]?.int } == [1, 2])
        #expect(call("GET", "user/group/\(group)").isNothingFoundInList)
        let address = #"{"ContactType":7,"ContactSubType":2,"IsDefault":true,"Value":"c@x.y","Id":2}"#
        let number = #"{"ContactType":"9","ContactSubType":9,"IsDefault":true,"Value":"555","Id":2147483647}"#
        #expect(isDone(call("PUT", "user", #"{"User":{"Id":\#(ada)},"Contacts":[\#(address),\#(number)]}"#)))
        #expect(
            call("GET", "usercontact/\(ada)").objects.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                address,
                #"{"ContactType":9,"ContactSubType":9,"IsDefault":false,"Value":"555","Id":3}"#,
            ])
        #expect(call("GET", "user?$filter=Contacts/any(s:tolower(s/Value) eq 'c@x.y')").objects.map { $0["Id"] } == [.number(ada)])
        #expect(call("GET", "usercontact?$filter=UserId eq \(ada)").objects.first?["Contacts"]?.elements?.count == 2)
        #expect(call("GET", "usercontact/123").isNothingFoundInList)
        let many = Array(repeating: #"{"Value":"x"}"#, count: 50).joined(separator: ",")
        #expect(isDone(call("PUT", "user", #"{"User":{"Id":\#(ada)},"Contacts":[\#(many)]}"#)))
        let tooMany = call("PUT", "user", #"{"User":{"Id":\#(ada)},"Contacts":[\#(many),{"Value":"x"}]}"#)
        #expect(refusal(tooMany).hasPrefix("NotValid: The Contacts"))
        #expect(isDone(call("PUT", "user", #"{"User":{"Id":\#(ada)},"Contacts":[],"Groups":[],"Roles":[]}"#)))
        #expect(call("GET", "role/user/\(ada)").isNothingFoundInList && call("GET", "usercontact/\(ada)").isNothingFoundInList)
    }

    @Test("Who may change users but neither roles nor groups gives none to a user")
    func listsNeedRights() throws {
        try stage.add(#"{"user_id": 50, "user_name": "clerk", "privileges": []}"#, password: "Clerk-Pass-1")
        let tasks = #"[{"TaskId":1,"HasCreate":true,"HasUpdate":true}]"#
        let role = id(call("POST", "role", #"{"AccessRole":{"Name":"Clerks"},"AccessRoleTasks":\#(tasks)}"#))
        #expect(isDone(call("PUT", "userrole", #"{"UserId":50,"RoleId":\#(role),"IsAdd":true}"#)))
        let clerk = stage.session("clerk", "Clerk-Pass-1")
        let user = #""User":{"FirstName":"A","LastName":"B"}"#
        for list in [#""Roles":[2]"#, #""Groups":[2]"#] {
            let response = call("POST", "user", "{\(user),\(list)}", by: clerk)
            #expect(response.status == 403 && response.bodyText.contains("Update privileges"))
            #expect(call("PUT", "user", #"{"User":{"Id":50},\#(list)}"#, by: clerk).status == 403)
        }
        #expect(isDone(call("POST", "user", #"{\#(user),"Roles":[],"Groups":null}"#, by: clerk)))
        #expect(isDone(call("PUT", "user", #"{"Id":50,"Title":"Clerk"}"#, by: clerk)))
    }

    @Test("A new group or role with members or rights needs the right to update, and a list that takes out that to delete")
    func membersNeedRights() throws {
        try stage.add(#"{"user_id": 50, "user_name": "clerk", "privileges": []}"#, password: "Clerk-Pass-1")
        func grant(_ rights: String) -> Int {
            let tasks = #"[{"TaskId":2,\#(rights)},{"TaskId":3,\#(rights)}]"#
            return id(call("POST", "role", #"{"AccessRole":{"Name":"Of \#(rights.utf8.count)"},"AccessRoleTasks":\#(tasks)}"#))
        }
        let creating = grant(#""HasCreate":true"#)
        #expect(isDone(call("PUT", "userrole", #"{"UserId":50,"RoleId":\#(creating),"IsAdd":true}"#)))
        let clerk = stage.session("clerk", "Clerk-Pass-1")
        for list in [#""ParentGroups":[2]"#, #""ChildUsers":[50]"#, #""ChildGroups":[2]"#] {
            #expect(call("POST", "group", #"{"Group":{"Name":"Mine"},\#(list)}"#, by: clerk).status == 403, "\(list)")
        }
        for list in [#""GroupIds":[1]"#, #""AccessRoleTasks":[{"TaskId":1,"HasDelete":true}]"#] {
            #expect(call("POST", "role", #"{"AccessRole":{"Name":"Mine"},\#(list)}"#, by: clerk).status == 403, "\(list)")
        }
        let group = id(call("POST", "group", #"{"Group":{"Name":"Mine"},"ChildUsers":[]}"#, by: clerk))
        #expect(id(call("POST", "role", #"{"AccessRole":{"Name":"Mine"},"GroupIds":[]}"#, by: clerk)) != 0)
        let updating = grant(#""HasCreate":true,"HasUpdate":true"#)
        #expect(isDone(call("PUT", "userrole", #"{"UserId":50,"RoleId":\#(updating),"IsAdd":true}"#)))
        #expect(isDone(call("PUT", "group", #"{"Group":{"Id":\#(group)},"ChildUsers":[50]}"#, by: clerk)))
        #expect(isDone(call("PUT", "group", #"{"Group":{"Id":\#(group)},"ChildUsers":[50]}"#, by: clerk)))
        let response = call("PUT", "group", #"{"Group":{"Id":\#(group)},"ChildUsers":[]}"#, by: clerk)
        #expect(response.status == 403 && response.bodyText.contains("Delete privileges"))
    }

    @Test("The system administrators' role and the Everyone group can be sent back as they are, and not changed")
    func fixedContainers() {
        #expect(isDone(call("PUT", "role", #"{"AccessRole":{"Id":2,"Name":"System Administrator"}}"#)))
        for property in [#""IsDefault":true"#, #""Name":"Other""#, #""Alias":"other""#] {
            #expect(!isDone(call("PUT", "role", #"{"AccessRole":{"Id":2,\#(property)}}"#)), "\(property)")
        }
        #expect(isDone(call("PUT", "group", #"{"Group":{"Id":1,"Name":"Everyone"}}"#)))
        #expect(!isDone(call("PUT", "group", #"{"Group":{"Id":1,"Name":"Some"}}"#)))
    }

    @Test("A status ends sessions, and one sent back as it was shown does not turn a lock that ends by itself into one that stays")
    func status() throws {
        let ada = make()
        let own = stage.session("ada", "Ada-Pass-1")
        #expect(id(call("POST", "user/status/inactive/\(ada)")) == ada)
        #expect(stage.lookUp(own, "ada").status == 500 && stage.signIn("ada", "Ada-Pass-1").status == 500)
        #expect(call("GET", "user/\(ada)").object["AccountStatus"] == .number(2))
        #expect(isDone(call("POST", "user/status/active/\(ada)")))
        #expect(stage.signIn("ada", "Ada-Pass-1").status == 200)
        #expect(isDone(call("PUT", "securityparameter", #"{"Id":1,"LockoutPeriod":1,"LockoutPeriodType":1}"#)))
        for _ in 0..<3 { _ = stage.signIn("ada", "wrong") }
        let locked = call("GET", "user?$filter=AccountStatus eq '3'").objects
        #expect(locked.map { $0["Id"] } == [.number(ada)])
        #expect(isDone(call("PUT", "user", String(decoding: (locked.first ?? .null).bytes, as: UTF8.self))))
        stage.clock.advance(by: .seconds(3600))
        #expect(stage.signIn("ada", "Ada-Pass-1").status == 200)
        let admin = stage.session()
        #expect(isDone(call("PUT", "user", #"{"Id":\#(ada),"AccountStatus":3,"Title":"Locked"}"#, by: admin)))
        #expect(call("GET", "user/\(ada)", by: admin).object["AccountStatus"] == .number(3))
        #expect(call("POST", "user/status/active/999", by: admin).namesUnknown)
        #expect(call("POST", "user/status/asleep/\(ada)", by: admin).status == 404)
    }

    @Test("A password is set by the rules of the user's security parameter, and is nowhere in the log")
    func password() {
        let ada = make()
        let response = call("PUT", "userpassword", #"{"UserId":"\#(ada)","NewPassword":"Ada-Pass-2"}"#)
        #expect(response.bodyText == #"{"Links":[],"RequestedObject":{},"IsSuccessful":true,"ValidationMessages":[]}"#)
        #expect(stage.signIn("ada", "Ada-Pass-2").status == 200 && stage.signIn("ada", "Ada-Pass-1").status == 500)
        #expect(refusal(call("PUT", "userpassword", #"{"UserId":\#(ada),"NewPassword":"Ada-Pass"}"#)).hasPrefix("PasswordNotValid"))
        #expect(refusal(call("PUT", "userpassword", #"{"UserId":\#(ada)}"#)) == "Required: The NewPassword field is a required field.")
        #expect(call("PUT", "userpassword", #"{"UserId":999,"NewPassword":"Ada-Pass-3"}"#).namesUnknown)
        #expect(!stage.log.all.contains { $0.contains("Ada-Pass") })
    }

    @Test("A deleted user is gone and the name free; neither oneself nor the system administrator is deleted")
    func delete() {
        let ada = make()
        #expect(id(call("DELETE", "user/\(ada)")) == ada)
        #expect(call("GET", "user/\(ada)").isNothingFound && call("DELETE", "user/\(ada)").namesUnknown)
        #expect(make() > ada, "an id is given once")
        #expect(refusal(call("DELETE", "user/1")) == "AccessDenied: The sysadmin cannot be deleted.")
    }

    @Test("A user of a domain has the domain's id, whatever its letter case, and local users have none")
    func domain() throws {
        for (number, domain) in ["CORP", "corp", "OTHER"].enumerated() {
            try stage.add(#"{"user_id": \#(60 + number), "user_name": "d\#(number)", "domain": "\#(domain)"}"#, password: "Password-1")
        }
        let ids = call("GET", "user?$filter=DomainId ne null").objects.map { $0["DomainId"]?.int ?? 0 }
        #expect(ids.count == 3 && ids[0] == ids[1] && ids[0] != ids[2] && ids.allSatisfy { $0 > 0 })
    }
}
