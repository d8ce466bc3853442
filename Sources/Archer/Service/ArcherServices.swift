import Operations
public import ASMX
public import Accounts
public import Calls
import HTTP
public import SOAP
public import XML

/// Archer's web services.
public struct ArcherServices: Sendable {
    private let endpoints: [ServiceName: Endpoint<ArcherHost>]

    /// The classes of the vendor's API. Each has an address `ws/name.asmx`.
    public enum ServiceName: String, Sendable, CaseIterable {
        /// Sessions.
        case general
        /// Users, groups and security parameters.
        case accesscontrol
        /// Roles.
        case accessrole
        /// Searches. Not emulated.
        case search
        /// Records. Not emulated.
        case record
        /// Fields. Not emulated.
        case field
        /// Applications. Not emulated.
        case module

        /// Whether the class is emulated. Calls of the others are refused by name.
        public var isEmulated: Bool {
            switch self {
            case .general, .accesscontrol, .accessrole: true
            case .search, .record, .field, .module: false
            }
        }

        /// The table of the class.
        public var service: Service<ArcherCall> {
            switch self {
            case .general: generalService
            case .accesscontrol: accessControlService
            case .accessrole: accessRoleService
            case .search, .record, .field, .module:
                Service(
                    of: archerSystem, name: rawValue, namespace: archerNamespace, ignoresMisprintsInActions: true, refusesUnlisted: true,
                    documentation: "This service is not emulated.", sections: [])
            }
        }

        /// The table of the class in a site to which methods that the vendor has disabled are unknown.
        fileprivate var strictService: Service<ArcherCall>? {
            switch self {
            case .general: strictGeneralService
            case .accesscontrol: strictAccessControlService
            default: nil
            }
        }
    }

    /// Creates the services for a user service.
    public init(
        users: UserService, settings: PerSite<ArcherSettings>, profile: Profile, rights: ArcherRightsTable = ArcherRightsTable()
    ) {
        let named = ServiceName.allCases.map { name in
            let service = name.service
            let host = ArcherHost(
                service: service, strictly: name.strictService ?? service, users: users, settings: settings, rights: rights,
                profile: profile)
            return (name, Endpoint(host))
        }
        endpoints = Dictionary(named) { first, _ in first }
    }

    /// Answers a request to `service.asmx`. `pathInfo` is the part of the path after it.
    public func answer(_ context: CallContext, service: ServiceName, pathInfo: String?) -> HTTPAnswer {
        endpoints[service]?.answer(context, pathInfo: pathInfo) ?? .now(HTTPResponse(status: 404))
    }
}

/// The part that surrounds every Archer operation: the session, and the right that the operation requires.
///
/// It is a class because each call passes it on several times, and a copy would retain all its members.
public final class ArcherHost: ServiceHost {
    private let users: UserService
    private let perSite: PerSite<ArcherSettings>
    // Each of these is read several times in a call, and a copy of all settings would cost 400 instructions each time.
    private let tablesPerSite: PerSite<Service<ArcherCall>>
    private let settingsPerSite: PerSite<ServiceSettings>
    private let rights: ArcherRightsTable

    init(
        service: Service<ArcherCall>, strictly strictService: Service<ArcherCall>, users: UserService, settings: PerSite<ArcherSettings>,
        rights: ArcherRightsTable, profile: Profile
    ) {
        self.users = users
        self.rights = rights
        perSite = settings
        tablesPerSite = settings.map { $0.isStrict ? strictService : service }
        settingsPerSite = settings.map { $0.serviceSettings(profile) }
    }

    /// Returns the table.
    public func service(in site: SiteID) -> Service<ArcherCall> { tablesPerSite[site] }

    /// Returns the settings: both SOAP versions, as on the vendor's pages.
    public func settings(in site: SiteID) -> ServiceSettings {
        settingsPerSite[site]
    }

    /// Checks the session token and finds the caller's rights. The row checks whether the one it requires is among them.
    public func begin(_ invocation: Invocation<ArcherHost>) throws -> ArcherCall {
        let site = invocation.site
        let users = users.asked(by: invocation.context, slowingGuessing: perSite[invocation.site].throttle)
        try users.readAhead(Self.questions(of: invocation, users), in: site)
        let call =
            invocation.operation.leadingCount > 0
            ? try ArcherCall(inSessionOf: invocation.argument(0), users, invocation.context, perSite, rights: rights)
            : ArcherCall(withoutSession: users, invocation.context, perSite)
        // Only callers with a session, and those who sign in, make the server prepare a site.
        if invocation.operation.facts.cost.contains(.writes) { try ArcherSite.prepare(site, users) }
        return call
    }

    /// Returns what ``begin(_:)`` reads ahead.
    public func earlyReading(for invocation: Invocation<ArcherHost>) -> EarlyReading? {
        let users = users.asked(by: invocation.context, slowingGuessing: perSite[invocation.site].throttle)
        return users.earlyReading(Self.questions(of: invocation, users), in: invocation.site)
    }

    /// Returns what a call asks a store for, as far as it is known before. Who signs in or sets a password is subject to rules.
    private static func questions(of invocation: Invocation<ArcherHost>, _ users: UserService) -> [StoreQuestion] {
        let (operation, cost) = (invocation.operation, invocation.operation.facts.cost)
        let token = operation.leadingCount > 0 ? invocation.argument(0) : nil
        let candidates = candidates(of: invocation)
        var questions = token.map { [users.question(aboutSessionOf: $0)] } ?? [.holders(of: candidates)]
        if token != nil || cost.contains(.writes) { questions.append(.directoryEpoch) }
        if cost.contains(.hashes) { questions.append(.policies) }
        return questions + (candidates.isEmpty ? invocation.bound.foreseenQuestions : [])
    }

    /// Returns the wait for a hash on the user that the operation names, or else on the session's user.
    public func hashing(_ invocation: Invocation<ArcherHost>) -> HTTPWait {
        let (site, network) = (invocation.site, invocation.request.clientNetwork)
        let users = users.asked(by: invocation.context, slowingGuessing: perSite[invocation.site].throttle)
        let candidates = Self.candidates(of: invocation)
        if !candidates.isEmpty { return .hashing(on: users.prospect(ofSignIn: candidates, from: network, in: site)) }
        guard invocation.operation.leadingCount > 0, let token = invocation.argument(0),
            let account = try? users.session(token: token, kind: archerSession, in: site)?.account
        else { return .hashing }
        return .hashing(on: users.prospect(ofSignIn: account.id, from: network, in: site))
    }

    /// Returns the identities that the caller may mean, if the operation opens a session.
    private static func candidates(of invocation: Invocation<ArcherHost>) -> [Identity] {
        let candidates = invocation.bound.accountCandidates
        let domain = invocation.operation.parameters.firstIndex { $0.name == ArcherCall.domainOfSignIn }.flatMap(invocation.argument)
        return ArcherCall.candidates(candidates, inDomain: domain)
    }

    /// Returns nil: Archer has no header block.
    public func answerHeader(of call: ArcherCall, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)? { nil }

    /// Returns the vendor's fault.
    public func fault(for refusal: ArcherRefusal, in invocation: Invocation<ArcherHost>) -> SOAPFault {
        refusal.fault(for: perSite[invocation.site])
    }

    /// Returns the message of the refusal. Only SOAP puts a text in front of it.
    public func exceptionText(for refusal: ArcherRefusal, in invocation: Invocation<ArcherHost>) -> String {
        refusal.exceptionText(for: perSite[invocation.site])
    }
}
