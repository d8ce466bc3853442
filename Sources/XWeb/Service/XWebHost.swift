public import ASMX
public import Accounts
public import Calls
import HTTP
public import Operations
public import SOAP
public import XML

/// What goes on around every xWEB operation: the token that comes in and the one that goes out. Source: XWeb.docc/Tokens.md.
public struct XWebHost: ServiceHost {
    let users: UserService
    private let perSite: PerSite<XWebSettings>
    private let servicesPerSite: PerSite<Service<XWebCall>>
    private let settingsPerSite: PerSite<ServiceSettings>
    /// Whether each call with a token writes, because the token is replaced or may be ended.
    private let renewsTokens: PerSite<Bool>
    private let faults = FaultBudget()

    init(users: UserService, settings: PerSite<XWebSettings>, profile: Profile) {
        self.users = users
        perSite = settings
        servicesPerSite = settings.map { xwebService($0.build) }
        settingsPerSite = settings.map { $0.serviceSettings(profile) }
        renewsTokens = settings.map { $0.expiration == .sliding || $0.faultEndsToken }
    }

    /// The table of the site's build.
    public func service(in site: SiteID) -> Service<XWebCall> { servicesPerSite[site] }

    func xwebSettings(in site: SiteID) -> XWebSettings { perSite[site] }

    /// Both SOAP versions unless the site answers 1.1 only, as the vendor's does.
    public func settings(in site: SiteID) -> ServiceSettings {
        settingsPerSite[site]
    }

    /// As the row says; under the Sliding policy every call with a token writes.
    public func cost(of operation: Operation<XWebCall>, in site: SiteID) -> Cost {
        cost(of: operation, withToken: operation.header == .both, in: site)
    }

    /// The same for a call that shows a token or does not, whatever its operation maps: by JSON, TestConnection has one too.
    func cost(of operation: Operation<XWebCall>, withToken hasToken: Bool, in site: SiteID) -> Cost {
        hasToken && renewsTokens[site] ? operation.facts.cost.union(.writes) : operation.facts.cost
    }

    /// On the account that the operation names, or else on the calling program's.
    public func hashing(_ invocation: Invocation<XWebHost>) -> HTTPWait {
        let token = invocation.operation.header == .both ? Self.token(in: invocation.headerBlocks) : nil
        return hashing(invocation.bound, token: token, in: invocation.context)
    }

    /// The same with a token that came in any way. What a program asks for that has signed in from here before goes ahead like what its web
    /// users ask for who have.
    func hashing(_ bound: BoundOperation<XWebCall>, token: String?, in context: CallContext) -> HTTPWait {
        let (site, network) = (context.site, context.request.clientNetwork)
        let users = users.asked(by: context)
        let candidates = bound.accountCandidates
        let trial = candidates.isEmpty ? nil : users.prospect(ofSignIn: candidates, from: network, in: site)
        if let trial, trial.isKnown { return .hashing(on: trial) }
        guard let token, let program = try? live(XWebToken.normalized(token), in: context)?.account else {
            return trial.map { .hashing(on: $0) } ?? .hashing
        }
        let caller = users.prospect(ofSignIn: program.id, from: network, in: site)
        return .hashing(account: (trial ?? caller).account, isKnown: caller.isKnown)
    }

    /// Looks at the token of the operations that need one.
    public func begin(_ invocation: Invocation<XWebHost>) throws -> XWebCall {
        guard invocation.operation.header == .both else { return openCall(invocation.context) }
        return try admit(invocation.context, token: Self.token(in: invocation.headerBlocks))
    }

    /// Refuses a token that does not stand, for a caller that wants to know before it reads a call. The token is not used up.
    func checkToken(_ token: String, in context: CallContext) throws {
        guard !token.isEmpty else { throw XWebRefusal.invalidToken(.noToken, "the call has no token") }
        guard try live(XWebToken.normalized(token), in: context) != nil else {
            throw XWebRefusal.invalidToken(.unknownToken, "the token is unknown or has ended")
        }
    }

    /// A call that must show a token that stands, whatever its operation maps. Where tokens slide, it is used up from here on.
    func admit(_ context: CallContext, token: String?) throws -> XWebCall {
        let site = context.site
        guard let token, !token.isEmpty else { throw XWebRefusal.invalidToken(.noToken, "the call has no token") }
        let text = XWebToken.normalized(token)
        guard let live = try live(text, in: context), let program = live.account else {
            throw XWebRefusal.invalidToken(.unknownToken, "the token is unknown or has ended")
        }
        let (session, account) = (live.session, program.id)
        if let bound = session.clientAddress, bound != context.request.clientAddress {
            throw XWebRefusal.invalidToken(.wrongAddress, "the token was issued to another address")
        }
        let call = openCall(context)
        call.program = account
        call.programAttributes = program.attributes
        try checkFaultBudget(of: call)
        call.token = XWebCall.AnsweredToken(text: text, kind: session.kind, actor: nil)
        if call.settings.expiration == .sliding {
            let opening = call.tokenOpening(session.kind, for: account, boundTo: session.clientAddress, credentialVersion: nil)
            guard let next = try call.users.renewSession(token: text, kind: session.kind, opening, in: site) else {
                throw XWebRefusal.invalidToken(.unknownToken, "another call has already used the token")
            }
            call.token = XWebCall.AnsweredToken(text: next.token, kind: session.kind, actor: nil)
        }
        return call
    }

    /// The session of a calling program's token.
    private func live(_ token: String, in context: CallContext) throws(StoreError) -> LiveSession? {
        let users = users.asked(by: context)
        for kind in XWebToken.programKinds {
            if let live = try users.session(token: token, kind: kind, in: context.site) { return live }
        }
        return nil
    }

    /// Refuses a program that has met as many faults today as it may from this address.
    func checkFaultBudget(of call: XWebCall) throws(XWebRefusal) {
        let limit = call.settings.faultLimitPerDay
        guard limit >= 0, let caller = call.faultCaller else { return }
        guard faults.used(by: caller, at: call.context.now) < limit else { throw .faultLimit }
    }

    /// A call that has shown all it must.
    func openCall(_ context: CallContext) -> XWebCall {
        XWebCall(users: users.asked(by: context), context: context, settings: perSite[context.site])
    }

    /// Takes note of a fault: it goes into the caller's budget and, where that is set, takes the token along.
    public func ended(_ call: XWebCall) {
        guard let caller = call.faultCaller else { return }
        if call.settings.faultLimitPerDay >= 0 { faults.count(caller, at: call.context.now) }
        if renewsTokens[call.site], let token = call.token {
            // Nobody learns of a successor that no answer brings, so it need not stay either. If it cannot be ended it ends by itself.
            _ = try? call.users.endSession(token: token.text, kind: token.kind, in: call.site)
        }
    }

    /// Returns the token in a call's header, or nil if there is no such block. Some clients send the block again with every call. In ASP.NET the
    /// first of two counts, and so does the first of two elements in a block.
    private static func token(in blocks: [SOAPHeaderBlock]) -> String? {
        let block = blocks.first { $0.element.isNamed(headerName) }
        return (block?.element.child(tokenName)?.text).map { XMLText.trimmed($0) }
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
    public func fault(for refusal: XWebRefusal, in invocation: Invocation<XWebHost>) -> SOAPFault {
        refusal.fault(of: invocation.operation, at: invocation.request.url, perSite[invocation.site])
    }
}
