import ASMX
import Accounts
import Calls
import HTTP
import JSON
import Operations
import TestSupport
import Testing

@testable import Archer

/// Archer over a small world: an administrator, and a user who may only read.
struct Stage {
    let world: World
    let archer: ArcherServices
    let log = LoggedCalls()

    init(_ settings: ArcherSettings = ArcherSettings(), withAdministrator more: String = #""first_name": "System""#) throws {
        world = try World()
        try ArcherSite.prepare(world.site, world.users)
        archer = ArcherServices(users: world.users, settings: PerSite(settings), profile: .asmx)
        try add(
            #"{"user_id": 1, "user_name": "sysadmin", "privileges": ["create", "read", "update", "delete"], \#(more)}"#,
            password: "Sysadmin-1")
        try add(#"{"user_id": 123, "user_name": "sample.user", "privileges": ["read"]}"#, password: "Sample-Pass-1")
    }

    /// Adds the user of a fixture.
    func add(_ text: String, password: String) throws {
        let fixture = try ArcherFixture(json: JSON.parse(Array(text.utf8)))
        let policy = try world.users.policies(in: world.site).first { $0.name == fixture.securityParameter }?.id
        try world.add(fixture.identities, attributes: fixture.attributes, in: fixture.roles, password: password, policy: policy)
    }

    /// A call by SOAP 1.1, or by 1.2 without an action.
    func call(
        _ service: ArcherServices.ServiceName, _ operation: String, _ parameters: KeyValuePairs<String, String>, soap12: Bool = false
    ) -> HTTPResponse {
        call(service, operation, parameters.map { ($0.key, $0.value) }, soap12: soap12)
    }

    /// A call with parameters that are no literal. Their values are escaped.
    func call(
        _ service: ArcherServices.ServiceName, _ operation: String, _ parameters: [(String, String)], soap12: Bool = false
    ) -> HTTPResponse {
        let body = parameters.map { name, value in
            "<\(name)>\(value.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))</\(name)>"
        }.joined()
        let envelope = soap12 ? "http://www.w3.org/2003/05/soap-envelope" : "http://schemas.xmlsoap.org/soap/envelope/"
        let message = """
            <?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="\(envelope)"><soap:Body>\
            <\(operation) xmlns="http://archer-tech.com/webservices/">\(body)</\(operation)></soap:Body></soap:Envelope>
            """
        var fields = HTTPFields()
        fields.append("Content-Type", soap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8")
        if !soap12 { fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: "http://archer-tech.com/webservices/\(operation)")) }
        let request = HTTPRequest(
            method: "POST", path: "/archer/ws/\(service.rawValue).asmx", fields: fields, body: Array(message.utf8))
        return answer(request) { archer.answer($0, service: service, pathInfo: nil) }.response
    }

    /// Returns the answer to a request.
    func answer(_ request: HTTPRequest, _ answer: (CallContext) -> HTTPAnswer) -> HTTPAnswer {
        log.answer(request, in: world.site, of: world.users, answer)
    }

    func signIn(_ name: String, _ password: String, instance: String = "Default") -> HTTPResponse {
        call(.general, "CreateUserSessionFromInstance", ["userName": name, "instanceName": instance, "password": password])
    }

    func session(_ name: String = "sysadmin", _ password: String = "Sysadmin-1") -> String {
        signIn(name, password).text(of: "CreateUserSessionFromInstanceResult") ?? ""
    }

    func change(_ session: String, _ userID: String, _ password: String) -> HTTPResponse {
        call(.accesscontrol, "ChangePassword", ["sessionToken": session, "userId": userID, "password": password])
    }

    func lookUp(_ session: String, _ name: String) -> HTTPResponse {
        call(.accesscontrol, "LookupUserId", ["sessionToken": session, "username": name])
    }

    /// The result of a call, or nil if it is a fault.
    func result(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: KeyValuePairs<String, String>) -> String? {
        call(service, operation, parameters).text(of: operation + "Result")?.unescaped
    }

    /// The reason in a fault, without what ASP.NET puts in front.
    func fault(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: KeyValuePairs<String, String>) -> String? {
        let text = call(service, operation, parameters).text(of: "faultstring")?.unescaped
        return text.map { $0.replacing("Server was unable to process request. ---> ", with: "") }
    }

    /// Sets the rights of a role on one page.
    func give(_ privileges: Set<Privilege>, on area: ArcherArea, to role: Int32, by session: String) {
        let result = result(
            .accessrole, "UpdateRolePagePermissions2",
            [
                "sessionToken": session, "roleId": "\(role)", "pageId": "\(area.rawValue)", "create": "\(privileges.contains(.create))",
                "read": "\(privileges.contains(.read))", "update": "\(privileges.contains(.update))",
                "delete": "\(privileges.contains(.delete))",
            ])
        #expect(result == "1")
    }

    /// What the code of operations sees, for the functions that no SOAP operation has.
    func domain() -> ArcherCall {
        ArcherCall(
            users: world.users, context: CallContext(HTTPRequest(method: "POST", path: "/"), in: world.site, by: world.users.sources),
            perSite: PerSite(ArcherSettings()),
            token: nil, caller: nil, rights: .all)
    }
}

extension String {
    /// The text that stands escaped in XML.
    fileprivate var unescaped: String {
        replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    }
}
