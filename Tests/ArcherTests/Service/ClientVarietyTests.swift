import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// What clients and the vendor's printed messages send besides the plain form.
@Suite("Archer's callers")
struct ClientVarietyTests {
    let stage: Stage
    let token: String

    private static let namespace = "http://archer-tech.com/webservices/"
    private static let soap11 = "http://schemas.xmlsoap.org/soap/envelope/"
    private static let soap12 = "http://www.w3.org/2003/05/soap-envelope"

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    private func post(
        _ body: String, to service: ArcherServices.ServiceName = .accesscontrol, action: String? = nil,
        type: String = "text/xml; charset=utf-8"
    ) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type))
        if let action { fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: action)) }
        let request = HTTPRequest(method: "POST", path: "/ws/\(service.rawValue).asmx", fields: fields, body: Array(body.utf8))
        return stage.send(request)
    }

    private func message(
        _ operation: String, _ parameters: String = "", prefix: String = "soap", envelope: String = Self.soap11, head: String = ""
    ) -> String {
        #"<\#(prefix):Envelope xmlns:\#(prefix)="\#(envelope)">\#(head)<\#(prefix):Body><\#(operation) xmlns="\#(Self.namespace)">"#
            + #"<sessionToken>\#(token)</sessionToken>\#(parameters)</\#(operation)></\#(prefix):Body></\#(prefix):Envelope>"#
    }

    private func action(_ operation: String) -> String { Self.namespace + operation }

    @Test("The SOAPAction is unquoted, quoted or missing")
    func actions() {
        let body = message("GetContactTypes")
        for action in [action("GetContactTypes"), "\"\(action("GetContactTypes"))\"", nil] {
            #expect(post(body, action: action).status == 200)
        }
    }

    @Test("The SOAPAction is broken by a blank, or has one quotation mark, as printed")
    func misprintedAction() {
        func expectAnswer(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: String, action: String) {
            let answer = post(message(operation, parameters), to: service, action: action)
            #expect(answer.status == 200 && answer.text(of: operation + "Result") != nil, "\(operation)")
        }
        expectAnswer(
            .accesscontrol, "LookupDomainUserByLastName", "<keyword>x</keyword><usersDomain>CORP</usersDomain>",
            action: "\"\(Self.namespace)LookupDomainUserBy\tLastName\"")
        expectAnswer(
            .accesscontrol, "GetDomainUserListCount", "<usersDomain>CORP</usersDomain>",
            action: "\"\(Self.namespace)GetDomainUserList Count\"")
        let rights = "<create>false</create><read>false</read><update>false</update><delete>false</delete>"
        expectAnswer(
            .accessrole, "UpdateRolePagePermissions2", "<roleId>1</roleId><pageId>1</pageId>" + rights,
            action: "\"\(Self.namespace)UpdateRolePagePermissions 2\"")
        expectAnswer(.accesscontrol, "GetGroups", "", action: "\"" + action("GetGroups"))
        expectAnswer(.accesscontrol, "GetGroups", "", action: action("GetGroups") + "\"")
        expectAnswer(
            .general, "CreateUserSessionFromInstance",
            "<userName>sample.user</userName><instanceName>Default</instanceName><password>Sample-Pass-1</password>",
            action: "\"\(Self.namespace) CreateUserSessionFromInstance\"")
        let lookUp = message("LookupDomainUserByLastName", "<keyword>x</keyword><usersDomain>CORP</usersDomain>")
        #expect(post(lookUp, action: action("LookupDomainUser ByFirstName")).status == 500, "another operation's action is refused")
    }

    @Test("The SOAPAction is that of GetUserList, as printed for its count and its pages")
    func actionOfTheList() {
        #expect(post(message("GetUserListCount"), action: action("GetUserList")).text(of: "GetUserListCountResult") == "2")
        let page = message("GetUserListPaginated", "<pageSize>1</pageSize><page>1</page>")
        #expect(post(page, action: action("GetUserList")).text(of: "GetUserListPaginatedResult") != nil)
        #expect(post(message("GetUserList"), action: action("GetUserListCount")).status == 500)
        #expect(post(message("DeleteUser", "<userId>123</userId>"), action: action("GetUserList")).status == 500)
    }

    @Test("SOAP 1.2 comes without an action, with a SOAPAction besides, and as text/xml")
    func soap12() {
        let body = message("GetContactTypes", envelope: Self.soap12)
        #expect(post(body, type: "application/soap+xml; charset=utf-8").status == 200)
        #expect(post(body, action: action("GetContactTypes"), type: "application/soap+xml; charset=utf-8").status == 200)
        #expect(post(body, action: action("GetContactTypes")).status == 200)
        #expect(post(body).status == 200)
    }

    @Test("Blank lines stand before the envelope, and it is indented behind the declaration")
    func layout() {
        #expect(post("\r\n\n" + message("GetContactTypes")).status == 200)
        #expect(post("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n    " + message("GetContactTypes")).status == 200)
    }

    @Test("Any prefix names the envelope, and the header is empty", arguments: ["soap", "soap12", "web", "soapenv"])
    func prefixes(prefix: String) {
        #expect(post(message("GetContactTypes", prefix: prefix, head: "<\(prefix):Header/>")).status == 200)
    }

    @Test("A namespace that is not used is a wrong one, and a value is in a CDATA section")
    func oddXML() {
        let body = message("LookupUserId", "<username><![CDATA[sample.user]]></username>")
            .replacing("<soap:Envelope", with: #"<soap:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchemainstance""#)
        #expect(post(body).text(of: "LookupUserIdResult") == "123")
    }

    @Test("Parameters come in another order, and under the names of the vendor's tables")
    func parameters() {
        let orders = [
            "<userName>sample.user</userName><password>Sample-Pass-1</password><instanceName>Default</instanceName>",
            "<instanceName>Default</instanceName><userName>sample.user</userName><password>Sample-Pass-1</password>",
        ]
        for order in orders { #expect(post(message("CreateUserSessionFromInstance", order), to: .general).status == 200) }
    }

    @Test(
        "A parameter has the name of the vendor's table, not of its message",
        arguments: [
            ("LookupUserId", "<userName>sample.user</userName>", "123"), ("DoesUserExist", "<username>sample.user</username>", "true"),
            ("DoesDomainUserExist", "<userName>ann</userName><userDomain>CORP</userDomain>", "true"),
            ("LookupDomainUserId", "<userName>ann</userName><userDomain>CORP</userDomain>", "7"),
            ("LookupUserName", "<userID>123</userID>", "sample.user"), ("GetDomainUserListCount", "<userDomain>CORP</userDomain>", "1"),
            ("GetUserListPaginated", "<PageSize>9</PageSize><Page>9</Page>", "&lt;Return /&gt;"),
            ("GetDomainUserListPaginated", "<pageSize>9</pageSize><Page>9</Page><userDomain>CORP</userDomain>", "&lt;Return /&gt;"),
            ("LookupDomainUserByFirstName", "<keyword>x</keyword><userDomain>CORP</userDomain>", "&lt;Return /&gt;"),
            ("LookupDomainUserByLastName", "<keyword>x</keyword><userDomain>CORP</userDomain>", "&lt;Return /&gt;"),
            ("GetDomainUserList", "<userDomain>NONE</userDomain>", "&lt;Return /&gt;"),
            ("GetSecurityParameterName", "<securityParameters>1</securityParameters>", "General User Parameter"),
            ("GetGroup", "<groupID>2</groupID>", "Administrators"), ("DeleteGroup", "<groupID>3</groupID>", "1"),
            ("UpdateUserNote", "<userID>123</userID><note>x</note>", "1"),
        ])
    func tableNames(operation: String, parameters: String, result: String) throws {
        try stage.add(#"{"user_id": 7, "user_name": "ann", "domain": "CORP"}"#, password: "Password-1")
        #expect(stage.result(.accesscontrol, "CreateGroup", ["sessionToken": token, "groupName": "Three"]) == "3")
        #expect(post(message(operation, parameters)).text(of: operation + "Result") == result)
    }

    @Test("A parameter that only a table has is ignored, and TerminateSession's answer has the right namespace, not the printed one")
    func surplus() {
        let change = "<roleId>1</roleId><moduleId>9</moduleId><roleName>General</roleName><defaultFlag>true</defaultFlag>"
        let answer = post(message("UpdateRole", change + "<requiredFlag>false</requiredFlag>"), to: .accessrole)
        #expect(answer.text(of: "UpdateRoleResult") == "1")
        let end = post(message("TerminateSession"), to: .general)
        #expect(end.bodyText.contains(#"<TerminateSessionResponse xmlns="http://archer-tech.com/webservices/">"#))
    }

    @Test("An empty domain signs a local user in, and so does one under a name that the operation does not have")
    func domainSignIn() throws {
        try stage.add(#"{"user_id": 7, "user_name": "ann", "domain": "CORP"}"#, password: "Password-1")
        func signIn(_ name: String, _ password: String, _ domain: String) -> HTTPResponse {
            post(
                message(
                    "CreateDomainUserSessionFromInstance",
                    "<userName>\(name)</userName><instanceName>Default</instanceName><password>\(password)</password>\(domain)"),
                to: .general)
        }
        #expect(signIn("sample.user", "Sample-Pass-1", "<usersDomain></usersDomain>").status == 200)
        #expect(signIn("sample.user", "Sample-Pass-1", "<userDomain>CORP</userDomain>").status == 200)
        #expect(signIn("ANN", "Password-1", "<usersDomain>corp</usersDomain>").status == 200)
        for refused in [
            signIn("ann", "Password-1", ""), signIn(#"CORP\ann"#, "Password-1", ""),
            signIn("sample.user", "Sample-Pass-1", "<usersDomain>CORP</usersDomain>"),
            signIn("ann", "wrong", "<usersDomain>CORP</usersDomain>"),
        ] {
            #expect(refused.bodyText.contains("Unable to create a session"))
        }
    }

    @Test("An action with a query on the address runs the operation")
    func queryOnPost() {
        var fields = HTTPFields()
        fields.append("Content-Type", "text/xml; charset=utf-8")
        var request = HTTPRequest(
            method: "POST", path: "/ws/accesscontrol.asmx", fields: fields, body: Array(message("GetContactTypes").utf8))
        request.query = "WSDL"
        #expect(stage.send(request).status == 200)
    }
}
