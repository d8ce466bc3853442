import ASMX
public import Accounts
public import Calls
public import Emulator
public import HTTP
import PasswordHashing
public import TestSupport
public import Understudy

/// All systems over one store, as a server has them, without its listeners. Tests send requests and read the answers.
///
/// The store is deleted at the end, hashes have the light cost, and the clock stands still until a test moves it. A hash or a
/// write on a thread that a server would serve connections with is an issue. The suites of the vendors add their accounts and
/// shorthands in extensions.
public struct Stage: Sendable {
    /// The moment at which the clock stands at first.
    public static let beginning = Timestamp(milliseconds: 1_790_000_000_000)

    /// The clock.
    public let clock: ManualClock
    /// The log of the calls.
    public let log = LoggedCalls()
    /// The name of the site that is called. Nil for the default site.
    public var siteName: String?
    private let live: LiveWorld
    private let emulator: Emulator

    /// Creates a stage.
    ///
    /// - Parameters:
    ///   - settings: The settings of the systems. Sites with settings of their own are created.
    ///   - world: The content of the store.
    ///   - start: The time of the clock.
    ///   - hasher: Hashes passwords. Nil for the product's hasher with the light cost.
    ///   - store: Is used in place of a database, if it is not nil.
    ///   - isRemote: Whether the store says that it is remote. A query on a thread that serves connections is then an issue
    ///     too.
    ///   - throttle: How guessing is slowed down.
    public init(
        _ settings: EmulatorSettings = EmulatorSettings(), in world: ServerOptions.World = .empty, at start: Timestamp = Self.beginning,
        hasher: (any PasswordHasher)? = nil, store: (any AccountStore)? = nil, isRemote: Bool = false,
        throttle: ThrottleRules = .standard
    ) throws {
        let clock = ManualClock(at: start)
        var options = ServerOptions()
        options.world = world
        options.clock = clock
        options.throttle = throttle
        options.hasher = HasherOfDeclaredWork(hasher ?? Argon2idHasher(cost: .light))
        options.replacingStore = { StoreOfDeclaredWork(store ?? $0, isRemote: isRemote) }
        let live = try LiveWorld(options)
        for name in settings.siteNames where live.sites.site(named: name) == nil { try live.addSite(named: name) }
        self.clock = clock
        self.live = live
        emulator = Self.emulator(over: live, settings, log: log)
    }

    /// Creates a stage with the content of a fixtures file.
    public init(fixtures text: String) throws {
        try self.init(in: .fixtures(text))
    }

    /// Returns a stage with the demo world.
    public static func demo(hasher: (any PasswordHasher)? = nil, isRemote: Bool = false) throws -> Stage {
        try Stage(in: .demo, hasher: hasher, isRemote: isRemote)
    }

    private static func emulator(
        over live: LiveWorld, _ settings: EmulatorSettings, log: LoggedCalls, observers: [any CallObserver] = []
    ) -> Emulator {
        Emulator(
            users: live.users, sites: live.sites, settings: settings, profile: .asmx, health: Health { nil }, log: log.note,
            observers: observers)
    }

    /// Returns the systems over the same store with other settings, for a test that needs the handler itself.
    public func emulator(
        _ settings: EmulatorSettings = EmulatorSettings(), observers: [any CallObserver] = []
    ) -> Emulator {
        Self.emulator(over: live, settings, log: log, observers: observers)
    }

    /// All sites.
    public var sites: SiteRegistry { live.sites }

    /// The user service.
    public var users: UserService { live.users }

    /// The site that is called.
    public var site: SiteID { siteName.flatMap { live.sites.site(named: $0) } ?? live.sites.fallback }

    /// Returns the stage with another site called. The site is created if it is missing.
    public func calling(siteNamed name: String) throws -> Stage {
        if live.sites.site(named: name) == nil { try live.addSite(named: name) }
        var stage = self
        stage.siteName = name
        return stage
    }

    /// Closes the store, so that whatever needs it fails.
    public func closeStore() { live.close() }

    /// Adds an account to the site that is called.
    @discardableResult
    public func add(
        _ identities: [Identity], attributes: [String: String] = [:], in containers: [NewContainer] = [], hash: PasswordHash?,
        status: AccountStatus = .active, policy: PolicyID? = nil
    ) throws -> AccountID {
        let account = NewAccount(
            status: status, identities: identities, passwordHash: hash, policy: policy, attributes: attributes,
            memberships: try users.makeContainers(containers, in: site))
        guard let id = try users.insert([account], in: site).first else { throw StoreError.failed("no key was given") }
        return id
    }

    /// Adds an account with a password to the site that is called.
    @discardableResult
    public func add(
        _ identities: [Identity], attributes: [String: String] = [:], in containers: [NewContainer] = [], password: String?,
        status: AccountStatus = .active, policy: PolicyID? = nil
    ) throws -> AccountID {
        let hash = try password.map { try users.hash(Password($0)) }
        return try add(identities, attributes: attributes, in: containers, hash: hash, status: status, policy: policy)
    }

    /// Returns the answer to a request, created as on a thread that serves connections. The site's name is put in front of the path.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        var request = request
        if let siteName { request.path = "/\(siteName)\(request.path)" }
        return WorkUnderWay.serving { emulator.answer(request) }
    }

    /// Returns the response to a request, with its work done here and now.
    public func send(_ request: HTTPRequest) -> HTTPResponse {
        answer(request).response
    }

    /// Returns the response of a server that has no room for the work of a request. Nil if the request needs none.
    public func busyResponse(to request: HTTPRequest) -> HTTPResponse? {
        guard case .later(_, let busy, _) = answer(request) else { return nil }
        return busy()
    }
}
