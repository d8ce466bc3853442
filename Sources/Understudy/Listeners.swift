import Accounts
import Backstage
import Calls
import Console
import Emulator
import HTTP
import HTTPServer
import PostgreSQLStore
import Synchronization

/// The listeners of the emulated systems and of the admin API.
struct Listeners {
    /// How long to wait for current requests when the program ends. Together with the rest, it ends within ten seconds.
    private static let drainLimit = Duration.milliseconds(7500)
    private static let adminDrainLimit = Duration.milliseconds(500)
    /// The greatest number of clients of the admin API at once. It is small, because descriptors for them are taken from
    /// the clients of the emulated systems.
    private static let adminConnectionLimit = 64
    /// The number of its threads for work that waits: as many as there are clients that read no stream.
    private static let adminThreads = 32

    private let main: HTTPServer
    private let admin: HTTPServer?
    private let api: AdminAPI?
    private let isDraining: Flag
    /// It gives sites that begin later their fault rules.
    private let administered: AdministeredWorld
    /// Nil if the store is temporary, or without the admin API.
    private let callerKeeper: CallerKeeper?

    /// The address of the emulated systems.
    var url: String { main.url }
    /// The address of the emulated systems with TLS. Nil if that is ``url`` or there is none.
    var tlsURL: String? { main.securedURL }
    /// The address of the admin API. Nil if there is none.
    var adminURL: String? { admin?.url }

    /// Starts the listeners. The admin API starts first, so that the emulated systems answer only when everything is
    /// ready.
    init(_ options: ServerOptions, _ world: LiveWorld, events: @escaping ServerEvents) throws(ServerError) {
        let isDraining = Flag()
        self.isDraining = isDraining
        let health = Self.health(of: world.users.store, isDraining)
        let log: CallLog = { level, line in
            switch level {
            case .refused: events(.refused(line))
            case .failed: events(.failed(line))
            }
        }
        let line: @Sendable (String) -> Void = { events(.answered($0)) }
        let journal = Journal(
            options.journalLevel, limits: options.journalLimits, users: world.users, siteName: { world.sites.name(of: $0) },
            line: options.reportsCalls ? line : nil)
        let metrics = CallMetrics()
        let callers = CallerTable(showing: options.callerAddressesShown)
        callerKeeper =
            options.location == .temporary || options.adminListen == nil ? nil : CallerKeeper(callers, users: world.users)
        let systems = MainListener()
        // Sites have fault rules without the admin API, too.
        let administered = AdministeredWorld(
            users: world.users, sites: world.sites, keeper: world.keeper, journal: journal, metrics: metrics, callers: callers,
            allowsTestControls: options.allowsTestControls, allowsSeeds: !options.isForOthers, server: options.description,
            figures: { systems.figures }, url: { systems.url })
        self.administered = administered
        api = Self.adminConfiguration(options).map { _ in
            if options.allowsTestControls { world.keeper.prepareForResets() }
            return AdminAPI(over: administered, health: health, token: options.adminToken, clock: options.clock, log: log)
        }
        let api = api
        admin = try Self.adminConfiguration(options).flatMap { (configuration) throws(ServerError) in
            try api.map { (api) throws(ServerError) in try Self.listen(configuration, Console(over: api), .admin, events) }
        }
        // The page at the root leads to the console only where nobody else can see it.
        let emulator = Emulator(
            users: world.users, sites: world.sites, settings: world.settings, profile: options.profile, health: health,
            refusesUnknownPrefixes: options.refusesUnknownPrefixes, publicURL: options.publicURL,
            console: options.isReachable || options.publicURL != nil ? nil : admin?.url, log: log,
            observers: Self.observers(options, metrics, callers, journal))
        let configuration = try Self.mainConfiguration(options)
        main = try Self.listen(configuration, emulator, .systems, events)
        systems.set(main, at: options.publicURL ?? main.url)
        if main.connectionLimit < configuration.connectionLimit {
            events(.roomForFewClients(main.connectionLimit, of: configuration.connectionLimit))
        }
    }

    /// Returns what says whether calls can be answered.
    private static func health(of store: any AccountStore, _ isDraining: Flag) -> Health {
        // A remote store finds out all the time whether it can be used.
        Health(waits: !store.isRemote) {
            if isDraining.isSet { return "shutting down" }
            if store.isRemote { return store.writeObstacle == nil ? nil : "the store is not available" }
            do throws(StoreError) {
                _ = try store.sites()
                return store.writeObstacle == nil ? nil : "the store cannot be written"
            } catch {
                return "the store cannot be read"
            }
        }
    }

