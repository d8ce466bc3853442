public import ASMX
public import Accounts
import Archer
public import Calls
public import HTTP
import Luminate
import XWeb

/// All the emulated systems over one user service: finds out which site and which service a request is for, and hands it on.
public struct Emulator: HTTPHandler {
    private let router: Router
    private let health: Health
    private let publicURL: String?
    private let xweb: XWebService
    private let archer: ArcherServices
    private let luminate: Luminate

    /// The systems over a user service, for these sites. `publicURL` is the address clients know the server by where requests do not show it,
    /// without a slash at its end. `log` takes the reasons of refusals and of failures.
    public init(
        users: UserService, sites: Sites, settings: EmulatorSettings, profile: Profile, health: Health, publicURL: String? = nil,
        log: @escaping CallLog = { _, _ in }
    ) {
        router = Router(sites: sites)
        self.health = health
        self.publicURL = publicURL
        xweb = XWebService(users: users, settings: settings.perSite(in: sites, \.xweb), profile: profile, log: log)
        archer = ArcherServices(users: users, settings: settings.perSite(in: sites, \.archer), profile: profile, log: log)
        luminate = Luminate(users: users, settings: settings.perSite(in: sites, \.luminate), log: log)
    }

    /// Answers a request.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        guard let (site, route) = router.route(request.path) else { return .now(Self.nowhere) }
        var request = request
        request.publicOrigin = publicURL
        switch route {
        case .live: return .now(health.live(request))
        case .ready: return .now(health.ready(request))
        case .xwebSOAP(let pathInfo): return xweb.soap(request, pathInfo: pathInfo, in: site)
        case .xwebJSON(let operation): return xweb.json(request, operation: operation, in: site)
        case .archer(let service, let pathInfo): return archer.answer(request, service: service, pathInfo: pathInfo, in: site)
        case .luminate(let servlet): return luminate.answer(request, servlet: servlet, in: site)
        }
    }

    /// The answer at an address where nothing is.
    private static let nowhere = HTTPResponse(
        status: 404, text: "Nothing is served at this address. There are:\n" + Router.addresses.map { "  \($0)\n" }.joined())
}
