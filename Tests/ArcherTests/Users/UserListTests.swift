import ASMX
import Accounts
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's lists of users")
struct UserListTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
        for (id, first, last, domain) in [
            (201, "Christy", "adams", ""), (202, "Chris", "Baker", "CORP"), (203, "Bob", "Adams", "CORP"), (204, "Chris", "Adams", ""),
            (1000, "%", "Zoe", "OTHER"),
        ] {
            try stage.add(
                #"{"user_id": \#(id), "user_name": "u\#(id)", "first_name": "\#(first)", "last_name": "\#(last)", "domain": "\#(domain)"}"#,
                password: "Password-1")
        }
    }

    private func list(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:], by token: String? = nil) -> String {
        let response = stage.call(
            .accesscontrol, operation, [("sessionToken", token ?? self.token)] + parameters.map { ($0.key, $0.value) })
        return response.text(of: operation + "Result")?.unescaped ?? response.bodyText
    }

    private func ids(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:], by token: String? = nil) -> [String] {
        list(operation, parameters, by: token).matches(of: /<row_num>([0-9]+)<\/row_num><ID>([0-9]+)<\/ID>/).map { "\($0.1):\($0.2)" }
    }

    @Test("The list is in the order of last name, first name and id, whatever the letter case")
    func order() {
        #expect(ids("GetUserList") == ["1:123", "2:1", "3:203", "4:204", "5:201", "6:202", "7:1000"])
        #expect(ids("GetDomainUserList", ["usersDomain": "corp"]) == ["1:203", "2:202"])
        #expect(ids("GetDomainUserList", ["userDomain": ""]) == ["1:123", "2:1", "3:204", "4:201"])
        #expect(list("GetDomainUserList", ["usersDomain": "NONE"]) == "<Return />")
        #expect(list("GetUserListCount") == "7" && list("GetDomainUserListCount", ["usersDomain": "CORP"]) == "2")
    }

    @Test("A user in a list has the documented elements in their order")
    func elements() {
        #expect(
            list("LookupUserByLastName", ["keyword": "Baker"])
                == "<Return><User><row_num>1</row_num><ID>202</ID><LastName>Baker</LastName><FirstName>Chris</FirstName>"
                + "<AccountStatus>Active</AccountStatus><ParameterName>General User Parameter</ParameterName><Role>Read</Role>"
                + "<LoggedOn>false</LoggedOn></User></Return>")
        #expect(list("GetUserList").contains("<LoggedOn>true</LoggedOn>"))
    }

    @Test("Pages go on where the one before ended, also for those who do not see the system administrator")
    func pages() {
        #expect(ids("GetUserListPaginated", ["pageSize": "3", "page": "2"]) == ["4:204", "5:201", "6:202"])
        let reader = stage.session("sample.user", "Sample-Pass-1")
        for size in 1...7 {
            let pages = (1...8).map { ids("GetUserListPaginated", ["pageSize": String(size), "Page": String($0)], by: reader) }
            #expect(pages.flatMap(\.self) == ["1:123", "2:203", "3:204", "4:201", "5:202", "6:1000"])
            #expect(pages.allSatisfy { $0.count <= size })
        }
        #expect(ids("GetDomainUserListPaginated", ["pageSize": "1", "page": "2", "usersDomain": "CORP"]) == ["2:202"])
        #expect(list("GetUserListPaginated", ["pageSize": "2147483647", "page": "2147483647"]) == "<Return />")
        for bad in [("0", "1"), ("1", "0"), ("-1", "1")] {
            #expect(list("GetUserListPaginated", ["pageSize": bad.0, "page": bad.1]).contains("is not valid: it is below 1"))
        }
    }

    @Test("A look-up finds names that begin with a text, and no character is a wildcard")
    func lookUps() {
        #expect(ids("LookupUserByFirstName", ["keyword": "chris"]) == ["1:204", "2:201", "3:202"])
        #expect(ids("LookupDomainUserByFirstName", ["keyword": "Chris", "usersDomain": "Corp"]) == ["1:202"])
        #expect(ids("LookupUserByLastName", ["keyword": "ADAMS"]) == ["1:203", "2:204", "3:201"])
        #expect(ids("LookupDomainUserByLastName", ["keyword": "a", "usersDomain": "CORP"]) == ["1:203"])
        #expect(ids("LookupUserByFirstName", ["keyword": "%"]) == ["1:1000"])
        #expect(list("LookupUserByFirstName", ["keyword": "*"]) == "<Return />")
        #expect(ids("LookupUserByFirstName", ["keyword": ""]).count == 7 && ids("LookupUserByLastName").count == 7)
    }

    @Test("A changed name changes the order, and a deleted user leaves it")
    func followsChanges() {
        _ = list("UpdateUser", ["userId": "203", "firstName": "Bob", "lastName": "Zwick", "securityParameter": "1"])
        _ = list("DeleteUser", ["userId": "204"])
        #expect(ids("GetUserList") == ["1:123", "2:1", "3:201", "4:202", "5:1000", "6:203"])
    }

    @Test("A page reads the users on it, the whole list each user once, and a count none")
    func readsLittle() throws {
        for number in 0..<200 {
            try stage.add(#"{"user_id": \#(2000 + number), "user_name": "n\#(number)", "last_name": "Many"}"#, password: "Password-1")
        }
        let counter = try #require(stage.users.store as? StoreOfDeclaredWork).peopleRead
        let before = counter.value
        #expect(ids("GetUserListPaginated", ["pageSize": "50", "page": "3"]).count == 50)
        #expect(counter.value - before <= 51)
        let counted = counter.value
        #expect(list("GetUserListCount") == "207")
        #expect(counter.value == counted)
        #expect(ids("GetUserList").count == 207)
        #expect(counter.value - counted <= 208, "the whole list reads each user once")
    }

    @Test("Long lists do not run on a thread that serves connections", arguments: ["GetUserList", "LookupUserByFirstName"])
    func lane(operation: String) {
        #expect(ArcherServices.ServiceName.accesscontrol.service.operation(named: operation)?.facts.cost.contains(.searches) == true)
    }

    @Test("are in the order of keys that databases hold: another form of them needs a migration of the store")
    func keys() {
        let keys = ArcherOrder.keys(lastName: "Byron", firstName: "ADA", id: "42", domain: "Corp").map { "\($0.scheme.name) \($0.value)" }
        #expect(
            keys == [
                "archer.order byron\u{1}ada\u{1}0000000042", "archer.domain_order corp\u{1}byron\u{1}ada\u{1}0000000042",
                "archer.id_order 0000000042",
            ])
    }
}
