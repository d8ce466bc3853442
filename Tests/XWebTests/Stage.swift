import ASMX
import Accounts
import HTTP
import JSON
import Synchronization
import TestSupport

@testable import XWeb

/// xWEB over a small world: a calling program, two web users, and a token.
struct Stage {
    static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    static let path = "/xweb/secure/netForumXML.asmx"

    let world: World
    let xweb: XWebService
    let reasons: Reasons

    /// What the log was told.
    final class Reasons: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func append(_ line: String) { lines.withLock { $0.append(line) } }
    }

    init(_ settings: XWebSettings = XWebSettings()) throws {
        world = try World()
        let reasons = Reasons()
        self.reasons = reasons
        xweb = XWebService(users: world.users, settings: PerSite(settings), profile: .asmx) { reasons.append($0) }
        func add(_ text: String, password: String) throws -> AccountID {
            let fixture = try XWebFixture(json: JSON.parse(Array(text.utf8)))
            return try world.add(fixture.identities, attributes: fixture.attributes, password: password)
        }
        let program = try add(#"{"user_name": "xweb"}"#, password: "xweb-secret")
        _ = try add(
            #"""
            {"recno": "82457", "customer_key": "5F0F2B3C-1111-4222-8333-944455566677", "login": "member@example.org",
             "email": "member@example.org", "fields": {"ind_first_name": "Mary", "adr_city": "Kraków & <Co>"}}
            """#, password: "123")
        _ = try add(#"{"recno": "240656", "email": "second@example.org"}"#, password: "Pa$$w0rd")
        _ = try world.users.openSession(
            SessionOpening(
                kind: XWebToken.program, account: program, token: Self.token, format: .guid, lifetime: nil, idleTimeout: nil),
            in: world.site)
    }

    /// Posts an envelope as it stands.
    func post(_ envelope: String, action: String, from address: String = "127.0.0.1") -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Host", "tenant.example.org")
        fields.append("Content-Type", "text/xml; charset=utf-8")
        fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: "\"http://www.avectra.com/2005/\(action)\""))
        let request = HTTPRequest(
            method: "POST", path: Self.path, fields: fields, body: Array(envelope.utf8), clientAddress: address)
        return xweb.soap(request, pathInfo: nil, in: world.site).response
    }

    /// A call by SOAP 1.1.
    func call(
        _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], token: String? = Stage.token,
        attributes: String = "", from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        let header = token.map { "<n:AuthorizationToken \(attributes)><n:Token>\($0)</n:Token></n:AuthorizationToken>" } ?? ""
        let body = parameters.map { "<n:\($0.key)>\($0.value)</n:\($0.key)>" }.joined()
        return post(
            """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="http://www.avectra.com/2005/">\
            <e:Header>\(header)</e:Header><e:Body><n:\(operation)>\(body)</n:\(operation)></e:Body></e:Envelope>
            """, action: operation, from: address)
    }

    func change(_ recno: String, _ old: String, _ new: String, token: String? = Stage.token) -> String? {
        call("WEBWebUserChangePassword", ["recno": recno, "oldPassword": old, "newPassword": new], token: token)
            .text(of: "WEBWebUserChangePasswordResult")
    }

    func login(_ name: String, _ password: String) -> HTTPResponse {
        call("WEBWebUserLogin", ["LoginOrEmail": name, "password": password])
    }

    /// A call of the JSON twin.
    func json(
        _ method: String, _ operation: String, query: String? = nil, body: String = "", authorization: String? = "Bearer \(Stage.token)"
    ) -> HTTPResponse {
        var fields = HTTPFields()
        if let authorization { fields.append("Authorization", HTTPFieldValue(replacingControlsIn: authorization)) }
        let request = HTTPRequest(method: method, path: "/xweb/JSON/\(operation)", query: query, fields: fields, body: Array(body.utf8))
        return xweb.json(request, operation: operation, in: world.site).response
    }
}
