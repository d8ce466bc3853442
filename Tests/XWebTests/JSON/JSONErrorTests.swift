import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("The errors of xWEB's JSON twin")
struct JSONErrorTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test("all have a challenge, an object with words, and their status")
    func challenge() {
        let answers = [
            (401, stage.json("GET", "WEBGetAllRoles", authorization: nil)), (401, stage.json("GET", "WEBGetAllRoles", authorization: "x")),
            (401, stage.json("GET", "WEBGetAllRoles", authorization: "Bearer x")),
            (401, stage.json("GET", "WEBGetAllRoles", authorization: "Basic eHdlYjp3cm9uZw==")),
            (404, stage.json("GET", "Nix")), (400, stage.json("POST", "WEBGetAllRoles", body: "{")),
            (400, stage.json("GET", "WEBWebUserCreate")), (405, stage.json("PUT", "WEBGetAllRoles")),
            (500, stage.json("GET", "WEBWebUserGet")), (500, stage.json("GET", "WEBAddressGet")),
        ]
        for (status, response) in answers {
            #expect(response.status == status)
            #expect(response.fields.all("WWW-Authenticate") == ["Bearer"])
            #expect(response.fields.first("Content-Type") == "application/json; charset=utf-8")
            #expect(response.jsonBody?["Message"]?.string?.isEmpty == false)
        }
    }

    @Test("that SOAP answers with a fault have its message, kind and detail, and only the last where there is none")
    func members() {
        let plain = stage.json("GET", "WEBWebUserGet").jsonBody
        #expect(plain?.members?.map(\.name) == ["Message", "ExceptionType"])
        let generic = stage.json("GET", "GetQuery", query: "szObjectName=Nix").jsonBody
        #expect(generic?.members?.map(\.name) == ["Message", "ExceptionType", "MessageDetail"])
        #expect(generic?["MessageDetail"]?.string == stage.call("GetQuery", ["szObjectName": "Nix"]).fault?.messageDetail)
    }

    @Test("of tokens follow the settings, as SOAP's do")
    func settings() throws {
        var settings = XWebSettings()
        settings.usesShortDetailNames = false
        settings.invalidTokenMessage = "Locked"
        let stage = try Stage(settings)
        expectJSONError(stage.json("GET", "WEBGetAllRoles", authorization: "Bearer x"), 401, "InvalidTokenExceptionInfo", "Locked")
    }

    @Test("leave the token good, so the next call needs no other")
    func tokenStands() {
        for _ in 0..<3 { #expect(stage.json("GET", "WEBWebUserGet").status == 500) }
        #expect(stage.json("GET", "WEBGetAllRoles").status == 200)
    }

    @Test(
        "of a body say which rule it breaks, and where, and nothing it holds",
        arguments: [
            (#""oldPassword":"s3cret","oldPassword":"s3cret2""#, "line 1, column 65: duplicate object key"),
            (#""oldPassword":"s3cret\u0000""#, "a string must not hold \\u0000"),
            (#""oldPassword":1.0e400"#, "real number overflow"),
            (#""oldPassword":\#(String(repeating: "[", count: 70))"#, "nested deeper than 64 levels"),
            (#""oldPassword":"s3cret" s3cret"#, "'}' expected"),
        ])
    func rules(arguments: String, rule: String) {
        let response = stage.json(calling: "WEBWebUserChangePassword", arguments)
        expectJSONError(response, 400, nil)
        let message = response.jsonBody?["Message"]?.string
        #expect(message?.hasPrefix("The body cannot be read as JSON: line 1, column ") == true)
        #expect(message?.hasSuffix("\(rule).") == true, "\(message ?? "")")
        #expect(!response.bodyText.contains("s3cret") && !response.bodyText.contains("e400"))
        #expect(stage.log.all.allSatisfy { !$0.contains("s3cret") })
    }

    @Test("repeat of a name that is none only its beginning, in the answer and in the log")
    func mistypedQuery() {
        for separator in ["&", "?", "=", ";", "%26", " "] {
            let response = stage.json("GET", "WEBWebUserLogin\(separator)LoginOrEmail=a&password=hunter3")
            expectJSONError(response, 404, nil, "There is no method WEBWebUserLogin….")
        }
        let long = stage.json("GET", String(repeating: "a", count: 5000))
        #expect(long.bodyText.utf8.count < 200)
        #expect(stage.log.all.allSatisfy { !$0.contains("hunter3") && $0.utf8.count < 400 })
    }

    @Test("of HEAD is 405, and nothing is run")
    func head() {
        let response = stage.json("HEAD", "WEBWebUserChangePassword", query: "recno=82457&oldPassword=123&newPassword=456")
        expectJSONError(response, 405, nil)
        #expect(response.fields.first("Allow") == "GET, POST")
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("name no secret, in the answer or the log")
    func secrets() {
        let bodies = [
            stage.json("POST", "WEBWebUserChangePassword", body: #"{"WEBWebUserChangePassword":{"newPassword":["s3cret"]}}"#),
            stage.json("POST", "WEBWebUserChangePassword", body: #"{"WEBWebUserChangePassword":{"newPassword":"s3cret""#),
            stage.json("GET", "WEBWebUserLogin", query: "LoginOrEmail=a&password=s3cret"),
            stage.json(calling: "SetIndividualInformation", #""IndividualKey":"\#(Stage.memberKey)","oUpdateNode":"s3cret""#),
            stage.json("GET", "WEBGetAllRoles", authorization: "Bearer s3cret"),
        ]
        #expect(bodies.allSatisfy { $0.status != 200 && !$0.bodyText.contains("s3cret") })
        #expect(stage.log.all.allSatisfy { !$0.contains("s3cret") })
    }
}
