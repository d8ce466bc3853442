import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's users")
struct UserTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    /// Calls an operation of the access control service and returns its result, or nil for a fault.
    private func result(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:]) -> String? {
        fault(operation, parameters).text(of: operation + "Result")?.unescaped
    }

    private func fault(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:]) -> HTTPResponse {
        stage.call(.accesscontrol, operation, [("sessionToken", token)] + parameters.map { ($0.key, $0.value) })
    }

    private func create(_ first: String, _ last: String, domain: String = "", zone: String = "") -> String? {
        result(
            "CreateUserEx",
            [
                "firstName": first, "lastName": last, "securityParameter": "1", "userDomain": domain, "timeZone": zone, "locale": "en-US",
                "companyName": "Example", "title": "Clerk", "address": "1 Sample Street",
            ])
    }

    @Test("A new user gets the next id and a generated name, and a second of that name gets a number")
    func creates() {
        #expect(create("Jake", "O'Miller") == "124")
        #expect(create("John", "Omiller") == "125")
        #expect(create("Jane", "OMiller") == "126")
        #expect((124...126).map { result("LookupUserName", ["userId": String($0)]) } == ["omillerj", "omillerj1", "omillerj2"])
        #expect(result("DeleteUser", ["userId": "125"]) == "1")
        #expect(result("DoesUserExist", ["userName": "omillerj1"]) == "false")
        #expect(create("Joe", "Omiller") == "127", "an id is never given again")
        #expect(result("LookupUserId", ["username": "OMILLERJ1"]) == "127", "a name is free again")
    }

    @Test("A number beyond the first few does not cost a look-up for each smaller one")
    func manyOfOneName() {
        for _ in 0...20 { #expect(create("Ann", "Lee") != nil) }
        #expect(result("DoesUserExist", ["userName": "leea20"]) == "true")
    }

    @Test("GetUser answers what was given, with the id of the security parameter")
    func getUser() {
        let id = create("Ann & Co", "Lee", domain: "CORP", zone: "(UTC-06:00) Centra") ?? ""
        let user = result("GetUser", ["userId": id]) ?? ""
        #expect(user.hasPrefix(#"<user><name first="Ann &amp; Co" middle="" last="Lee" /><company name="Example" title="Clerk" />"#))
        #expect(user.contains(#"<system userName="leea" userId="\#(id)" userDomain="CORP" securityParameter="1" accountStatus="1""#))
        #expect(user.contains(#"timeZone="Central Standard Time" locale="en-US" forcePasswordChange="false" lastLogin="" />"#))
        #expect(user.hasSuffix("<address>1 Sample Street</address><note></note></user>") || user.hasSuffix("<note /></user>"))
    }

    @Test("A domain's user is found in the domain only, and may have the name of a local one")
    func domains() {
        #expect(create("Ann", "Lee") == "124" && create("Abe", "Lee", domain: "CORP") == "125")
        #expect(result("LookupUserName", ["userId": "125"]) == "leea")
        #expect(result("LookupUserId", ["username": "leea"]) == "124")
        #expect(result("LookupDomainUserId", ["userName": "LEEA", "userDomain": "corp"]) == "125")
        #expect(result("DoesDomainUserExist", ["username": "leea", "usersDomain": "OTHER"]) == "false")
        #expect(result("DoesUserExist", ["userName": #"CORP\leea"#]) == "false")
        #expect(
            fault("LookupDomainUserId", ["username": "nobody", "usersDomain": "CORP"]).bodyText.contains("no user with that user name"))
        #expect(result("UpdateDomainUser", ["userId": "125", "firstName": "Abe", "lastName": "Lee", "securityParameter": "1"]) == nil)
        #expect(result("LookupDomainUserId", ["username": "leea", "usersDomain": "CORP"]) == "125", "the local name is taken")
    }

    @Test("Only what is named changes, and an empty domain, zone or locale is removed")
    func updates() {
        let id = create("Ann", "Lee", domain: "CORP", zone: "Eastern Standard Time") ?? ""
        let update: KeyValuePairs = ["userId": id, "firstName": "Bea", "lastName": "Lee", "securityParameter": "1"]
        #expect(result("UpdateUser", update) == "1")
        #expect(result("GetUser", ["userId": id])?.contains(#"userDomain="CORP""#) == true)
        #expect(result("GetUser", ["userId": id])?.contains(#"first="Bea""#) == true)
        #expect(result("UpdateUserEx", update) == "1")
        let user = result("GetUser", ["userId": id]) ?? ""
        #expect(user.contains(#"userDomain="""#) && user.contains(#"timeZone="UTC""#) && user.contains(#"locale="""#))
        #expect(result("UpdateUserNote", ["userId": id, "note": "<b>"]) == "1")
        #expect(result("GetUser", ["userId": id])?.contains("<note>&lt;b&gt;</note>") == true)
    }

    @Test(
        "A bad value is a fault that names the parameter",
        arguments: [
            (["firstName": ""], "firstName"), (["lastName": " "], "lastName"), (["timeZone": "Moon"], "timeZone"),
            (["locale": "english"], "locale"), (["userDomain": #"A\B"#], "userDomain"),
            (["title": String(repeating: "x", count: 257)], "title"),
            (["securityParameter": "99"], "security parameter with the id 99"),
        ])
    func badValues(changed: [String: String], words: String) {
        var parameters = ["firstName": "Ann", "lastName": "Lee", "securityParameter": "1"].merging(changed) { $1 }
        let response = stage.call(.accesscontrol, "CreateUserEx", [("sessionToken", token)] + parameters.map { ($0.key, $0.value) })
        #expect(response.status == 500 && response.bodyText.contains(words), "\(response.bodyText)")
        parameters = ["firstName": "Ann", "lastName": "Lee", "securityParameter": "1"]
        #expect(result("DoesUserExist", ["userName": "leea"]) == "false")
    }

    @Test("A name changes once, and one that another user has is refused")
    func renames() {
        #expect(result("UpdateUserName", ["userId": "123", "userName": "other"]) == "1")
        #expect(result("UpdateUserName", ["userId": "123", "userName": "other"]) == "0")
        #expect(stage.signIn("other", "Sample-Pass-1").status == 200 && stage.signIn("sample.user", "Sample-Pass-1").status == 500)
        let id = create("Ann", "Lee") ?? ""
        #expect(fault("UpdateUserName", ["userId": id, "userName": "OTHER"]).bodyText.contains("The user name is already in use."))
        #expect(fault("UpdateUserName", ["userId": "1", "userName": "root"]).bodyText.contains("The sysadmin cannot be renamed."))
    }

    @Test("A status that is not active ends the sessions; the active one lets the user in again")
    func status() {
        let session = stage.session("sample.user", "Sample-Pass-1")
        #expect(result("UpdateUserAccountStatus", ["userId": "123", "accountStatus": "2"]) == "1")
        #expect(stage.lookUp(session, "sample.user").bodyText.contains("Invalid session token"))
        #expect(stage.signIn("sample.user", "Sample-Pass-1").status == 500)
        #expect(result("UpdateUserAccountStatus", ["userId": "123", "accountStatus": "1"]) == "1")
        #expect(stage.signIn("sample.user", "Sample-Pass-1").status == 200)
        #expect(fault("UpdateUserAccountStatus", ["userId": "123", "accountStatus": "4"]).bodyText.contains("accountStatus"))
    }

    @Test("A new password leaves the flag that it must be changed as it is")
    func forcesPasswordChange() {
        func flag() -> Bool { result("GetUser", ["userId": "123"])?.contains(#"forcePasswordChange="true""#) == true }
        #expect(result("ForcePasswordChange", ["userId": "123", "forcePasswordChange": "true"]) == "1")
        #expect(stage.change(token, "123", "Second-Pass-2").status == 200)
        #expect(flag())
        #expect(stage.signIn("sample.user", "Second-Pass-2").status == 200, "a sign-in by the API goes on")
        #expect(result("ForcePasswordChange", ["userId": "123"]) == "1")
        #expect(!flag())
    }

    @Test("A user with a password, contacts and a notice; the mail tells the name and not the password")
    func createsWithPassword() throws {
        let contact =
            "<ContactInfo><ContactTypeId>7</ContactTypeId><ContactSubTypeId>2</ContactSubTypeId>"
            + "<ContactInfo>ann@example.com</ContactInfo><ContactDefault>true</ContactDefault></ContactInfo>"
        func create(_ password: String, _ contact: String) -> HTTPResponse {
            fault(
                "CreateUserExWithPassword",
                [
                    "firstName": "Ann", "lastName": "Lee", "securityParameter": "1", "password": password, "contactInfo": contact,
                    "sendNotification": "true",
                ])
        }
        #expect(create("short", contact).bodyText.contains("security parameter"))
        #expect(create("Second-Pass-2", "<x").bodyText.contains("contactInfo"))
        #expect(create("Second-Pass-2", contact).text(of: "CreateUserExWithPasswordResult") == "124")
        #expect(stage.signIn("leea", "Second-Pass-2").status == 200)
        #expect(result("GetUserDefaultEMail", ["userId": "124"]) == "ann@example.com")
        let mails = try stage.users.events(ArcherMail.kind, of: nil, in: stage.site, limit: 10)
        #expect(mails.map(\.event.fields) == [["to": "ann@example.com", "subject": "Your user account", "user_name": "leea"]])
    }

    @Test("System accounts and one's own stay; others' sessions end when they are deleted")
    func deletes() {
        let session = stage.session("sample.user", "Sample-Pass-1")
        #expect(fault("DeleteUser", ["userId": "1"]).bodyText.contains("The sysadmin cannot be deleted."))
        #expect(fault("DeleteUser", ["userId": "99"]).bodyText.contains("There is no user with the id 99."))
        #expect(result("DeleteUser", ["userId": "123"]) == "1")
        #expect(stage.lookUp(session, "sysadmin").bodyText.contains("Invalid session token"))
        #expect(fault("DeleteUser", ["userId": "123"]).bodyText.contains("There is no user with the id 123."))
    }

    @Test("Nobody but the system administrator sees that account")
    func hidesSystemAdministrator() {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        func read(_ operation: String, _ parameters: KeyValuePairs<String, String>) -> String {
            stage.call(.accesscontrol, operation, [("sessionToken", reader)] + parameters.map { ($0.key, $0.value) }).bodyText
        }
        #expect(read("LookupUserId", ["username": "sysadmin"]).contains("no user with that user name"))
        #expect(read("LookupUserName", ["userId": "1"]).contains("no user with the id 1"))
        #expect(read("GetUser", ["userId": "1"]).contains("no user with the id 1"))
        #expect(read("DoesUserExist", ["userName": "sysadmin"]).contains(">false<"))
        #expect(read("GetUserListCount", [:]).contains(">1<") && result("GetUserListCount") == "2")
        #expect(!read("GetUserList", [:]).contains("sysadmin") && read("GetUserList", [:]).contains("row_num&gt;1&lt;"))
    }

    @Test("Of changes made at once none undoes another")
    func races() async {
        let stage = stage
        let token = token
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let contact =
                        "<ContactInfo><ContactTypeId>7</ContactTypeId><ContactSubTypeId>3</ContactSubTypeId>"
                        + "<ContactInfo>\(number)@example.com</ContactInfo></ContactInfo>"
                    _ = stage.call(
                        .accesscontrol, "AddContactInfo",
                        [("sessionToken", token), ("userId", "123"), ("contactInfo", contact)])
                }
            }
        }
        let contacts = result("GetUserContactInfo", ["userId": "123"]) ?? ""
        #expect(contacts.ranges(of: "@example.com").count == 6)
    }
}
