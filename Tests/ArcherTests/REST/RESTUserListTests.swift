import Accounts
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's lists of users by REST")
struct RESTUserListTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
        for id in [9, 10, 1000, 99, 2_147_483_647] {
            try stage.add(
                #"{"user_id": \#(id), "user_name": "u\#(id)", "first_name": "F\#(id % 7)", "last_name": "L", "contacts": [{"value": "u\#(id)@x.y"}]}"#,
                password: "Password-1")
        }
    }

    private func response(_ target: String, by token: String? = nil) -> HTTPResponse {
        stage.rest("GET", "system/\(target)", token: token ?? self.token)
    }

    private func ids(_ target: String, by token: String? = nil, _ name: String = "Id") -> [Int] {
        response(target, by: token).objects.map { $0[name]?.int ?? 0 }
    }

    @Test("A list is in the order of the ids as numbers, by pages too, also for those who do not see the system administrator")
    func order() {
        let all = [1, 9, 10, 99, 123, 1000, 2_147_483_647]
        #expect(ids("user") == all && ids("usercontact", "UserId") == all)
        #expect(ids("user/group/1") == all && ids("user/group/1?$skip=5") == [1000, 2_147_483_647])
        let reader = stage.session("sample.user", "Sample-Pass-1")
        for size in 1...7 {
            let pages = (0..<8).map { ids("user?$top=\(size)&$skip=\($0 * size)", by: reader) }
            #expect(pages.flatMap { $0.filter { $0 != 0 } } == Array(all.dropFirst()))
        }
        #expect(ids("user?$top=2&$skip=1&$orderby=Id desc") == [1000, 123])
        #expect(ids("user?$top=2&$skip=1&$filter=Id gt 9") == [99, 123])
        #expect(ids("user?$top=9999999999&$skip=6") == [2_147_483_647])
        for target in ["user?$skip=9999999999", "user?$top=0", "user?$top=5&$skip=7", "user?$filter=Id eq 8", "user/group/2"] {
            #expect(response(target).isNothingFoundInList, "\(target)")
        }
        #expect(response("user/group/77").isNothingFoundInList)
        #expect(ids("user", by: reader).first == 9 && response("user/1", by: reader).isNothingFound)
        #expect(response("user?$filter=Id eq 1 or UserName eq 'sysadmin'", by: reader).isNothingFoundInList)
    }

    @Test(
        "Filters that clients send find the users",
        arguments: [
            ("UserName eq 'u99'", [99]), ("UserName eq 'U99'", []), ("tolower(UserName) eq 'u99'", [99]),
            ("'u99' eq UserName or Id eq '10'", [10, 99]), ("AccountStatus eq '1'and LastLoginDate ne null", [1]),
            ("Contacts/any(s:tolower(s/Value) eq 'u10@x.y')", [10]), ("contains(UserName,'9') and UserName ne 'u9'", [99]),
            ("startswith(UserName,'u1')", [10, 1000]), ("LastName eq 'L' and FirstName eq 'F1'", [99, 2_147_483_647]),
            ("UserName eq 'sample.user' and Id eq 9", []), ("not (Id lt 1000)", [1000, 2_147_483_647]),
            ("UpdateInformation/CreateDate gt '1999-01-01' and Id eq 9", [9]),
        ])
    func filters(filter: String, found: [Int]) {
        let response = response("user?$filter=\(filter)")
        #expect(response.objects.compactMap { $0["Id"]?.int } == found)
        #expect(found.isEmpty == response.isNothingFoundInList)
    }

    @Test("A page, a look-up and a look-up of an address read the users on it, and a call for a name takes no searching thread")
    func readsLittle() throws {
        for number in 0..<200 {
            try stage.add(
                #"{"user_id": \#(2000 + number), "user_name": "n\#(number)", "contacts": [{"value": "n\#(number)@x.y"}]}"#,
                password: "Password-1")
        }
        let counter = try #require(stage.users.store as? StoreOfDeclaredWork).peopleRead
        func reads(_ target: String, by token: String? = nil, finding count: Int) -> Int {
            let before = counter.value
            #expect(ids(target, by: token).count == count)
            return counter.value - before
        }
        _ = reads("user?$top=1", finding: 1)
        #expect(reads("user?$top=50&$skip=100", finding: 50) <= 52)
        #expect(reads("user?$filter=UserName eq 'n77'", finding: 1) <= 2)
        #expect(reads("user?$filter=tolower(UserName) eq 'n77' and AccountStatus eq 1", finding: 1) <= 2)
        #expect(reads("user?$filter=Id eq 2001 or Id eq 2002", finding: 2) <= 3)
        #expect(reads("user?$filter=Contacts/any(c:c/Value eq 'n5@x.y')", finding: 1) <= 2)
        #expect(reads("usercontact?$filter=Contacts/any(c:c/Value eq 'n5@x.y')", finding: 1) <= 2)
        #expect(reads("user?$filter=LastName eq 'L'", finding: 5) >= 207, "every other filter reads everybody")
        let reader = stage.session("sample.user", "Sample-Pass-1")
        _ = reads("user?$top=1", by: reader, finding: 1)
        #expect(reads("user?$top=50&$skip=100", by: reader, finding: 50) <= 53)
        let row = try #require(restResources.first { $0.facts.name == "GET system/user" })
        func cost(_ filter: String) throws -> Bool {
            try row.prepare(RESTSource(path: [:], query: [("$filter", filter)], body: .none)).cost.contains(.searches)
        }
        #expect(try !cost("UserName eq 'n77'") && cost("LastName eq 'L'") && cost("Contacts/any(c:c/Value eq 'n5@x.y')"))
    }
}
