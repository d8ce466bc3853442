public import Accounts
public import Emulator

/// What the admin API shows and changes.
public struct AdministeredWorld: Sendable {
    let users: UserService
    let sites: SiteRegistry
    let keeper: SiteKeeper
    let clocks: SiteClocks
    let faults: FaultRules
    let listeners = JournalListeners()
    let journal: Journal
    let metrics: CallMetrics
    let callers: CallerTable
    let sessionNumbers = SessionNumbers()
    let lifetimes = SiteLifetimes()
    let allowsTestControls: Bool
    let allowsSeeds: Bool
    let server: ServerDescription
    let figures: @Sendable () -> ServerFigures
    let sizes = SparingReader<StoreSizes>()
    let url: @Sendable () -> String
    /// The host and the port of ``url``.
    var authority: String { url().split(separator: "/").last.map(String.init) ?? "" }

    /// Creates a view of a world.
    ///
    /// - Parameters:
    ///   - users: The accounts.
    ///   - sites: The sites by name.
    ///   - keeper: Creates and removes sites.
    ///   - journal: The journal of the calls of all sites.
    ///   - metrics: The counters of calls.
    ///   - callers: Who has called.
    ///   - allowsTestControls: Whether callers may do what only tests need: move clocks and delete sites. Allow it only where
    ///     the accounts can be lost.
    ///   - allowsSeeds: Whether tokens may follow from seeds, so that they can be guessed.
    ///   - server: How the server was started.
    ///   - figures: Returns what the listener of the emulated systems has to do.
    ///   - url: Returns the address of the emulated systems' root, without a slash at its end.
    public init(
        users: UserService, sites: SiteRegistry, keeper: SiteKeeper, journal: Journal, metrics: CallMetrics, callers: CallerTable,
        allowsTestControls: Bool, allowsSeeds: Bool = true, server: ServerDescription = ServerDescription(),
        figures: @escaping @Sendable () -> ServerFigures = { ServerFigures() }, url: @escaping @Sendable () -> String
    ) {
        self.users = users.endingSessions(by: .admin)
        self.sites = sites
        self.keeper = keeper
        self.journal = journal
        self.metrics = metrics
        self.callers = callers
        clocks = SiteClocks(of: sites, standard: users.sources)
        faults = FaultRules(of: sites, users: users.endingSessions(by: .faultRule))
        faults.followBeginnings()
        self.allowsTestControls = allowsTestControls
        self.allowsSeeds = allowsSeeds
        self.server = server
        self.figures = figures
        self.url = url
    }

    /// Throws if test controls are off.
    func requireTestControls() throws(AdminError) {
        guard allowsTestControls else {
            throw AdminError(
                status: 409, code: "test_controls_off",
                message: "test controls are off, because the accounts are durable; --test-controls on allows them")
        }
    }

    /// Throws if sites may not begin with this here.
    func allow(_ beginning: SiteBeginning, at place: String) throws(AdminError) {
        if beginning.hasTestControls { try requireTestControls() }
        guard beginning.seed == nil || allowsSeeds else {
            throw AdminError(
                status: 409, code: "seeds_off", message: "a seed makes tokens guessable: it is for a temporary store and the loopback only",
                at: place)
        }
    }

    /// Returns the site with a name. Throws if there is none.
    func site(named name: String, at place: String? = nil) throws(AdminError) -> SiteID {
        guard let site = sites.site(named: name) else {
            throw AdminError(status: 404, code: "unknown_site", message: "there is no site \"\(Self.shown(name))\"", at: place)
        }
        return site
    }

    /// Returns the beginning of a text from outside for a message, without control characters.
    private static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(100).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
    }

    /// Returns a site's time.
    func now(in site: SiteID) -> Timestamp { clocks.clock(of: site)?.now ?? clocks.real }

    /// Returns the service for one call that concerns a site, at the site's time.
    func service(in site: SiteID) -> UserService { users.at(now(in: site), by: sites.sources(of: site) ?? users.sources) }

    /// Returns the site that a caller names, or the default one, with its name. Throws if there is none.
    func named(_ name: String?, at place: String) throws(AdminError) -> (String, SiteID) {
        let name = name?.lowercased() ?? SiteRegistry.defaultName
        return (name, try site(named: name, at: place))
    }

    /// The answer that routes with test controls name in the description.
    static let controlsOff = AdminRoute.Answer(409, "Test controls are off, or the state does not allow it.", AdminError.shape)
}

/// Returns the address of something that belongs to a site, with `?site=` unless it is the default site.
func locator(of address: String, inSiteNamed site: String) -> String {
    site == SiteRegistry.defaultName ? address : "\(address)?site=\(site)"
}
