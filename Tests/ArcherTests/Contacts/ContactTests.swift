import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's contacts")
struct ContactTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private func call(_ operation: String, _ parameters: KeyValuePairs<String, String> = ["userId": "123"]) -> String {
        let response = stage.call(.accesscontrol, operation, [("sessionToken", token)] + parameters.map { ($0.key, $0.value) })
        return response.text(of: operation + "Result")?.unescaped ?? response.bodyText
    }

    private func change(_ operation: String, _ contacts: String) -> String {
        call(operation, ["userId": "123", "contactInfo": contacts])
    }

    private func entry(_ type: Int, _ subtype: Int, _ value: String, isDefault: Bool = false) -> String {
        "<ContactInfo><ContactTypeId>\(type)</ContactTypeId><ContactSubTypeId>\(subtype)</ContactSubTypeId>"
            + "<ContactInfo>\(value)</ContactInfo><ContactDefault>\(isDefault)</ContactDefault></ContactInfo>"
    }

    @Test("Contacts are added, changed and removed, one or several at once")
    func changes() {
        #expect(call("GetUserContactInfo") == "<Contacts />")
        let (home, work, phone) = (entry(7, 3, "a@x"), entry(7, 2, "b@x", isDefault: true), entry(9, 9, "555"))
        #expect(change("AddContactInfo", home) == "1")
        #expect(change("AddContactInfo", work + phone) == "1")
        #expect(change("AddContactInfo", "<All>\(home)</All>") == "1")
        #expect(call("GetUserContactInfo") == "<Contacts>\(home)\(work)\(phone)</Contacts>")
        #expect(call("GetUserDefaultEMail") == "b@x")
        #expect(change("UpdateContactInfo", entry(7, 3, "c@x", isDefault: true)) == "1")
        #expect(call("GetUserDefaultEMail") == "c@x", "only one is the default")
        #expect(change("DeleteContactInfo", entry(7, 3, "c@x")) == "1")
        #expect(!call("GetUserDefaultEMail").contains("@"))
        #expect(call("GetUserContactInfo") == "<Contacts>\(entry(7, 2, "b@x"))\(phone)</Contacts>")
    }

    @Test("The default counts for e-mail addresses only")
    func defaults() {
        #expect(change("AddContactInfo", entry(9, 9, "555", isDefault: true)) == "1")
        #expect(call("GetUserContactInfo").contains("<ContactDefault>false</ContactDefault>"))
    }

    @Test("The default address is made where there is none, and replaced where there is one")
    func defaultEmail() {
        #expect(call("SetUserDefaultEmail", ["userId": "123", "email_address": "a@x"]) == "1")
        #expect(call("SetUserDefaultEmail", ["userId": "123", "email_address": "b@x"]) == "1")
        #expect(call("GetUserContactInfo") == "<Contacts>\(entry(7, 2, "b@x", isDefault: true))</Contacts>")
        #expect(call("SetUserDefaultEmail", ["userId": "123", "email_address": "nobody"]).contains("email_address"))
        #expect(call("GetUserDefaultEMail", ["userId": "99"]).contains("no user with the id 99"))
    }

    @Test(
        "Contacts that cannot be read or found are a fault",
        arguments: [
            "", "x", "<ContactInfo>", "<ContactInfo/>", "<A/>", "<ContactInfo><ContactTypeId>a</ContactTypeId></ContactInfo>",
            "<ContactInfo><ContactTypeId>7</ContactTypeId><ContactSubTypeId>3</ContactSubTypeId></ContactInfo>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><ContactInfo>&b;</ContactInfo>",
        ])
    func refusals(contacts: String) {
        for operation in ["AddContactInfo", "UpdateContactInfo", "DeleteContactInfo"] {
            #expect(change(operation, contacts).contains("The contactInfo parameter is not valid"), "\(operation)")
        }
        #expect(change("UpdateContactInfo", entry(7, 3, "a@x")).contains("no contact of type 7 and subtype 3"))
        #expect(change("DeleteContactInfo", entry(7, 3, "a@x")).contains("no such contact"))
        #expect(call("GetUserContactInfo") == "<Contacts />")
    }

    @Test("A user has a limited number of contacts")
    func limit() {
        let many = (0..<ArcherContact.maximumCount).map { entry(7, 3, "\($0)@x") }.joined()
        #expect(change("AddContactInfo", many) == "1")
        #expect(change("AddContactInfo", entry(7, 3, "one@x")).contains("at most"))
    }

    @Test("The types and subtypes are listed")
    func kinds() {
        #expect(call("GetContactTypes", [:]).hasPrefix("<ContactTypes><ContactType><Id>7</Id><Name>Email</Name></ContactType>"))
        #expect(call("GetContactSubTypes", ["contactTypeId": "0"]).contains("<ContactSubType><Id>3</Id><Name>Home</Name></ContactSubType>"))
    }
}
