import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Finding web users")
struct WebUserFindTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        try add("1001", "anna@mail.example.net", "Anna", "Example", "Berlin", "BE", organization: "Zeta & Co")
        try add("1002", "bob@example.net", "Bob", "Annand", nil, nil, organization: "Alpha")
        try add("1003", "carl_x@notexample.net", "Carl", "Élan", "Ham", nil, organization: "Beta", login: "ANNEX")
        try add("1004", "dora@example.net", "Dora", nil, nil, nil, organization: "Alpha")
    }

    private func add(
        _ recno: String, _ email: String, _ first: String, _ last: String?, _ city: String?, _ state: String?, organization: String,
        login: String? = nil
    ) throws {
        var fields = [#""ind_first_name":"\#(first)""#, #""cst_org_name_dn":"\#(organization)""#]
        if let last { fields.append(#""ind_last_name":"\#(last)""#) }
        if let city { fields.append(#""adr_city":"\#(city)""#) }
        if let state { fields.append(#""adr_state":"\#(state)""#) }
        let name = login.map { #""login":"\#($0)","# } ?? ""
        try stage.add(#"{"recno":"\#(recno)",\#(name)"email":"\#(email)","fields":{\#(fields.joined(separator: ","))}}"#)
    }

    private func numbers(_ operation: String, _ parameters: KeyValuePairs<String, String>) -> [String] {
        let response = stage.call(operation, parameters)
        let rows = response.rows()
        #expect(response.elements("Results").first?.attribute("recordReturn") == String(rows.count))
        return rows.compactMap { $0["username"] }.sorted()
    }

    @Test(
        "by e-mail address looks for a text anywhere in it",
        arguments: [
            ("example.net", ["1001", "1002", "1003", "1004"]), ("@example.net", ["1002", "1004"]), ("NA@MAIL", ["1001"]),
            ("bob@example.net", ["1002"]), ("l_x", ["1003"]), ("_", ["1003"]), ("%", []), ("b*b", []), ("'", []),
        ])
    func email(text: String, expected: [String]) {
        #expect(numbers("WEBWebUserFindUsersByEmail", ["emailToMatch": text]) == expected)
    }

    @Test(
        "by domain wants it whole",
        arguments: [
            ("example.net", ["1002", "1004"]), ("@Example.NET", ["1002", "1004"]), ("mail.example.net", ["1001"]), ("ample.net", []),
            ("net", []), ("", []), ("@", []),
        ])
    func domain(domain: String, expected: [String]) {
        #expect(numbers("WEBWebUserFindUsersByDomain", ["domainToMatch": domain]) == expected)
    }

    @Test("of organizations by domain names each once, in order")
    func organizations() {
        func names(_ domain: String) -> [String?] {
            stage.call("WEBWebUserFindOrganizationsByDomain", ["domainToMatch": domain]).rows().map { $0["org_name"] }
        }
        #expect(names("EXAMPLE.net") == ["Alpha"])
        #expect(names("mail.example.net") == ["Zeta & Co"])
        #expect(names("example.org").isEmpty)
    }

    @Test(
        "by name looks for the beginning of number, login, first name, last name and last name first",
        arguments: [
            ("ANN", ["1001", "1002", "1003"]), ("100", ["1001", "1002", "1003", "1004"]), ("example", ["1001"]),
            ("Example A", ["1001"]), ("Anna E", []), ("éLAN", ["1003"]), ("ob", []), ("%", []),
        ])
    func name(text: String, expected: [String]) {
        #expect(numbers("WEBWebUserFindUsersByName", ["usernameToMatch": text]) == expected)
    }

    @Test(
        "by user name, first and last name wants all three; an empty one fits all",
        arguments: [
            (["", "a", ""], ["1001"]), (["100", "", "ann"], ["1002"]), (["1001", "Anna", "Ex"], ["1001"]), (["1002", "Anna", ""], []),
            (["annex", "", "é"], ["1003"]), (["", "", ""], ["1001", "1002", "1003", "1004", "240656", "82457"]), (["", "D", "x"], []),
        ])
    func threeNames(names: [String], expected: [String]) {
        let found = numbers(
            "WEBWebUserFindUsersByUserNameFirstNameLastName",
            ["usernameToMatch": names[0], "firstnameToMatch": names[1], "lastnameToMatch": names[2]])
        #expect(found == expected)
    }

    @Test("answers the vendor's cells in their order, empty where there is nothing")
    func cells() throws {
        let response = stage.call("WEBWebUserFindUsersByEmail", ["emailToMatch": "anna@"])
        let row = try #require(response.elements("Result").first)
        #expect(
            row.children.map(\.localName) == [
                "cst_key", "username", "ind_first_name", "ind_last_name", "ind_full_name_cp", "cst_web_login", "cst_eml_address_dn",
                "adr_city_state_code",
            ])
        #expect(row.firstChild?.text == DerivedKey.guid("customer", "default", "xweb.recno", "1001"))
        #expect(
            row.children.map(\.text).dropFirst() == ["1001", "Anna", "Example", "Anna Example", "", "anna@mail.example.net", "Berlin, BE"])
        #expect(response.elements("Results").first?.isInNamespace("http://www.avectra.com/2005/") == true)
    }

    @Test("answers at most maximumRecords, counts those, and tells the log", arguments: [1, 3, 4, 5])
    func maximumRecords(maximum: Int) throws {
        var settings = XWebSettings()
        settings.maximumRecords = maximum
        let stage = try Stage(settings)
        for number in 1...4 { try stage.add(#"{"recno":"\#(number)","email":"u\#(number)@many.example"}"#) }
        let response = stage.call("WEBWebUserFindUsersByDomain", ["domainToMatch": "many.example"])
        #expect(response.rows().count == min(maximum, 4))
        #expect(response.elements("Results").first?.attribute("recordReturn") == String(min(maximum, 4)))
        #expect(stage.log.all.contains { $0.contains("maximumRecords") } == (maximum < 4))
    }

    @Test("finds no calling program, and nobody of another site")
    func others() throws {
        try stage.add(#"{"user_name":"program","email":"program@example.net"}"#)
        #expect(numbers("WEBWebUserFindUsersByEmail", ["emailToMatch": "program"]).isEmpty)
        try stage.calling(siteNamed: "elsewhere").add(#"{"recno":"7","email":"far@example.net"}"#)
        #expect(numbers("WEBWebUserFindUsersByEmail", ["emailToMatch": "far@"]).isEmpty)
    }
}
