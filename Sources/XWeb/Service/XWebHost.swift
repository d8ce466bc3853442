public import ASMX
public import Accounts
public import Calls
import HTTP
public import Operations
public import SOAP
public import XML

/// The part that surrounds every xWEB operation: the token of the call and the token of the answer. Source:
/// XWeb.docc/Tokens.md.
///
/// It is a class because each call passes it on several times, and a copy would retain all its members.
public final class XWebHost: ServiceHost {
    private let users: UserService
    private let perSite: PerSite<XWebSettings>
    private let servicesPerSite: PerSite<Service<XWebCall>>
    private let settingsPerSite: PerSite<ServiceSettings>
    /// Whether the token of a call is replaced or may be ended.
    private let renewsTokens: PerSite<Bool>
    /// Whether each call with a token may write, because of its token or because its fault is counted.
    private let writes: PerSite<Bool>

    init(users: UserService, settings: PerSite<XWebSettings>, profile: Profile) {
        self.users = users
        perSite = settings
        servicesPerSite = settings.map { xwebService($0.build) }
        settingsPerSite = settings.map { $0.serviceSettings(profile) }
        renewsTokens = settings.map { $0.expiration == .sliding || $0.faultEndsToken }
        writes = settings.map { $0.expiration == .sliding || $0.faultEndsToken || $0.faultLimitPerDay >= 0 }
    }

    /// Returns the table of the site's build.
    public func service(in site: SiteID) -> Service<XWebCall> { servicesPerSite[site] }

    func xwebSettings(in site: SiteID) -> XWebSettings { perSite[site] }

    /// Returns the user service for a call, with the rules of the site about guessing.
    private func users(for context: CallContext) -> UserService {
        users.asked(by: context, slowingGuessing: perSite[context.site].slowsGuessing)
    }

    /// Returns the settings: both SOAP versions, unless the site answers 1.1 only, as the vendor does.
    public func settings(in site: SiteID) -> ServiceSettings {
        settingsPerSite[site]
    }

    /// Returns the cost in the row. Under sliding expiration, or if faults are counted, every call with a token also writes.
    public func cost(of operation: Operation<XWebCall>, in site: SiteID) -> Cost {
        cost(of: operation, withToken: operation.header == .both, in: site)
    }

    /// Returns the cost of a call with or without a token, whatever its operation declares: in JSON, TestConnection has
    /// one too.
    func cost(of operation: Operation<XWebCall>, withToken hasToken: Bool, in site: SiteID) -> Cost {
        hasToken && writes[site] ? operation.facts.cost.union(.writes) : operation.facts.cost
    }

    /// Returns the wait for a hash on the account that the operation names, or else on the calling program's account.
    public func hashing(_ invocation: Invocation<XWebHost>) -> HTTPWait {
        let token = invocation.operation.header == .both ? Self.token(in: invocation.headerBlocks) : nil
        return hashing(invocation.bound, token: token, in: invocation.context)
    }

    /// Returns the wait for a call with a token from any binding. Calls of a program that has signed in from this
    /// address take precedence, like those of web users who have.
    func hashing(_ bound: BoundOperation<XWebCall>, token: String?, in context: CallContext) -> HTTPWait {
        let (site, network) = (context.site, context.request.clientNetwork)
        let users = self.users(for: context)
        let trial = prospect(of: bound, context)
        if let trial, trial.isKnown { return .hashing(on: trial) }
        guard let token, let program = try? Self.live(XWebToken.normalized(token), users, in: site)?.account else {
            return trial.map { .hashing(on: $0) } ?? .hashing
        }
        let caller = users.prospect(ofSignIn: program.id, from: network, in: site)
        return .hashing(on: trial?.made(by: caller) ?? caller)
    }

    /// Returns what is known about the attempt on the account that an operation names. Nil if it names none.
    func prospect(of bound: BoundOperation<XWebCall>, _ context: CallContext) -> SignInProspect? {
        let candidates = bound.accountCandidates
        return candidates.isEmpty ? nil : prospect(ofSignIn: candidates, context)
    }

    /// Returns what is known about an attempt to sign in with one of these identities.
    func prospect(ofSignIn candidates: [Identity], _ context: CallContext) -> SignInProspect {
        users(for: context).prospect(ofSignIn: candidates, from: context.request.clientNetwork, in: context.site)
    }

    /// Checks the token, for operations that need one.
    public func begin(_ invocation: Invocation<XWebHost>) throws -> XWebCall {
        guard invocation.operation.header == .both else {
            let call = openCall(invocation.context)
            try call.users.readAhead(Self.questions(of: invocation.bound, token: nil, call.users), in: invocation.site)
            return call
        }
        return try admit(invocation.context, token: Self.token(in: invocation.headerBlocks), for: invocation.bound)
    }

    /// Returns what ``begin(_:)`` reads ahead.
    public func earlyReading(for invocation: Invocation<XWebHost>) -> EarlyReading? {
        let needsToken = invocation.operation.header == .both
        let token = needsToken ? Self.token(in: invocation.headerBlocks) : nil
        // A call without a token that needs one is refused.
        return needsToken && token?.isEmpty != false ? nil : earlyReading(for: invocation.bound, token: token, in: invocation.context)
    }