    /// Returns what observes calls for the admin API.
    private static func observers(
        _ options: ServerOptions, _ metrics: CallMetrics, _ callers: CallerTable, _ journal: Journal
    ) -> [any CallObserver] {
        guard options.adminListen != nil else { return options.reportsCalls ? [journal] : [] }
        if options.reportsCalls { return [metrics, callers, journal] }
        return journal.level == .off ? [metrics, callers] : [metrics, callers, journal]
    }

    /// Checks what would keep the listeners from starting, as far as possible without listening. The emulated systems
    /// come first, because their number of descriptors includes those of the admin API.
    static func check(_ options: ServerOptions) throws(ServerError) {
        let main = try mainConfiguration(options)
        try failing(.systems) { () throws(HTTPServerError) in try HTTPServer.check(main) }
        if let admin = adminConfiguration(options) {
            try failing(.admin) { () throws(HTTPServerError) in try HTTPServer.check(admin) }
        }
    }

    private static func mainConfiguration(_ options: ServerOptions) throws(ServerError) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(host: options.listen.host, port: options.listen.port)
        configuration.socket = options.listen.socket
        if let address = options.tlsListen {
            guard let tls = options.tls else { throw .failed("a listener with TLS needs a certificate and its key") }
            configuration.secured = SecuredAddress(host: address.host, port: address.port, tls: tls)
            configuration.secured?.socket = address.socket
        } else {
            configuration.tls = options.tls
        }
        configuration.trustedProxies = options.trustedProxies
        configuration.descriptorsElsewhere = adminConfiguration(options)?.descriptorCount ?? 0
        // A look-up waits for its turn to read no longer than a call waits for a connection.
        configuration.reading.wait = options.database.statementTimeout
        // A light hash takes very little time. Its work waits for the disk, so as many jobs may wait together.
        if options.passwordCost == .light { configuration.hashing.threads = configuration.disk.threads }
        return configuration
    }

    private static func adminConfiguration(_ options: ServerOptions) -> HTTPServerConfiguration? {
        options.adminListen.map { address in
            var configuration = HTTPServerConfiguration(host: address.host, port: address.port)
            configuration.socket = address.socket
            configuration.threads = 2
            configuration.connectionLimit = adminConnectionLimit
            configuration.limits.bodyBytes = AdminAPI.largestBody
            // A verification may wait half a minute for a call. Nobody waits for a thread behind others that do.
            configuration.searching.threads = adminThreads
            return configuration
        }
    }

    private static func listen(
        _ configuration: HTTPServerConfiguration, _ handler: any HTTPHandler, _ listener: ServerError.Listener,
        _ events: @escaping ServerEvents
    ) throws(ServerError) -> HTTPServer {
        try failing(listener) { () throws(HTTPServerError) in
            try HTTPServer(configuration: configuration, handler: handler) { events(.failed($0)) }
        }
    }

    private static func failing<Result>(
        _ listener: ServerError.Listener, _ body: () throws(HTTPServerError) -> Result
    ) throws(ServerError) -> Result {
        do throws(HTTPServerError) {
            return try body()
        } catch {
            throw .listener(listener, error)
        }
    }

    /// Shows another certificate to clients that connect from now on; see `HTTPServer.replaceTLS(_:)`.
    func replaceTLS(_ files: TLSFiles) throws(ServerError) {
        try Self.failing(.systems) { () throws(HTTPServerError) in try main.replaceTLS(files) }
    }

    /// Replaces the token of the admin API; see `AdminAPI.replaceToken(_:)`.
    func replaceAdminToken(_ token: String) { api?.replaceToken(token) }

    /// Completes the current requests and stops. Returns false if something had to be cut off.
    func drain() -> Bool {
        isDraining.set()
        let isClean = main.drain(within: Self.drainLimit)
        _ = admin?.drain(within: Self.adminDrainLimit)
        callerKeeper?.stop()
        return isClean
    }
}

/// A boolean that several threads read and that changes once.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}

/// The listener of the emulated systems for the admin API, which starts before it does. It does not keep the listener.
private final class MainListener: Sendable {
    private struct State: Sendable {
        var url = ""
        weak var server: HTTPServer?
    }

    private let state = Mutex(State())

    var url: String { state.withLock { $0.url } }

    var figures: ServerFigures {
        guard let server = state.withLock({ $0.server }) else { return ServerFigures() }
        return ServerFigures(connections: server.connectionCount, waitingForHashes: server.waitingCount(in: .hashing))
    }

    func set(_ server: HTTPServer, at url: String) { state.withLock { $0 = State(url: url, server: server) } }
}
