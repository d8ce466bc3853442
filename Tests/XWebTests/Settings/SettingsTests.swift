import Accounts
import HTTP
import JSON
import Operations
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's section of a configuration")
struct SettingsTests {
    private func settings(_ json: String) throws -> XWebSettings {
        try XWebSettings(json: JSON.parse(Array(json.utf8)))
    }

    @Test("keeps the documented defaults where it says nothing")
    func defaults() throws {
        let settings = try settings("{}")
        #expect(settings.build == .y2015)
        #expect(settings.expiration == .absolute)
        #expect(settings.timeoutMinutes == 20)
        #expect(settings.failCount == 25)
        #expect(settings.lockOutHours == 6)
        #expect(settings.throttle == nil)
        #expect(settings.validatesIPAddress)
        #expect(settings.faultLimitPerDay == -1)
        #expect(!settings.faultEndsToken)
        #expect(settings.keyOverride == nil)
        #expect(settings.showsExceptions)
        #expect(settings.usesShortDetailNames)
        #expect(settings.invalidTokenMessage == "Invalid Token Value")
        #expect(settings.answersSOAP12)
        #expect(settings.pageNames.isEmpty && !settings.declaresUnemulated)
        #expect(settings.singleSignOnMinutes == 20)
        #expect(settings.maximumRecords == 5000)
        #expect(
            settings.queryLowersNames && settings.queryListsFewColumns && settings.queryChecksTables && !settings.queryErrorsInFaultString)
        #expect(settings.systemOptions.isEmpty)
    }

    @Test("is read under the vendor's names")
    func names() throws {
        let settings = try settings(
            #"""
            {"build": "2010", "Expiration": "Sliding", "Timeout": 5, "FailCount": -1, "LockOutHours": 2, "MethodsFaultLimitPerDay": 100,
             "ValidateIPaddress": false, "keyOverrideValue": "k", "customErrors": true, "faultEndsToken": true, "shortDetailNames": false,
             "throttle": false, "page_names": ["a.asmx", "B-2.ASMX"], "declaresUnemulated": true, "invalidTokenMessage": "Locked", "soap12": false, "singleSignOnMinutes": 3, "maximumRecords": 7,
             "queryLowersNames": false, "queryListsFewColumns": false, "queryChecksTables": false, "queryErrorsInFaultString": true,
             "systemOptions": {"EmailMode": "Test", "PasswordRegex": "^a+$"}}
            """#)
        #expect(settings.build == .y2010)
        #expect(settings.expiration == .sliding)
        #expect(settings.timeoutMinutes == 5)
        #expect(settings.failCount == -1)
        #expect(settings.lockOutHours == 2)
        #expect(settings.faultLimitPerDay == 100)
        #expect(settings.throttle == false)
        #expect(!settings.validatesIPAddress)
        #expect(settings.keyOverride == "k")
        #expect(!settings.showsExceptions)
        #expect(settings.faultEndsToken)
        #expect(!settings.usesShortDetailNames)
        #expect(settings.invalidTokenMessage == "Locked")
        #expect(!settings.answersSOAP12)
        #expect(settings.pageNames == ["a.asmx", "B-2.ASMX"] && settings.declaresUnemulated)
        #expect(settings.singleSignOnMinutes == 3)
        #expect(settings.maximumRecords == 7)
        #expect(
            !settings.queryLowersNames && !settings.queryListsFewColumns && !settings.queryChecksTables && settings.queryErrorsInFaultString
        )
        #expect(settings.systemOptions == ["EmailMode": "Test", "PasswordRegex": "^a+$"])
    }

    @Test(
        "is refused where it says what cannot be",
        arguments: [
            #"{"Timeout": 0}"#, #"{"Timeout": "20"}"#, #"{"FailCount": -2}"#, #"{"LockOutHours": 0}"#, #"{"MethodsFaultLimitPerDay": -2}"#,
            #"{"Expiration": "sliding"}"#, #"{"build": "2011"}"#, #"{"build": 2010}"#, #"{"keyOverrideValue": ""}"#,
            #"{"throttle": 1}"#, #"{"page_names": "a.asmx"}"#, #"{"page_names": ["a"]}"#, #"{"page_names": ["x/a.asmx"]}"#,
            #"{"page_names": [".asmx"]}"#, #"{"maximumRecords": 0}"#, #"{"customErrors": "Off"}"#, #"{"timeout": 20}"#, #"{"nix": 1}"#,
            #"{"systemOptions": {"Nix": "1"}}"#, #"{"systemOptions": {"EmailMode": "Nix"}}"#,
            #"{"systemOptions": {"eWebLoginStrongPassword": true}}"#, #"{"systemOptions": {"PasswordRegex": "("}}"#, "[]",
        ])
    func refused(json: String) throws {
        #expect(throws: JSONSchemaError.self) { try settings(json) }
    }
}

@Suite("xWEB's section of fixtures")
struct FixtureTests {
    private func fixture(_ json: String) throws -> XWebFixture {
        try XWebFixture(json: JSON.parse(Array(json.utf8)))
    }

    @Test("has a web user sign in with the login, or else with the e-mail address")
    func signInName() throws {
        func names(_ json: String) throws -> [String] {
            try fixture(json).identities.filter { $0.scheme == XWebScheme.signInName }.map(\.value)
        }
        #expect(try names(#"{"recno": "1", "login": "l", "email": "e@example.org"}"#) == ["l"])
        #expect(try names(#"{"recno": "1", "email": "e@example.org"}"#) == ["e@example.org"])
        #expect(try names(#"{"user_name": "p"}"#).isEmpty)
    }

    @Test("keeps fields, and a key in its usual spelling")
    func fields() throws {
        let fixture = try fixture(
            #"{"recno": "1", "customer_key": "{0C0FFEE0000040008000000000000001}", "fields": {"ind_full_name_cp": "A B"}, "roles": ["R"]}"#)
        let held = fixture.identities.map { "\($0.scheme.name) \($0.value)" }
        #expect(
            held == ["xweb.recno 1", "xweb.customer_key 0c0ffee0-0000-4000-8000-000000000001"])
        #expect(fixture.roles == [NewContainer("xweb.role", key: "r", name: "R")])
        #expect(fixture.attributes == ["xweb.ind_full_name_cp": "A B"])
    }

    @Test("gives each web user a customer key that stays the same, another in each site, and a program none")
    func derivedKeys() throws {
        func key(_ json: String, site: String = "default") throws -> String? {
            let fixture = try XWebFixture(json: JSON.parse(Array(json.utf8)), inSiteNamed: site)
            return fixture.identities.first { $0.scheme == XWebScheme.customerKey }?.value
        }
        let users = [
            #"{"recno": "1"}"#, #"{"recno": "2", "email": "a@example.org"}"#, #"{"login": "a@example.org"}"#,
            #"{"email": "a@example.org"}"#,
        ]
        let keys = try (users.map { try key($0) } + users.map { try key($0, site: "acme") }).compactMap { $0 }
        #expect(Set(keys).count == 8 && keys.allSatisfy { GUIDText.normalized($0) == $0 })
        #expect(try key(#"{"recno": "1", "email": "other@example.org"}"#, site: "Default") == keys[0])
        #expect(try key(#"{"login": "A@Example.org"}"#) == keys[2])
        #expect(keys[0] == "8488ed78-ce81-54e0-a7c1-8d6eb3c177b1", "a key that callers have stored stays good in a later release")
        #expect(try key(#"{"user_name": "p"}"#) == nil)
    }

    @Test(
        "is refused where it says what cannot be",
        arguments: [
            "{}", #"{"recno": ""}"#, #"{"recno": "12a"}"#, #"{"recno": 12}"#, #"{"recno": "1", "customer_key": "nix"}"#,
            #"{"recno": "1", "fields": {"nix": "1"}}"#, #"{"recno": "1", "fields": {"cst_recno": "2"}}"#,
            #"{"recno": "1", "fields": {"ind_first_name": 1}}"#, #"{"recno": "1", "nix": "1"}"#,
        ])
    func refused(json: String) {
        #expect(throws: JSONSchemaError.self) { try fixture(json) }
    }

    @Test("names a site's roles and options")
    func site() throws {
        func values(_ json: String) throws -> [String] {
            let fixture = try XWebSiteFixture(json: JSON.parse(Array(json.utf8)))
            return fixture.roles.map { "\($0.kind.rawValue) \($0.name)" } + fixture.values.map { "\($0.name)=\($0.value)" }
        }
        #expect(
            try values(#"{"roles": ["B", "A"], "system_options": {"EmailMode": "Test"}}"#)
                == ["xweb.role B", "xweb.role A", "xweb.option.EmailMode=Test"])
        #expect(throws: JSONSchemaError.self) { try values(#"{"roles": [""]}"#) }
        #expect(throws: JSONSchemaError.self) { try values(#"{"system_options": {"EmailMode": "Nix"}}"#) }
    }
}
