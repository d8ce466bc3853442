import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

/// The other ways to xWEB's page. Source: XWeb.docc/Protocol.md.
@Suite("xWEB's page by other protocols")
struct ProtocolTests {
    private func form(_ operation: String, query: String? = nil, on stage: Stage) -> HTTPResponse {
        let request = HTTPRequest(method: "GET", path: "\(Stage.path)/\(operation)", query: query)
        return stage.send(request)
    }

    @Test("answers forms to what needs no token, as a document of the result's type")
    func forms() throws {
        let stage = try Stage()
        let response = form("TestConnection", on: stage)
        #expect(response.status == 200)
        #expect(response.fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(response.bodyText.hasSuffix("<string xmlns=\"http://www.avectra.com/2005/\">Success</string>"))
        let authenticated = form("Authenticate", query: "userName=xweb&password=xweb-secret", on: stage)
        #expect(authenticated.bodyText.hasSuffix("<string xmlns=\"http://www.avectra.com/2005/\">http://www.avectra.com/2005/</string>"))
    }

    @Test("has no place for a token in forms, so the rest is refused as without one, and nothing is done")
    func formsWithoutToken() throws {
        let stage = try Stage()
        let response = form("WEBWebUserChangePassword", query: "recno=82457&oldPassword=123&newPassword=456", on: stage)
        #expect(response.status == 500)
        #expect(response.fields.first("Content-Type") == "text/plain; charset=utf-8")
        #expect(response.bodyText.contains("Invalid Token Value"))
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test(
        "knows no forms of what takes objects, XML or GUIDs",
        arguments: ["WEBWebUserCreate", "SetIndividualInformation", "WEBIndividualGet"])
    func formsOfObjects(operation: String) throws {
        let response = form(operation, query: "oWebUser=x&key=\(Stage.memberKey)", on: try Stage())
        #expect(response.status == 500)
        #expect(!response.bodyText.contains("Invalid Token Value"))
    }

    @Test("answers SOAP 1.2, without an actor, unless only the vendor's 1.1 is played", arguments: [true, false])
    func soap12(isAnswered: Bool) throws {
        var settings = XWebSettings()
        settings.answersSOAP12 = isAnswered
        let stage = try Stage(settings)
        var fields = HTTPFields()
        fields.append("Content-Type", "application/soap+xml; charset=utf-8; action=\"http://www.avectra.com/2005/Authenticate\"")
        let envelope = """
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><Authenticate xmlns="http://www.avectra.com/2005/">\
            <userName>xweb</userName><password>xweb-secret</password></Authenticate></e:Body></e:Envelope>
            """
        let request = HTTPRequest(method: "POST", path: Stage.path, fields: fields, body: Array(envelope.utf8))
        let response = stage.send(request)
        #expect((response.status == 200) == isAnswered)
        #expect(XWebWords.isGUID(response.text(of: "Token")) == isAnswered)
        #expect(!response.bodyText.contains("actor"))
    }
}
