import Operations
public import ASMX
public import Accounts
public import Calls
public import HTTP

/// All the emulated systems for one user service. It finds the site and service of a request and passes the request on.
public struct Emulator: HTTPHandler {
    /// Answers a call at one address.
    private typealias Target = @Sendable (_ context: CallContext, _ rest: String?) -> HTTPAnswer

    private let router: Router<Target>
    private let home: HomePage
    private let publicURL: String?
    private let sources: SiteSources
    private let retired: RetiredSites
    private let lanes: LanePlan
    private let observers: CallObservers
    /// The settings that concern all systems.
    private let shared: PerSite<SharedSettings>

    /// Creates the systems for a user service and its sites.
    ///
    /// - Parameters:
    ///   - users: The accounts of all systems.
    ///   - sites: The sites by name.
    ///   - settings: The settings of all systems.
    ///   - profile: The rules to follow where ASP.NET and the SOAP specifications differ.
    ///   - health: Answers health checks.
    ///   - refusesUnknownPrefixes: Whether nothing is served behind a prefix that names no site. Otherwise the default site is.
    ///   - publicURL: The server's address as clients know it, if requests do not show it, without a slash at the end.
    ///   - console: The address of the console, if everybody who sees the page at the root may know it, without a slash at the end.
    ///   - log: Receives the reasons of refusals and failures.
    ///   - observers: Are notified of every call, after the log.
    public init(
        users: UserService, sites: SiteRegistry, settings: EmulatorSettings, profile: Profile, health: Health,
        refusesUnknownPrefixes: Bool = false, publicURL: String? = nil, console: String? = nil,
        log: @escaping CallLog = { _, _ in }, observers: [any CallObserver] = []
    ) {
        let environment = SystemEnvironment(users: users, profile: profile)
        self.publicURL = publicURL
        self.observers = CallObservers([CallLogger(log)] + observers)
        sources = users.sources
        retired = users.retiredSites
        lanes = LanePlan(for: users.store)
        shared = settings.shared(in: sites)
        home = HomePage(settings, console: console)
        var targets: [(address: Address, target: Target)] = [
            (Addresses.live, { context, _ in .now(health.live(context.request)) }),
            (Addresses.ready, { context, _ in health.readiness(context.request, in: context.lanes) }),
        ]
        var added: [@Sendable (SiteID) -> [(address: Address, target: Target)]] = []
        for system in emulatedSystems {
            let started = Self.start(system, environment, sites, settings)
            targets += started.targets
            added.append(started.added)
        }
        let publicHost = publicURL.flatMap { Router<Target>.host(ofPublicURL: $0) }
        router = Router(sites: sites, refusesUnknownPrefixes: refusesUnknownPrefixes, publicHost: publicHost, targets) { [added] site in
            added.flatMap { $0(site) }
        }
    }

    /// Answers a request.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        var request = request
        request.publicOrigin = publicURL
        guard let route = router.route(request.path, host: request.fields.first("Host")) else {
            let host = request.fields.first("Host")
            if ["GET", "HEAD"].contains(request.method), let site = router.site(ofRoot: request.path, host: host) {
                let context = context(request, in: site)
                context.page = .frontPage
                return context.observed(.now(home.response))
            }
            let context = context(request, in: router.sites.fallback)
            let isForMissingSite = router.isForMissingSite(request.path, host: host)
            context.ends(.unknown, isForMissingSite ? .unknownSite : .unknownAddress, because: nil)
            return context.observed(.now(Self.nowhere))
        }
        let context = context(request, in: route.site)
        return context.observed(route.target(context, route.rest))
    }

    /// Returns the refusal of a request that is too large: at a page that of ASP.NET, elsewhere nil.
    public func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse? {
        guard let route = router.route(request.path, host: request.fields.first("Host")), route.isPage else { return nil }
        var request = request
        request.publicOrigin = publicURL
        let context = context(request, in: route.site)
        guard case .now(let response) = context.observed(route.target(context, route.rest)) else { return nil }
        return response
    }

    /// Notifies observers of a request that the server answered itself.
    public func refused(_ request: HTTPRequest, with response: HTTPResponse) {
        let site = router.route(request.path, host: request.fields.first("Host"))?.site ?? router.sites.fallback
        let context = context(request, in: site)
        switch response.status {
        case 503: context.ends(.busy, .busy, because: nil)
        case 405: context.ends(.malformed, .wrongVerb, because: nil)
        case 413, 414, 431: context.ends(.malformed, .tooLarge, because: nil)
        default: context.ends(.malformed, .framing, because: nil)
        }
        _ = context.observed(.now(response))
    }

    /// Creates the context of a call, with the sources of its site if the site has its own.
    private func context(_ request: consuming HTTPRequest, in site: SiteID) -> CallContext {
        CallContext(
            request, in: site, by: router.sites.sources(of: site) ?? sources, lanes: lanes, observers: observers,
            interceptor: router.sites.interceptor(of: site), retired: retired, reveals: shared[site].reveal ?? false)
    }

    /// Starts one system and returns its addresses with their handlers: those of every site, and those that settings add.
    private static func start<System: EmulatedSystem>(
        _ system: System, _ environment: SystemEnvironment, _ sites: SiteRegistry, _ settings: EmulatorSettings
    ) -> (targets: [(address: Address, target: Target)], added: @Sendable (SiteID) -> [(address: Address, target: Target)]) {
        let settings = settings.perSite(of: system, in: sites)
        let answer = system.start(environment, settings)
        let targets: @Sendable ([(door: System.Door, address: Address)]) -> [(address: Address, target: Target)] = { doors in
            doors.map { door, address in (address, { context, rest in answer(context, door, rest) }) }
        }
        // The table must not hold the system, which holds the settings: neither would ever be freed, nor the store.
        let added = settings.map { system.addedDoors($0) }
        return (targets(system.doors + system.refusedDoors), { targets(added[$0]) })
    }

    /// The answer at an address where nothing is served.
    private static let nowhere = HTTPResponse(
        status: 404, text: "Nothing is served at this address. There are:\n" + Addresses.documentation.map { "  \($0)\n" }.joined())
}
