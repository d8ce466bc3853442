import Operations
public import ASMX
public import Accounts
public import Calls
public import HTTP

/// All the emulated systems over one user service. Finds the site and the service that a request is for, and hands it on.
public struct Emulator: HTTPHandler {
    /// Answers a request at one address.
    private typealias Target = @Sendable (_ request: HTTPRequest, _ rest: String?, _ site: SiteID) -> HTTPAnswer

    private let router: Router<Target>
    private let publicURL: String?

    /// Creates the systems over a user service, for these sites.
    ///
    /// - Parameters:
    ///   - publicURL: the address clients know the server by where requests do not show it, without a slash at its end.
    ///   - log: takes the reasons of refusals and of failures.
    public init(
        users: UserService, sites: SiteRegistry, settings: EmulatorSettings, profile: Profile, health: Health, publicURL: String? = nil,
        log: @escaping CallLog = { _, _ in }
    ) {
        let environment = SystemEnvironment(users: users, profile: profile, log: log)
        self.publicURL = publicURL
        var targets: [(address: Address, target: Target)] = [
            (Addresses.live, { request, _, _ in .now(health.live(request)) }),
            (Addresses.ready, { request, _, _ in .now(health.ready(request)) }),
        ]
        for system in emulatedSystems { targets += Self.start(system, environment, sites, settings) }
        router = Router(sites: sites, targets)
    }

    /// Answers a request.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        guard let route = router.route(request.path) else { return .now(Self.nowhere) }
        var request = request
        request.publicOrigin = publicURL
        return route.target(request, route.rest, route.site)
    }

    /// Starts one system and returns its addresses with what answers there.
    private static func start<System: EmulatedSystem>(
        _ system: System, _ environment: SystemEnvironment, _ sites: SiteRegistry, _ settings: EmulatorSettings
    ) -> [(address: Address, target: Target)] {
        let answer = system.start(environment, settings.perSite(of: system, in: sites))
        return system.doors.map { door, address in
            (address, { request, rest, site in answer(request, door, rest, site) })
        }
    }

    /// The answer at an address where nothing is.
    private static let nowhere = HTTPResponse(
        status: 404, text: "Nothing is served at this address. There are:\n" + Addresses.documentation.map { "  \($0)\n" }.joined())
}
