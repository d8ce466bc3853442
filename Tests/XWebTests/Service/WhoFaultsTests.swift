import ASMX
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
@testable import XWeb

/// The reference page's table 4.1: which operations fault, and which answer no.
@Suite("Of xWEB's operations, with bad input")
struct WhoFaultsTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    /// Calls by SOAP and by JSON; the arguments are plain texts.
    private func both(_ operation: String, _ arguments: KeyValuePairs<String, String>) -> (soap: HTTPResponse, json: HTTPResponse) {
        let members = arguments.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
        return (stage.call(operation, arguments), stage.json(calling: operation, members))
    }

    @Test("Authenticate faults")
    func authenticate() {
        expectFault(stage.authenticate("xweb", "no"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
        let json = stage.json("POST", "Authenticate", body: #"{"Authenticate":{"userName":"xweb","password":"no"}}"#, authorization: nil)
        expectJSONError(json, 401, "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
    }

    @Test("every one that needs a token faults without a good one, whatever else it is sent", arguments: XWebBuild.allCases)
    func badToken(build: XWebBuild) throws {
        var settings = XWebSettings()
        settings.build = build
        let stage = try Stage(settings)
        let service = xwebService(build)
        for operation in service.operations + service.unemulated where operation.header == .both {
            for token in [nil, "nix"] as [String?] {
                let response = stage.call(operation.name, token: token)
                #expect(response.fault?.kind == "InvalidTokenException", "\(operation.name)")
                #expect(response.fault?.message == "Invalid Token Value", "\(operation.name)")
            }
            let body = #"{"\#(operation.name)":{}}"#
            #expect(stage.json("POST", operation.name, body: body, authorization: "Bearer nix").status == 401, "\(operation.name)")
            #expect(stage.json("POST", operation.name, body: body, authorization: nil).status == 401, "\(operation.name)")
        }
    }

    @Test(
        "the logins of web users fault",
        arguments: [
            ("WEBWebUserLogin", "LoginOrEmail", "member@example.org"),
            ("WEBWebUserValidateLogin", "LoginOrEmail", "member@example.org"),
            ("WEBWebUserLogin_Custom", "LoginOrEmail", "member@example.org"),
            ("WEBWebUserLoginByRecno_Custom", "cst_recno", "82457"),
            ("WEBWebUserValidateLogin_Custom", "LoginOrEmail", "member@example.org"),
            ("WEBWebUserLoginAndRememberMe", "LoginOrEmail", "member@example.org"),
        ])
    func logins(operation: String, parameter: String, name: String) {
        for (name, password) in [(name, "wrong"), (name, ""), ("nobody", "123"), ("", "")] {
            let answers = both(operation, [parameter: name, "password": password])
            expectFault(answers.soap, "SystemExceptionInfo", "Unable to login user.")
            expectJSONError(answers.json, 500, "SystemExceptionInfo", "Unable to login user.")
        }
        #expect(both(operation, [parameter: name, "password": "123"]).soap.status == 200)
        #expect(both(operation, [parameter: name, "password": "123"]).json.status == 200)
    }

    @Test(
        "those that take a single-sign-on token fault",
        arguments: ["WEBWebUserValidateToken", "WEBWebUserValidateToken_Custom", "WEBWebUserLoginByRememberMe"])
    func tokens(operation: String) {
        for token in ["", "nix", XWebWords.zero, "0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11"] {
            let answers = both(operation, ["authenticationToken": token])
            expectFault(answers.soap, "SystemExceptionInfo", "Authentication token was not validated")
            expectJSONError(answers.json, 500, "SystemExceptionInfo", "Authentication token was not validated")
        }
    }

    @Test("WebLogin and WebValidate answer a GUID of zeros, with a token to go on with")
    func zeroGUID() {
        for answers in [
            both("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "wrong"]),
            both("WebLogin", ["userLoginPlain": "nobody", "passwordPlain": "123", "keyOverride": "x"]),
            both("WebLogin", [:]),
            both("WebValidate", ["authenticationToken": "nix"]),
            both("WebValidate", [:]),
        ] {
            #expect(answers.soap.status == 200)
            #expect(answers.soap.texts("WebLoginResult") + answers.soap.texts("WebValidateResult") == [XWebWords.zero])
            #expect(answers.soap.text(of: "Token") == Stage.token)
            #expect(answers.json.status == 200)
            #expect(answers.json.bodyText == "\"\(XWebWords.zero)\"")
        }
    }

    @Test(
        "these answer false",
        arguments: [
            ("WEBWebUserChangePassword", ["recno": "1", "oldPassword": "123", "newPassword": "456"]),
            ("WEBWebUserChangePassword", ["recno": "82457", "oldPassword": "no", "newPassword": "456"]),
            ("WEBWebUserChangePassword", [:]),
            ("WEBWebUserLock", ["cst_recno": "1"]), ("WEBWebUserLock", [:]),
            ("WEBWebUserUnlock", ["cst_recno": "1"]), ("WEBWebUserUnlock", [:]),
            ("WEBUpdateSystemOption", ["szOptionName": "Nix", "szOptionValue": "true"]), ("WEBUpdateSystemOption", [:]),
            ("WEBIsUserInRole", ["username": "82457", "roleName": "Nix"]),
            ("WEBIsUserInRole", ["username": "nobody", "roleName": "Nix"]), ("WEBIsUserInRole", [:]),
            ("WEBRoleExists", ["roleName": "Nix"]), ("WEBRoleExists", [:]),
        ] as [(String, KeyValuePairs<String, String>)])
    func answersFalse(operation: String, arguments: KeyValuePairs<String, String>) {
        let answers = both(operation, arguments)
        #expect(answers.soap.status == 200)
        #expect(answers.soap.text(of: "\(operation)Result") == "false")
        #expect(answers.soap.text(of: "Token") == Stage.token)
        #expect(answers.json.status == 200)
        #expect(answers.json.bodyText == "false")
    }

    @Test(
        "the searches and lists answer no rows",
        arguments: [
            ("WEBWebUserFindUsersByEmail", ["emailToMatch": "nobody@"]),
            ("WEBWebUserFindUsersByDomain", ["domainToMatch": "example.com"]),
            ("WEBWebUserFindOrganizationsByDomain", ["domainToMatch": "example.com"]),
            ("WEBWebUserFindUsersByName", ["usernameToMatch": "Nobody"]),
            ("WEBWebUserFindUsersByUserNameFirstNameLastName", ["usernameToMatch": "", "firstnameToMatch": "", "lastnameToMatch": "X"]),
            ("WEBGetAllRoles", [:]), ("WEBFindUsersInRole", ["roleName": "Nix", "usernameToMatch": ""]),
            ("WEBGetRolesForUser", ["username": "nobody"]), ("WEBGetUsersInRole", ["roleName": "Nix"]),
        ] as [(String, KeyValuePairs<String, String>)])
    func noRows(operation: String, arguments: KeyValuePairs<String, String>) {
        let answers = both(operation, arguments)
        #expect(answers.soap.status == 200)
        #expect(answers.soap.bodyText.contains("<\(operation)Result><Results recordReturn=\"0\" /></\(operation)Result>"))
        #expect(answers.json.status == 200)
        #expect(answers.json.bodyText == #"{"Results":{"@recordReturn":"0"}}"#)
    }

    @Test(
        "looking up with a key nobody has faults with Invalid Parameters.",
        arguments: [
            ("WEBWebUserGet", "cst_key", "nix"), ("WEBWebUserGet", "cst_key", "0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11"),
            ("WEBWebUserGet", "cst_key", ""), ("WEBWebUserGetByRecno_Custom", "cst_recno", "1"),
            ("WEBWebUserGetByRecno_Custom", "cst_recno", ""), ("GetIndividualInformation", "IndividualKey", "nix"),
            ("WEBIndividualGet", "key", "0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11"),
        ])
    func unknownKeys(operation: String, parameter: String, key: String) {
        let answers = both(operation, [parameter: key])
        expectFault(answers.soap, "SystemExceptionInfo", "Invalid Parameters.")
        expectJSONError(answers.json, 500, "SystemExceptionInfo", "Invalid Parameters.")
    }

    @Test("making and changing web users faults with the reason in MessageDetail", arguments: ["WEBWebUserCreate", "WEBWebUserUpdate"])
    func makingAndChanging(operation: String) {
        let email = "<n:Email><n:eml_address>no address</n:eml_address></n:Email>"
        let current = "<n:CurrentKey>\(Stage.memberKey)</n:CurrentKey>"
        expectError(stage.call(operation, ["oWebUser": current + email]), "eml_address is not an e-mail address.")
        expectError(stage.call(operation), "oWebUser is missing.")
        let json = stage.json(
            calling: operation, #""oWebUser":{"CurrentKey":"\#(Stage.memberKey)","Email":{"eml_address":"no address"}}"#)
        expectJSONError(json, 500, "SystemExceptionInfo", "An error occurred")
        #expect(json.jsonBody?["MessageDetail"]?.string == "eml_address is not an e-mail address.")
    }
}
