import Accounts
import Calls
import Emulator
import HTTP
import StageSupport
import TestSupport

@testable import XWeb

/// xWEB over a small world: a calling program, two web users, and a token.
extension Stage {
    static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    static let path = "/xweb/secure/netForumXML.asmx"
    /// The second web user's customer key, which is derived from the record number.
    static let secondKey = "49cdaee9-8304-52c7-8bb2-3c3f19f9a9eb"
    /// The first web user's customer key.
    static let memberKey = "5f0f2b3c-1111-4222-8333-944455566677"

    private static let page = SOAPPage(path: path, namespace: "http://www.avectra.com/2005/")

    /// Creates a stage. If `other` is given, there is a second site named `other` with these settings, its own calling program and
    /// that program's token. It has no web users.
    init(_ settings: XWebSettings = XWebSettings(), other: XWebSettings? = nil) throws {
        var all = EmulatorSettings()
        all.set(settings)
        if let other { all.set(other, inSite: "other") }
        try self.init(all)
        try addXWebAccounts()
        guard other != nil else { return }
        try calling(siteNamed: "other").addProgram()
    }

    /// Creates a stage over a store and a hasher that a test can stop where it wants.
    init(over store: any AccountStore, _ hasher: FakePasswordHasher, _ settings: XWebSettings = XWebSettings()) throws {
        var all = EmulatorSettings()
        all.set(settings)
        try self.init(all, hasher: hasher, store: store)
        try addXWebAccounts()
    }

    private func addXWebAccounts() throws {
        let member = #"""
            {"recno": "82457", "customer_key": "5F0F2B3C-1111-4222-8333-944455566677", "login": "member@example.org",
             "email": "member@example.org", "fields": {"ind_first_name": "Mary", "adr_city": "Kraków & <Co>"}}
            """#
        try addProgram()
        try add(member, password: "123")
        try add(#"{"recno": "240656", "email": "second@example.org"}"#, password: "Pa$$w0rd")
    }

    private func addProgram() throws {
        let program = try add(#"{"user_name": "xweb"}"#, password: "xweb-secret")
        _ = try users.openSession(
            SessionOpening(
                kind: XWebToken.program, account: program, token: Self.token, format: .guid, lifetime: nil, idleTimeout: nil),
            in: site)
    }

    /// Returns the call that a request contains.
    func context(_ request: HTTPRequest) -> CallContext {
        log.context(request, in: site, of: users)
    }

    /// Posts an envelope as it is.
    func post(_ envelope: String, action: String, from address: String = "127.0.0.1") -> HTTPResponse {
        send(Self.page.request(posting: envelope, action: action, from: address))
    }

    /// Calls an operation by SOAP 1.1. Values are put into the message as they are: XML.
    func call(
        _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], token: String? = Stage.token,
        attributes: String = "", from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        send(request(operation, parameters, token: token, attributes: attributes, from: address))
    }

    /// Returns the request of such a call.
    func request(
        _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], token: String? = Stage.token,
        attributes: String = "", from address: String = "127.0.0.1"
    ) -> HTTPRequest {
        let header = token.map { "<n:AuthorizationToken \(attributes)><n:Token>\($0)</n:Token></n:AuthorizationToken>" } ?? ""
        return Self.page.request(operation, parameters.map { ($0.key, $0.value) }, header: header, from: address)
    }

    /// The text of the result of a call by SOAP. Nil if it has none.
    func result(_ operation: String, _ parameters: KeyValuePairs<String, String> = [:]) -> String? {
        call(operation, parameters).text(of: "\(operation)Result")
    }

    func change(_ recno: String, _ old: String, _ new: String, token: String? = Stage.token) -> String? {
        call("WEBWebUserChangePassword", ["recno": recno, "oldPassword": old, "newPassword": new], token: token)
            .text(of: "WEBWebUserChangePasswordResult")
    }

    func login(_ name: String, _ password: String, token: String? = Stage.token) -> HTTPResponse {
        call("WEBWebUserLogin", ["LoginOrEmail": name, "password": password], token: token)
    }

    func authenticate(_ name: String = "xweb", _ password: String = "xweb-secret", from address: String = "127.0.0.1") -> HTTPResponse {
        call("Authenticate", ["userName": name, "password": password], token: nil, from: address)
    }

    /// Calls the JSON twin.
    func json(
        _ method: String, _ operation: String, query: String? = nil, body: String = "", authorization: String? = "Bearer \(Stage.token)",
        from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        var fields = HTTPFields()
        if let authorization { fields.append("Authorization", HTTPFieldValue(replacingControlsIn: authorization)) }
        return send(
            HTTPRequest(
                method: method, path: "/xweb/JSON/\(operation)", query: query, fields: fields, body: Array(body.utf8),
                clientAddress: address))
    }

    /// Calls the JSON twin by POST. The arguments are the members of an object.
    func json(calling operation: String, _ arguments: String = "") -> HTTPResponse {
        json("POST", operation, body: #"{"\#(operation)":{\#(arguments)}}"#)
    }
}
