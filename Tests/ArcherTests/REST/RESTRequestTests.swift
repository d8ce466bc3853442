import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's REST requests")
struct RESTRequestTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    @Test("An override changes the verb of a POST, in any letter case, and of nothing else")
    func override() {
        for override in ["GET", "get", " Get "] {
            #expect(stage.rest("POST", "system/task", token: token, override: override).status == 200)
        }
        #expect(stage.rest("GET", "system/task", token: token, override: "DELETE").status == 200)
        #expect(stage.rest("POST", "security/logout", override: "post").status == 200)
        #expect(stage.rest("POST", "system/task", token: token).status == 405)
        let unknown = stage.rest("POST", "system/task", token: token, override: "PATCH")
        #expect(unknown.status == 400 && unknown.bodyText.contains("X-Http-Method-Override"))
    }

    @Test("The body of a POST that is overridden with GET may contain the query")
    func queryInBody() {
        func status(_ body: String) -> Int { stage.rest("POST", "system/task", body, token: token, override: "GET").status }
        #expect(status("") == 200)
        #expect(status("null") == 200)
        #expect(status(#"{"Value":"?$filter=IsComplete eq false"}"#) == 200)
        #expect(status(#"{"value":"%24top=5&$skip=0"}"#) == 200)
        #expect(status(#"{"Value":"?$filter=Nothing eq 1"}"#) == 400)
        #expect(status("[") == 400)
        #expect(status("[]") == 400)
        #expect(stage.rest("GET", "system/task", "[", token: token).status == 200, "the body of a GET means nothing")
    }

    @Test(
        "The query may be encoded, and what is wrong in it is named",
        arguments: [
            ("%24filter=IsComplete+eq+true&%24top=5", 200, ""), ("$FILTER=iscomplete%20eq%20'true'", 200, ""), ("x=1&$select=", 200, ""),
            ("$filter=IsComplete eq", 400, "$filter, character 14: a property or a value"), ("$top=-1", 400, "$top"),
            ("$expand=x", 400, "the options are"), ("$select=Nothing", 400, "no property of this name"), ("$filter=%FF", 400, "not UTF-8"),
        ])
    func query(query: String, status: Int, message: String) {
        let response = stage.rest("GET", "system/task?\(query)", token: token)
        #expect(response.status == status)
        #expect(response.bodyText.contains(message))
    }

    @Test("An unknown address is 404, a wrong verb is 405 with those that are right, and what is not emulated is named with 501")
    func addresses() {
        #expect(stage.rest("GET", "system/nothing", token: token).status == 404)
        #expect(stage.rest("GET", "", token: token).status == 404)
        let wrong = stage.rest("DELETE", "security/login")
        #expect(wrong.status == 405 && wrong.fields.first("Allow") == "POST")
        #expect(stage.rest("PUT", "system/task", token: token).fields.first("Allow") == "GET, POST")
        #expect(stage.rest("HEAD", "system/task", token: token).status == 405)
        for path in ["content/5", "system/application", "SYSTEM/level/7"] {
            let response = stage.rest("GET", path)
            #expect(response.status == 501 && response.bodyText.contains("is not emulated"))
        }
    }

    @Test("Tasks of the user are none, and that is answered as the vendor answers an empty list")
    func tasks() {
        #expect(
            stage.rest("GET", "system/task", token: token).bodyText == """
                [{"Links":[],"RequestedObject":{},"IsSuccessful":false,"ValidationMessages":[{"Reason":\
                "WebApi:WebApiResourceNotFoundQueryReason","Severity":3,"MessageKey":"WebApi:WebApiResourceNotFoundQuery","Description":\
                "The resource cannot be found.","Location":-1,"ErroredValue":null,"Validator":"ArcherApi.Controllers.System.TaskController, \
                ArcherApi, Version=6.5.200.1045, Culture=neutral, PublicKeyToken=null","XmlData":null,"ResourcedMessage":\
                "No resource found."}]}]
                """)
    }

    @Test("A body that is not JSON is 400 with the place, and nothing of it is repeated")
    func badBody() {
        let response = stage.rest("POST", "security/login", #"{"Password": secret}"#)
        #expect(response.status == 400)
        #expect(response.bodyText.contains("The body cannot be read: line 1, column ") && !response.bodyText.contains("secret"))
    }

    @Test("An opaque site answers refusals of the domain with one text")
    func opaque() throws {
        var settings = ArcherSettings()
        settings.isOpaque = true
        let stage = try Stage(settings)
        let body = #"{"Group":{"Name":"Twice"}}"#
        let token = stage.restSession()
        #expect(stage.rest("POST", "system/group", body, token: token).json["IsSuccessful"] == .bool(true))
        let again = stage.rest("POST", "system/group", body, token: token)
        #expect(again.bodyText.contains("The request was refused.") && !again.bodyText.contains("already"))
        let nameless = stage.rest("POST", "system/group", #"{"Group":{}}"#, token: token)
        #expect(nameless.bodyText == again.bodyText)
        #expect(stage.rest("DELETE", "system/group/1", token: token).bodyText == again.bodyText)
        #expect(again.refusal["MessageKey"]?.string == "ValidationMessageTemplates:NotValid")
        let password = stage.rest("PUT", "system/userpassword", #"{"UserId":123,"NewPassword":"x"}"#, token: token)
        #expect(password.refusal["MessageKey"] == again.refusal["MessageKey"])
        let reader = stage.restSession("sample.user", "Sample-Pass-1")
        #expect(stage.rest("POST", "system/group", body, token: reader).bodyText.contains("The request was refused."))
        #expect(stage.rest("GET", "system/group", token: "nix").bodyText.contains("Invalid session token."))
    }
}
