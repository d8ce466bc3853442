public import ASMX
public import Accounts
public import HTTP
public import SOAP
public import XML

/// xWEB as a whole: the SOAP service and its JSON twin over one table of operations.
public struct XWebService: Sendable {
    let host: XWebHost
    private let endpoint: Endpoint<XWebHost>

    /// The service over a user service.
    public init(
        users: UserService, settings: PerSite<XWebSettings>, profile: Profile, log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        host = XWebHost(users: users, settings: settings, profile: profile, log: log)
        endpoint = Endpoint(host)
    }

    /// Answers a request to `netForumXML.asmx`; `pathInfo` is what stands behind it in the path.
    public func soap(_ request: HTTPRequest, pathInfo: String?, in site: SiteID) -> HTTPAnswer {
        endpoint.answer(request, pathInfo: pathInfo, in: site)
    }

    /// Answers a request to `JSON/operation`.
    public func json(_ request: HTTPRequest, operation: String, in site: SiteID) -> HTTPAnswer {
        XWebJSON(host: host).answer(request, operation: operation, in: site)
    }
}

/// What goes on around every xWEB operation: the token that comes in and the one that goes out. Source: reference page xweb.md, 2.
public struct XWebHost: ServiceHost {
    let users: UserService
    private let perSite: PerSite<XWebSettings>
    private let servicesPerSite: PerSite<ServiceSettings>
    private let profile: Profile
    private let log: @Sendable (String) -> Void

    init(users: UserService, settings: PerSite<XWebSettings>, profile: Profile, log: @escaping @Sendable (String) -> Void) {
        self.users = users
        perSite = settings
        servicesPerSite = settings.map { $0.serviceSettings(profile) }
        self.profile = profile
        self.log = log
    }

    /// The table.
    public var service: Service<XWebCall> { xwebService }

    func xwebSettings(in site: SiteID) -> XWebSettings { perSite[site] }

    /// Both SOAP versions unless the site answers 1.1 only, as the vendor's does.
    public func settings(in site: SiteID) -> ServiceSettings {
        servicesPerSite[site]
    }

    /// Looks at the token of the operations that need one.
    public func begin(_ invocation: Invocation<XWebHost>) throws -> XWebCall {
        try call(
            invocation.operation, token: Self.token(in: invocation.headerBlocks), clientAddress: invocation.request.clientAddress,
            in: invocation.context)
    }

    /// The same for a token that came another way than in a header block.
    func call(
        _ operation: Operation<XWebCall>, token: @autoclosure () throws -> String?, clientAddress: String, in site: SiteID
    ) throws -> XWebCall {
        guard operation.header == .both else { return openCall(operation, clientAddress: clientAddress, in: site) }
        return try admit(operation, token: try token(), clientAddress: clientAddress, in: site)
    }

    /// A call that must show a token that stands, whatever its operation maps.
    func admit(_ operation: Operation<XWebCall>, token: String?, clientAddress: String, in site: SiteID) throws -> XWebCall {
        guard let text = token, !text.isEmpty else { throw XWebRefusal.invalidToken("the call has no token") }
        guard let session = try users.session(token: text, kind: XWebToken.program, in: site)?.session else {
            throw XWebRefusal.invalidToken("the token is unknown or has ended")
        }
        if let bound = session.clientAddress, bound != clientAddress {
            throw XWebRefusal.invalidToken("the token was given to another address")
        }
        return openCall(operation, clientAddress: clientAddress, token: text, in: site)
    }

    /// A call that has shown all it must; `token` comes back in the answer.
    func openCall(
        _ operation: Operation<XWebCall>, clientAddress: String, token: String? = nil, in site: SiteID
    ) -> XWebCall {
        XWebCall(users: users, site: site, settings: perSite[site], clientAddress: clientAddress, token: token) { reason in
            log("xweb \(operation.name): \(reason)")
        }
    }

    /// The token in a call's header; nil when there is no such block. Two blocks are refused.
    private static func token(in blocks: [SOAPHeaderBlock]) throws -> String? {
        let tokens = blocks.filter { $0.element.isNamed(headerName) }
        guard let block = tokens.first else { return nil }
        guard tokens.count == 1 else { throw XWebRefusal.invalidToken("the call has two tokens") }
        let texts = block.element.children.filter { $0.isNamed(tokenName) }
        guard texts.count < 2 else { throw XWebRefusal.invalidToken("the call has two tokens") }
        guard let text = texts.first?.text else { return nil }
        return XMLText.trimmed(text)
    }

    private static let headerName = XMLName("AuthorizationToken", in: xwebNamespace)
    private static let tokenName = XMLName("Token", in: xwebNamespace)

    /// The token to use next. Authenticate's answer in SOAP 1.1 names an actor besides, as the vendor's does; 1.2, which the vendor does not
    /// speak, has no such attribute.
    public func answerHeader(of call: XWebCall, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)? {
        guard let token = call.token else { return nil }
        return { writer in
            writer.start("AuthorizationToken")
            if version == .v1_1, let actor = token.actor { writer.attribute("soap:actor", actor) }
            writer.attribute("xmlns", xwebNamespace)
            writer.element("Token", token.text)
            writer.end()
        }
    }

    /// The vendor's faults.
    public func fault(for error: any Error, in invocation: Invocation<XWebHost>) -> SOAPFault? {
        guard let refusal = error as? XWebRefusal else { return nil }
        refused(refusal.reason, operation: invocation.operation.name, in: invocation.context)
        return refusal.fault(of: invocation.operation, at: invocation.request.url, perSite[invocation.context])
    }

    /// Logs it.
    public func refused(_ reason: String, operation: String?, in site: SiteID) {
        log("xweb \(operation ?? "request"): \(reason)")
    }
}
