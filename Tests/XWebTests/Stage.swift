import ASMX
import Accounts
import Calls
import HTTP
import JSON
import Operations
import TestSupport
@testable import XWeb

/// xWEB over a small world: a calling program, two web users, and a token.
struct Stage {
    static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    static let path = "/xweb/secure/netForumXML.asmx"
    /// The first web user's customer key.
    static let memberKey = "5f0f2b3c-1111-4222-8333-944455566677"

    let world: World
    /// The user service: the world's own unless a test brings another.
    let users: UserService
    let xweb: XWebService
    let reasons = LoggedCalls()
    /// The site that is called; the world's own unless said otherwise.
    var site: SiteID
    /// A site that is set up otherwise, where one was asked for.
    let otherSite: SiteID?

    /// A stage; `other` sets up a second site, which has a calling program and its token too, but no web users.
    init(_ settings: XWebSettings = XWebSettings(), other: XWebSettings? = nil) throws {
        let world = try World()
        try self.init(world, world.users, settings, other: other)
    }

    /// A stage over a store and a hasher that a test can stop where it wants. The clock is the world's.
    init(over store: MemoryAccountStore, _ hasher: FakePasswordHasher, _ settings: XWebSettings = XWebSettings()) throws {
        let world = try World()
        let users = UserService(
            store: StoreOfDeclaredWork(store), hasher: HasherOfDeclaredWork(hasher), digester: FakeTokenDigester(), clock: world.clock,
            random: RepeatableRandomSource())
        try self.init(world, users, settings, other: nil)
    }

    private init(_ world: World, _ users: UserService, _ settings: XWebSettings, other: XWebSettings?) throws {
        self.world = world
        self.users = users
        site = try users.store.createSite(named: "default")
        let otherSite = try other.map { _ in try users.store.createSite(named: "other") }
        self.otherSite = otherSite
        var exceptions: [SiteID: XWebSettings] = [:]
        if let other, let otherSite { exceptions[otherSite] = other }
        xweb = XWebService(users: users, settings: PerSite(settings, except: exceptions), profile: .asmx)
        let member = #"""
            {"recno": "82457", "customer_key": "5F0F2B3C-1111-4222-8333-944455566677", "login": "member@example.org",
             "email": "member@example.org", "fields": {"ind_first_name": "Mary", "adr_city": "Kraków & <Co>"}}
            """#
        try addProgram(in: site)
        try add(member, password: "123")
        try add(#"{"recno": "240656", "email": "second@example.org"}"#, password: "Pa$$w0rd")
        if let otherSite { try addProgram(in: otherSite) }
    }

    private func addProgram(in site: SiteID) throws {
        let program = try add(#"{"user_name": "xweb"}"#, password: "xweb-secret", in: site)
        _ = try users.openSession(
            SessionOpening(
                kind: XWebToken.program, account: program, token: Self.token, format: .guid, lifetime: nil, idleTimeout: nil),
            in: site)
    }

    /// The answer of the SOAP page.
    func soap(_ request: HTTPRequest) -> HTTPAnswer {
        answer(request) { xweb.soap($0, pathInfo: nil) }
    }

    /// Returns the answer to a request.
    func answer(_ request: HTTPRequest, _ answer: (CallContext) -> HTTPAnswer) -> HTTPAnswer {
        reasons.answer(request, in: site, of: users, answer)
    }

    /// Returns the call that a request contains.
    func context(_ request: HTTPRequest) -> CallContext {
        reasons.context(request, in: site, of: users)
    }

    /// Posts an envelope as it stands.
    func post(_ envelope: String, action: String, from address: String = "127.0.0.1") -> HTTPResponse {
        soap(request(envelope, action: action, from: address)).response
    }

    /// The answer to a call by SOAP that a server gives where it has no room for the work; nil when there is none to do.
    func busyAnswer(to request: HTTPRequest) -> HTTPResponse? {
        guard case .later(_, let busy, _) = soap(request) else { return nil }
        return busy()
    }

    private func request(_ envelope: String, action: String, from address: String) -> HTTPRequest {
        var fields = HTTPFields()
        fields.append("Host", "tenant.example.org")
        fields.append("Content-Type", "text/xml; charset=utf-8")
        fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: "\"http://www.avectra.com/2005/\(action)\""))
        return HTTPRequest(method: "POST", path: Self.path, fields: fields, body: Array(envelope.utf8), clientAddress: address)
    }

    /// A call by SOAP 1.1. Values are put into the message as they are: XML.
    func call(
        _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], token: String? = Stage.token,
        attributes: String = "", from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        let request = request(operation, parameters, token: token, attributes: attributes, from: address)
        return soap(request).response
    }

    /// The request of such a call.
    func request(
        _ operation: String, _ parameters: KeyValuePairs<String, String> = [:], token: String? = Stage.token,
        attributes: String = "", from address: String = "127.0.0.1"
    ) -> HTTPRequest {
        let header = token.map { "<n:AuthorizationToken \(attributes)><n:Token>\($0)</n:Token></n:AuthorizationToken>" } ?? ""
        let body = parameters.map { "<n:\($0.key)>\($0.value)</n:\($0.key)>" }.joined()
        return request(
            """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="http://www.avectra.com/2005/">\
            <e:Header>\(header)</e:Header><e:Body><n:\(operation)>\(body)</n:\(operation)></e:Body></e:Envelope>
            """, action: operation, from: address)
    }

    /// The text of the result of a call by SOAP; nil where it has none.
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

    /// A call of the JSON twin.
    func json(
        _ method: String, _ operation: String, query: String? = nil, body: String = "", authorization: String? = "Bearer \(Stage.token)",
        from address: String = "127.0.0.1"
    ) -> HTTPResponse {
        var fields = HTTPFields()
        if let authorization { fields.append("Authorization", HTTPFieldValue(replacingControlsIn: authorization)) }
        let request = HTTPRequest(
            method: method, path: "/xweb/JSON/\(operation)", query: query, fields: fields, body: Array(body.utf8), clientAddress: address)
        return answer(request) { xweb.json($0, operation: operation) }.response
    }

    /// A call of the JSON twin by POST; the arguments are the members of an object.
    func json(calling operation: String, _ arguments: String = "") -> HTTPResponse {
        json("POST", operation, body: #"{"\#(operation)":{\#(arguments)}}"#)
    }
}
