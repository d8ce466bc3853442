import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Archer over a small world: an administrator, and a user who may only read.
extension Stage {
    init(_ settings: ArcherSettings = ArcherSettings(), withAdministrator more: String = #""first_name": "System""#) throws {
        var all = EmulatorSettings()
        all.set(settings)
        try self.init(all)
        try ArcherSite.prepare(site, users)
        try add(
            #"{"user_id": 1, "user_name": "sysadmin", "privileges": ["create", "read", "update", "delete"], \#(more)}"#,
            password: "Sysadmin-1")
        try add(#"{"user_id": 123, "user_name": "sample.user", "privileges": ["read"]}"#, password: "Sample-Pass-1")
    }

    /// Adds the user of a fixture.
    func add(_ text: String, password: String) throws {
        let fixture = try ArcherFixture(json: JSON.parse(Array(text.utf8)))
        let policy = try users.policies(in: site).first { $0.name == fixture.securityParameter }?.id
        try add(fixture.identities, attributes: fixture.attributes, in: fixture.roles, password: password, policy: policy)
    }

    /// Calls an operation by SOAP 1.1, or by 1.2 without an action.
    func call(
        _ service: ArcherServices.ServiceName, _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], soap12: Bool = false
    ) -> HTTPResponse {
        call(service, operation, parameters.map { ($0.key, $0.value) }, soap12: soap12)
    }

    /// Calls an operation with parameters that are no literal. Their values are escaped.
    func call(
        _ service: ArcherServices.ServiceName, _ operation: String, _ parameters: [(String, String)], soap12: Bool = false
    ) -> HTTPResponse {
        let escaped = parameters.map { ($0, $1.replacing("&", with: "&amp;").replacing("<", with: "&lt;")) }
        return send(service.page.request(operation, escaped, version: soap12 ? .soap12 : .soap11))
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
        result(service, operation, parameters.map { ($0.key, $0.value) })
    }

    /// The result of a call with parameters that are no literal, or nil if it is a fault.
    func result(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: [(String, String)]) -> String? {
        call(service, operation, parameters).text(of: operation + "Result")?.unescaped
    }

    /// The reason in a fault, without what ASP.NET puts in front.
    func fault(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: KeyValuePairs<String, String>) -> String? {
        fault(service, operation, parameters.map { ($0.key, $0.value) })
    }

    /// The reason in a fault of a call with parameters that are no literal.
    func fault(_ service: ArcherServices.ServiceName, _ operation: String, _ parameters: [(String, String)]) -> String? {
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
            users: users, context: CallContext(HTTPRequest(method: "POST", path: "/"), in: site, by: users.sources),
            perSite: PerSite(ArcherSettings()),
            token: nil, caller: nil, rights: .all)
    }
}

extension String {
    /// The text without the escapes of XML.
    var unescaped: String {
        replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    }
}

extension ArcherServices.ServiceName {
    /// The page of the class, in the folder of a tenant.
    var page: SOAPPage { SOAPPage(path: "/archer/ws/\(rawValue).asmx", namespace: service.namespace) }
}
