import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("The build of xWEB's faults")
struct FaultBuildTests {
    private static let members = ["Message", "Number", "Source", "Line", "StackTrace", "ErrorType", "Errors"]

    @Test("is the vendor's, byte for byte, with the real reason in MessageDetail")
    func exact() throws {
        let stage = try Stage()
        let place = "   at Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.WEBWebUserCreate(WebUserType oWebUser)"
        let body = stage.create("<Customer><cst_new_password>a</cst_new_password></Customer>").bodyText
        #expect(
            body.hasSuffix(
                """
                <soap:Body><soap:Fault><faultcode>soap:Client</faultcode>\
                <faultstring>System.Web.Services.Protocols.SoapException: An error occurred\n\(place)</faultstring>\
                <faultactor>http://tenant.example.org/xweb/secure/netForumXML.asmx</faultactor>\
                <detail><SystemExceptionInfo xmlns="http://www.avectra.com/2005/"><XWebException><Message>An error occurred</Message>\
                <MessageDetail>cst_new_password and cst_new_password_confirm differ.</MessageDetail>\
                <Number>0</Number><Source>xWeb</Source><Line>0</Line><StackTrace>\(place)</StackTrace>\
                <ErrorType>GeneralError</ErrorType><Errors /></XWebException></SystemExceptionInfo></detail></soap:Fault></soap:Body>\
                </soap:Envelope>
                """))
        #expect(!body.contains("soap:Header"))
    }

    @Test("has MessageDetail second where there is one, and else no such element")
    func messageDetail() throws {
        let stage = try Stage()
        let plain = stage.call("WEBWebUserGet", ["cst_key": "nix"]).fault
        #expect(plain?.members == Self.members)
        let generic = stage.call("WEBChapterGet").fault
        #expect(generic?.members == ["Message", "MessageDetail"] + Self.members.dropFirst())
    }

    @Test(
        "names the method with the .NET types of its parameters",
        arguments: [
            ("WEBWebUserLogin", "WEBWebUserLogin(String LoginOrEmail, String password)"),
            ("GetIndividualInformation", "GetIndividualInformation(String IndividualKey)"),
            ("SetIndividualInformation", "SetIndividualInformation(String IndividualKey, XmlNode oUpdateNode)"),
            ("WEBIndividualGet", "WEBIndividualGet(Guid key)"),
            ("WEBWebUserLoginByRememberMe", "WEBWebUserLoginByRememberMe(String authenticationToken)"),
        ])
    func signature(operation: String, signature: String) throws {
        let fault = try #require(try Stage().call(operation).fault)
        #expect(fault.reason.hasSuffix("\n   at Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.\(signature)"))
    }

    @Test("gives as actor the address as it was asked, prefix and letter case too")
    func actor() throws {
        let stage = try Stage()
        var fields = HTTPFields()
        fields.append("Host", "tenant.example.org:8443")
        fields.append("Content-Type", "text/xml")
        fields.append("SOAPAction", "http://www.avectra.com/2005/WEBGetAllRoles")
        let envelope = """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>\
            <WEBGetAllRoles xmlns="http://www.avectra.com/2005/"/></e:Body></e:Envelope>
            """
        let request = HTTPRequest(
            method: "POST", path: "/acme/xWeb/Secure/netforumxml.asmx", fields: fields, body: Array(envelope.utf8), isSecure: true)
        let response = stage.send(request)
        expectFault(response, "InvalidTokenException", "Invalid Token Value")
        #expect(response.fault?.actor == "https://tenant.example.org:8443/acme/xWeb/Secure/netforumxml.asmx")
    }
}
