import Accounts
import Emulator
import HTTP
import HTTPClient
import Operations
import Replay
import Testing

@testable import Recording

@Suite("People in a recording")
struct PeopleTests {
    @Test(arguments: [
        (
            "xweb", "GetQuery",
            ["eml_address": PersonalData.mail, "ad2__adr_line1": .address, "cst_add_user": .name, "szwhereclause": .condition]
        ),
        ("xweb", "WEBWebUserLogin", ["loginoremail": .name, "phn_number": .number]),
        ("archer", "GetUserDefaultEMail", ["username": .name, "getuserdefaultemailresult": .mail, "contactinfo": .number]),
        ("archer", "GET system/user", ["displayname": .name, "$filter": .condition, "value": .number]),
        ("luminate", "getUser", ["name.first": .name, "first": .name, "last_name": .name, "primary_email": .mail, "zip": .address]),
    ])
    func theTablesDeclareThePlaces(system: String, operation: String, places: [String: PersonalData]) throws {
        let rows = Catalogue.services.flatMap(\.operations).filter { $0.name == operation && $0.service?.system.key == system }
        let personal = Catalogue.personal(of: try #require(rows.first))
        for (name, kind) in places { #expect(personal[name] == kind, "\(name)") }
        for name in ["cst_recno", "adr_state", "org_name", "state", "country", "userid", "password"] {
            #expect(personal[name] == nil, "\(name)")
        }
    }

    @Test func madeUpValuesKeepTheirShapeAndFitEachOther() {
        let people = MadeUpValues()
        func made(_ text: String, _ kind: PersonalData = .name) -> String { people.value(for: text, kind) ?? "" }
        let (first, last) = (made("Mary"), made("Member"))
        #expect(first.count == 4 && last.count == 6 && first != "Mary" && first.first?.isUppercase == true)
        #expect(made("Mary") == first, "the same for the same")
        #expect(made("Mary Member") == "\(first) \(last)")
        #expect(made("mary.member@example.org", .mail) == "\(first.lowercased()).\(last.lowercased())@example.org")
        let phone = made("(217) 555-0142", .number)
        #expect(phone.count == 14 && phone.hasPrefix("(") && phone.dropFirst(4).hasPrefix(") ") && phone != "(217) 555-0142")
        #expect(made("O'NEIL", .name).dropFirst().first == "'", "punctuation stays")
        #expect(people.real[first] == "Mary" && people.real[phone] == "(217) 555-0142")
    }

    @Test func aDomainIsNobodysAndWhatTellsNothingStays() {
        let people = MadeUpValues()
        let mail = people.value(for: "info@smith-family.org", .mail) ?? ""
        #expect(mail.hasSuffix(".example") && !mail.contains("smith") && mail.contains("@"))
        #expect(people.value(for: "82457", .name) == nil, "a record number is no name")
        #expect(people.value(for: "soap:Receiver", .number) == nil)
        #expect(people.value(for: " - ", .address) == nil)
    }

    @Test func differentValuesStayDifferent() {
        let people = MadeUpValues()
        var made: Set<String> = []
        for number in 0..<300 { made.insert(people.value(for: String(number), .number) ?? "") }
        for letter in "abcdefghijklmnopqrstuvwxyzäöüéèà" { made.insert(people.value(for: String(letter), .name) ?? "") }
        for letter in "bcdfghjklm" { for vowel in "aeiou" { made.insert(people.value(for: "\(letter)\(vowel)", .name) ?? "") } }
        #expect(made.count == 300 + 32 + 50)
    }

    @Test func knownPeopleKeepTheirMadeUpValues() {
        let people = MadeUpValues()
        let made = people.value(for: "Mary Member", .name) ?? ""
        let next = MadeUpValues(known: people.real)
        #expect(next.value(for: "Someone Else", .name) != nil)
        #expect(next.value(for: "Mary Member", .name) == made)
        #expect(next.value(for: "Member", .name).map { made.hasSuffix($0) } == true, "words of them, too")
    }

    @Test func conditionsLoseTheTextsThatAreComparedWithPeople() {
        func replaced(_ condition: String) -> String {
            Condition.replaced(
                condition, personal: { $0 == "ind_last_name" || $0 == "username" ? .name : nil }, value: { text, _ in text.uppercased() })
        }
        #expect(replaced("ind_last_name LIKE 'mem%' AND cst_type='individual'") == "ind_last_name LIKE 'MEM%' AND cst_type='individual'")
        #expect(replaced("i.ind_last_name IN ('o''neil', 'b') OR x = 'c'") == "i.ind_last_name IN ('O''NEIL', 'B') OR x = 'c'")
        #expect(replaced("?$filter=startswith(UserName,'ann') and Id gt 1") == "?$filter=startswith(UserName,'ANN') and Id gt 1")
        #expect(replaced("ind_last_name = 'open") == "ind_last_name = 'OPEN'")
        #expect(replaced("ind_last_name = N'ann' and cst_type = N'b'") == "ind_last_name = N'ANN' and cst_type = N'b'")
        #expect(replaced("ind_last_name COLLATE Latin1 LIKE 'an%'") == "ind_last_name COLLATE Latin1 LIKE 'AN%'")
        #expect(replaced("CAST(ind_last_name AS varchar(50)) = 'ann'") == "CAST(ind_last_name AS varchar(50)) = 'ANN'")
        #expect(replaced("ind_last_name BETWEEN 'a1' AND 'b1' AND x='c'") == "ind_last_name BETWEEN 'A1' AND 'B1' AND x='c'")
        #expect(replaced("'ann' = ind_last_name OR 'c' = cst_type") == "'ANN' = ind_last_name OR 'c' = cst_type")
        #expect(replaced("substringof('ann',UserName) and x eq 'c'") == "substringof('ANN',UserName) and x eq 'c'")
    }

    @Test func mailAddressesAreFoundAnywhere() {
        func replaced(_ text: String) -> String {
            String(decoding: MailAddresses.replaced(in: Array(text.utf8)) { _ in "x+y@z.example" }, as: UTF8.self)
        }
        #expect(replaced("no user 'ann.b@c.org'.") == "no user 'x+y@z.example'.")
        #expect(replaced("w=%27ann%40c.org%27&a=1") == "w=%27x%2By%40z.example%27&a=1")
        #expect(replaced("/Row/@name and a@b and @c.org") == "/Row/@name and a@b and @c.org")
    }

    /// Returns a recorded case of an operation, and the people in it.
    private func recorded(_ path: String, _ request: String, _ response: String) throws -> (PersonalPass.Pair, MadeUpValues, OperationFacts)
    {
        let sent = HTTPRequest(method: "POST", path: path, query: nil)
        let row = try #require(Catalogue.operation(of: sent))
        let people = MadeUpValues()
        let pass = PersonalPass(for: row) { people.value(for: $0, $1) }
        return (pass.replaced(Array(request.utf8), Array(response.utf8)), people, row)
    }

    @Test func declaredPlacesOfAllFormatsAreReplacedAndRestored() throws {
        let form = """
            POST /xweb/secure/netForumXML.asmx/WEBWebUserFindUsersByEmail HTTP/1.1
            Content-Type: application/x-www-form-urlencoded

            emailToMatch=ann.o%27hara%40acme.org&recno=1

            """
        let answer = """
            <Results><Result><ind_first_name>Ann</ind_first_name><cst_id>Ann</cst_id><adr_line1>1 Main &amp; Sons</adr_line1>\
            <note>lives at 1 Main &amp; Sons, ann.o@acme.org</note></Result></Results>
            """
        let xml = "HTTP/1.1 200\nContent-Type: text/xml\n\n\(answer)\n"
        let (pair, people, _) = try recorded("/xweb/secure/netForumXML.asmx/WEBWebUserFindUsersByEmail", form, xml)
        let (request, response) = (String(decoding: pair.request, as: UTF8.self), String(decoding: pair.response, as: UTF8.self))
        #expect(!request.contains("hara") && !request.contains("acme") && request.contains("%40") && request.hasSuffix("&recno=1\n"))
        #expect(response.contains("<cst_id>Ann</cst_id>"), "one word is replaced in declared places only")
        #expect(!response.contains("<ind_first_name>Ann<") && !response.contains("Main") && !response.contains("acme"))
        #expect(pair.names == ["emailToMatch", "ind_first_name", "adr_line1"])
        let known = KnownPeople(people.real)
        let restored = known.restored(ReplayCase(suite: "", name: "1", request: pair.request, response: pair.response))
        var sent: [String] = []
        var replayer = Replayer(baseURL: "http://here", secrets: known.secrets) { request throws(HTTPClientError) in
            sent.append(String(decoding: request.body, as: UTF8.self))
            return HTTPResponse(status: 200, contentType: "text/xml", body: Array(answer.utf8))
        }
        #expect(replayer.run(restored).differences.isEmpty)
        #expect(sent == ["emailToMatch=ann.o%27hara%40acme.org&recno=1"])
    }

    @Test func documentsInTextsAndLoneResultsAreReplaced() throws {
        let contact = """
            <a xmlns:s="u"><s:ContactInfo>&lt;ContactInfo&gt;&lt;ContactInfo&gt;(217) 555-0161&lt;/ContactInfo&gt;&lt;Kind&gt;9&lt;/Kind&gt;\
            &lt;/ContactInfo&gt;</s:ContactInfo></a>
            """
        let path = "/ws/accesscontrol.asmx/GetUserDefaultEMail"
        let (pair, _, _) = try recorded(
            path, "POST \(path) HTTP/1.1\nContent-Type: text/xml\n\n\(contact)\n",
            "HTTP/1.1 200\nContent-Type: text/xml\n\n<string>Ann B</string>\n")
        let (request, response) = (String(decoding: pair.request, as: UTF8.self), String(decoding: pair.response, as: UTF8.self))
        #expect(!request.contains("555-0161") && request.contains("&lt;Kind&gt;9&lt;/Kind&gt;&lt;/ContactInfo&gt;</s:ContactInfo>"))
        #expect(!response.contains("Ann") && response.contains("<string>"))
    }
}
