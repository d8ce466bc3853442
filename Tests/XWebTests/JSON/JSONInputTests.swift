import HTTP
import JSON
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("The input of xWEB's JSON twin")
struct JSONInputTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test(
        "by GET is refused where an object is needed",
        arguments: [
            "WEBWebUserCreate", "WEBWebUserUpdate", "SetIndividualInformation", "InsertFacadeObject", "UpdateFacadeObject",
            "WEBIndividualInsert", "WEBIndividualUpdate",
        ])
    func getOnComplex(operation: String) {
        for query in [nil, "oWebUser=x", "oNode=%3Cx%2F%3E"] as [String?] {
            expectJSONError(stage.json("GET", operation, query: query), 400, nil)
        }
        #expect(stage.log.all.allSatisfy { !$0.contains("unforeseen") })
    }

    @Test("by GET decodes what is percent-encoded, and takes + for a blank")
    func query() {
        #expect(stage.change("82457", "123", "a b+c%&amp;ü") == "true")
        let encoded = "LoginOrEmail=member%40example.org&password=a+b%2Bc%25%26%C3%BC"
        #expect(stage.json("GET", "WEBWebUserLogin_Custom", query: encoded).bodyText == "82457")
    }

    @Test("by GET that is not UTF-8 is 400, and no password is set or taken for another")
    func queryOfOtherBytes() {
        let change = "WEBWebUserChangePassword"
        for query in ["newPassword=p%E4ssword1&oldPassword=123", "newPassword=456&oldPassword=%E4", "newPassword=456&oldPassword=123&%E4"] {
            expectJSONError(stage.json("GET", change, query: "recno=82457&\(query)"), 400, nil, "The query has bytes that are not UTF-8.")
        }
        #expect(stage.fits("member@example.org", "123"))
        #expect(stage.change("82457", "123", "p\u{FFFD}ssword1") == "true")
        expectJSONError(
            stage.json("GET", change, query: "recno=82457&newPassword=x&oldPassword=p%F6ssword1"), 400, nil)
        #expect(stage.fits("member@example.org", "p\u{FFFD}ssword1"))
    }

    @Test("of Basic credentials that are not UTF-8 is 401, whatever they would look like")
    func basicOfOtherBytes() throws {
        try stage.add(#"{"user_name": "other"}"#, password: "\u{FFFD}")
        // other: and the byte E4.
        let response = stage.json("GET", "TestConnection", authorization: "Basic b3RoZXI65A==")
        expectJSONError(response, 401, nil, "The name and the password of the Authorization field are not UTF-8.")
    }

    @Test("finds methods in any letter case, in the address and in the body")
    func letterCase() {
        let body = #"{"WEBWEBUSERGETBYRECNO_CUSTOM":{"cst_recno":"82457"}}"#
        #expect(stage.json("POST", "webwebusergetbyrecno_custom", body: body).jsonBody?["WebUserType"] != nil)
        #expect(stage.json("GET", "webroleexists", query: "roleName=x").bodyText == "false")
    }

    @Test("nests records, and takes numbers and truth values for their text")
    func nested() {
        let body =
            #""oWebUser":{"CurrentKey":"\#(Stage.memberKey)","Business_Phone":{"phn_number":12.50},"Individual":{"ind_mid_name":true}}"#
        let user = stage.json(calling: "WEBWebUserUpdate", body).jsonBody?["WebUserType"]
        #expect(user?["Business_Phone"]?["phn_number"]?.string == "12.50")
        #expect(user?["Individual"]?["ind_mid_name"]?.string == "true")
    }

    @Test("that is no record where one is needed is 400, and nothing is made", arguments: ["1", "true", "[]", "[{}]", "\"text\""])
    func noRecord(value: String) {
        expectJSONError(stage.json(calling: "WEBWebUserCreate", #""oWebUser":\#(value)"#), 400, nil)
        #expect(stage.call("WEBWebUserFindUsersByName").rows().count == 2)
    }

    @Test("that has parts where a leaf is needed is 400, and nothing is changed")
    func partsInLeaf() {
        let email = #""oWebUser":{"CurrentKey":"\#(Stage.memberKey)","Individual":{"ind_last_name":"No","ind_mid_name":{"a":"b"}}}"#
        expectJSONError(stage.json(calling: "WEBWebUserUpdate", email), 400, nil)
        #expect(stage.webUser().elements("ind_last_name").isEmpty)
    }

    @Test(
        "of any XML is an object, or a string that holds XML",
        arguments: [
            #"{"ind_last_name":"J"}"#, #"{"IndividualObject":{"ind_last_name":"J","ind_mid_name":null}}"#,
            ##"{"IndividualObjects":{"@recordReturn":"1","IndividualObject":[{"ind_last_name":{"#text":"J"}}]}}"##,
            #""<IndividualObject><ind_last_name>J</ind_last_name></IndividualObject>""#,
            #""<?xml version=\"1.0\"?><ind_last_name>J</ind_last_name>""#,
        ])
    func anyXML(node: String) {
        let response = stage.json(calling: "SetIndividualInformation", #""IndividualKey":"\#(Stage.memberKey)","oUpdateNode":\#(node)"#)
        #expect(response.jsonBody?["IndividualObjects"]?["IndividualObject"]?["ind_last_name"]?.string == "J")
        #expect(stage.webUser().text(of: "ind_last_name") == "J")
    }

    @Test("of any XML that is a string without XML is 400", arguments: ["x", "<a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
    func noXML(text: String) {
        let response = stage.json(calling: "SetIndividualInformation", #""IndividualKey":"\#(Stage.memberKey)","oUpdateNode":"\#(text)""#)
        expectJSONError(response, 400, nil)
    }

    @Test("with an empty value takes a column away, and with null leaves it")
    func emptyAndNull() {
        func set(_ node: String) -> Int {
            stage.json(calling: "SetIndividualInformation", #""IndividualKey":"\#(Stage.memberKey)","oUpdateNode":\#(node)"#).status
        }
        #expect(set(#"{"ind_first_name":null,"ind_mid_name":"M"}"#) == 200)
        #expect(stage.webUser().text(of: "ind_first_name") == "Mary")
        #expect(set(#"{"ind_first_name":""}"#) == 200)
        #expect(stage.webUser().elements("ind_first_name").isEmpty)
    }

    @Test("with one name twice is 400, whichever of the two was meant")
    func duplicates() {
        let body = #"{"WEBWebUserLock":{"cst_recno":"82457","cst_recno":"240656"}}"#
        expectJSONError(stage.json("POST", "WEBWebUserLock", body: body), 400, nil)
        #expect(stage.fits("member@example.org", "123"))
        #expect(stage.fits("second@example.org", "Pa$$w0rd"))
    }

    @Test("is not read before there are credentials that can be right", arguments: [nil, "x", "Basic eHdlYg==", "Bearer ", "Bearer x"])
    func credentialsFirst(authorization: String?) {
        // Each of these would be 400 for a caller with a token, for GET as for POST.
        for body in ["{", "[]", String(repeating: "[", count: 1 << 20)] {
            let response = stage.json("POST", "WEBGetAllRoles", body: body, authorization: authorization)
            #expect(response.status == 401)
            #expect(stage.json("POST", "WEBGetAllRoles", body: body).status == 400)
        }
        #expect(stage.json("GET", "WEBWebUserCreate", authorization: authorization).status == 401)
        #expect(stage.json("GET", "WEBRoleExists", query: "roleName=%FF", authorization: authorization).status == 401)
    }

    @Test("over a limit is 400, and the limit is told")
    func limits() {
        let list = [String](repeating: "1", count: 10_001).joined(separator: ",")
        expectJSONError(
            stage.json("POST", "Authenticate", body: #"{"Authenticate":{"userName":[\#(list)]}}"#, authorization: nil), 400, nil,
            "The body cannot be read as JSON: line 1, column 20029: an array has more than 10000 elements.")
    }

    @Test("with a NUL behind a number or a literal is 400", arguments: ["1\0", "true\0", "null\0"])
    func nul(value: String) {
        expectJSONError(stage.json(calling: "WEBWebUserLock", #""cst_recno":\#(value)"#), 400, nil)
    }

    @Test("keeps no-break spaces and escapes in strings")
    func printedBlanks() {
        let body = Array("\u{A0}{\u{A0}\"a\\\"\u{A0}\\\\\":\u{A0}\"\u{A0}\" }\\".utf8)
        #expect(String(decoding: XWebJSONReader.withoutPrintedBlanks(body), as: UTF8.self) == " { \"a\\\"\u{A0}\\\\\": \"\u{A0}\" }\\")
    }
}