    /// Returns what is read ahead for a call from any binding, with its token if it needs one.
    func earlyReading(for bound: BoundOperation<XWebCall>, token: String?, in context: CallContext) -> EarlyReading? {
        let users = self.users(for: context)
        return users.earlyReading(Self.questions(of: bound, token: token.map(XWebToken.normalized), users), in: context.site)
    }

    /// Returns what an operation asks a store for, as far as it is known before: about the token, which is a normalized one, and about
    /// what it is asked to do. The rules for passwords are among the options.
    private static func questions(of bound: BoundOperation<XWebCall>, token: String?, _ users: UserService) -> [StoreQuestion] {
        let session = token.map { [users.question(aboutSessionOf: $0)] } ?? []
        let options: [StoreQuestion] = bound.operation.facts.cost.contains(.hashes) ? [.values(namedFrom: XWebSiteValue.optionPrefix)] : []
        return session + bound.foreseenQuestions + options
    }

    /// Throws if a token is not valid, for code that must know before it reads a call. The token is not used up.
    func checkToken(_ token: String, in context: CallContext) throws {
        guard !token.isEmpty else { throw XWebRefusal.invalidToken(.noToken, "the call has no token") }
        guard try Self.live(XWebToken.normalized(token), users(for: context), in: context.site) != nil else {
            throw XWebRefusal.invalidToken(.unknownToken, "the token is unknown or has ended")
        }
    }

    /// Admits a call that must have a valid token, whatever its operation declares. A sliding token is used up from
    /// here on.
    func admit(_ context: CallContext, token: String?, for bound: BoundOperation<XWebCall>) throws -> XWebCall {
        let site = context.site
        guard let token, !token.isEmpty else { throw XWebRefusal.invalidToken(.noToken, "the call has no token") }
        let text = XWebToken.normalized(token)
        let call = openCall(context)
        try call.users.readAhead(Self.questions(of: bound, token: text, call.users), in: site)
        guard let live = try Self.live(text, call.users, in: site), let program = live.account else {
            throw XWebRefusal.invalidToken(.unknownToken, "the token is unknown or has ended")
        }
        let (session, account) = (live.session, program.id)
        if let bound = session.clientAddress, bound != context.request.clientAddress {
            throw XWebRefusal.invalidToken(.wrongAddress, "the token was issued to another address")
        }
        call.program = account
        context.session = session.digest
        call.programAttributes = program.attributes
        try checkFaultBudget(of: call)
        call.token = XWebCall.AnsweredToken(text: text, kind: session.kind, actor: nil)
        if call.settings.expiration == .sliding {
            let opening = call.tokenOpening(session.kind, for: account, boundTo: session.clientAddress, credentialVersion: nil)
            guard let next = try call.users.renewSession(token: text, kind: session.kind, opening, in: site) else {
                throw XWebRefusal.invalidToken(.unknownToken, "another call has already used the token")
            }
            context.session = next.session.digest
            call.token = XWebCall.AnsweredToken(text: next.token, kind: session.kind, actor: nil)
        }
        return call
    }

    /// Returns the session of a calling program's token.
    private static func live(_ token: String, _ users: UserService, in site: SiteID) throws(StoreError) -> LiveSession? {
        for kind in XWebToken.programKinds {
            if let live = try users.session(token: token, kind: kind, in: site) { return live }
        }
        return nil
    }

    /// Throws if a program has already caused as many faults today from this address as allowed.
    func checkFaultBudget(of call: XWebCall) throws {
        guard let tally = call.faultTally else { return }
        guard try call.users.count(of: tally, in: call.site) < tally.limit else { throw XWebRefusal.faultLimit }
    }

    /// Returns a call that has been fully checked.
    func openCall(_ context: CallContext) -> XWebCall {
        let settings = perSite[context.site]
        let users = users.asked(by: context, slowingGuessing: settings.slowsGuessing)
        return XWebCall(users: users, context: context, settings: settings)
    }

    /// Records a fault: counts it for the caller and, if so configured, ends the token.
    public func ended(_ call: XWebCall) {
        guard call.program != nil else { return }
        // If the store cannot count it, the call is answered nevertheless.
        if let tally = call.faultTally { _ = try? call.users.take(from: tally, in: call.site) }
        if renewsTokens[call.site], let token = call.token {
            // No answer contains this token's successor, so nobody knows it and it can be ended. If that fails, it
            // expires by itself.
            _ = try? call.users.endSession(token: token.text, kind: token.kind, in: call.site)
        }
    }

    /// Returns the token in a call's header, or nil if there is no such block. Some clients add another block with every
    /// call. As in ASP.NET, the first block counts, and in it the first element.
    private static func token(in blocks: [SOAPHeaderBlock]) -> String? {
        let block = blocks.first { $0.element.isNamed(headerName) }
        return (block?.element.child(tokenName)?.text).map { XMLText.trimmed($0) }
    }

    private static let headerName = XMLName("AuthorizationToken", in: xwebNamespace)
    private static let tokenName = XMLName("Token", in: xwebNamespace)

    /// Returns the token for the next call. In SOAP 1.1, Authenticate's answer also names an actor, as the vendor's
    /// does. SOAP 1.2, which the vendor does not support, has no such attribute.
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

    /// Returns the vendor's fault.
    public func fault(for refusal: XWebRefusal, in invocation: Invocation<XWebHost>) -> SOAPFault {
        refusal.fault(of: invocation.operation, at: invocation.request.url, perSite[invocation.site])
    }
}
