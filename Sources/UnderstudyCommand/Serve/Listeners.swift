import Accounts
import Calls
import Emulator
import HTTP
import HTTPServer
import Synchronization

/// The listener of the emulated systems and that of the admin API.
struct Listeners {
    /// How long a request in flight is waited for when the program ends: with what the rest takes, it ends within ten seconds.
    private static let drainLimit = Duration.milliseconds(7500)
    private static let adminDrainLimit = Duration.milliseconds(500)

    private let main: HTTPServer
    private let admin: HTTPServer?
    private let isDraining: Flag

    /// Where the emulated systems answer.
    var url: String { main.url }
    /// Where the admin API answers; nil for nowhere.
    var adminURL: String? { admin?.url }

    /// Listens. The admin API comes first, so that the emulated systems answer only when everything stands.
    init(
        _ options: ServeOptions, tls: TLSFiles?, users: UserService, sites: SiteRegistry, settings: EmulatorSettings, log: Log
    ) throws(CommandFailure) {
        let isDraining = Flag()
        self.isDraining = isDraining
        let health = Health {
            if isDraining.isSet { return "shutting down" }
            do throws(StoreError) {
                _ = try users.store.sites()
                return users.store.writeObstacle == nil ? nil : "the store cannot be written"
            } catch {
                return "the store cannot be read"
            }
        }
        let callLog: CallLog = { level, line in
            switch level {
            case .refused: log.info(line)
            case .failed: log.error(line)
            }
        }
        let emulator = Emulator(
            users: users, sites: sites, settings: settings, profile: options.profile, health: health, publicURL: options.publicURL,
            log: callLog)
        admin = try Self.adminConfiguration(options).map { (configuration) throws(CommandFailure) in
            try Self.listen(
                configuration, AdminAPI(health: health, token: options.adminToken, clock: users.clock, log: callLog), .adminListen, options,
                log)
        }
        let configuration = Self.mainConfiguration(options, tls)
        main = try Self.listen(configuration, emulator, .listen, options, log)
        if main.connectionLimit < configuration.connectionLimit {
            log.warn(
                "there is room for \(main.connectionLimit) clients at once",
                ["hint": "raise the limit on open files (ulimit -n) for up to \(configuration.connectionLimit)"])
        }
    }

    /// Finds what would keep the listeners from starting, as far as that can be told without listening.
    static func check(_ options: ServeOptions, tls: TLSFiles?) throws(CommandFailure) {
        if let admin = adminConfiguration(options) {
            try failing(.adminListen, options) { () throws(HTTPServerError) in try HTTPServer.check(admin) }
        }
        try failing(.listen, options) { () throws(HTTPServerError) in try HTTPServer.check(mainConfiguration(options, tls)) }
    }

    private static func mainConfiguration(_ options: ServeOptions, _ tls: TLSFiles?) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(host: options.listen.host, port: options.listen.port)
        configuration.tls = tls
        // A light hash takes next to no time. Work that makes one waits for the disk, so as many may wait together.
        if options.passwordCost == .light { configuration.hashing.threads = configuration.disk.threads }
        return configuration
    }

    private static func adminConfiguration(_ options: ServeOptions) -> HTTPServerConfiguration? {
        options.adminListen.map { address in
            var configuration = HTTPServerConfiguration(host: address.host, port: address.port)
            configuration.threads = 2
            return configuration
        }
    }

    private static func listen(
        _ configuration: HTTPServerConfiguration, _ handler: any HTTPHandler, _ option: Option, _ options: ServeOptions, _ log: Log
    ) throws(CommandFailure) -> HTTPServer {
        try failing(option, options) { () throws(HTTPServerError) in
            try HTTPServer(configuration: configuration, handler: handler) { log.error($0) }
        }
    }

    /// Names the option that a server's error is about.
    private static func failing<Result>(
        _ option: Option, _ options: ServeOptions, _ body: () throws(HTTPServerError) -> Result
    ) throws(CommandFailure) -> Result {
        do throws(HTTPServerError) {
            return try body()
        } catch {
            if case .badTLSFiles = error, let tls = options.tls {
                throw .failed("\(tls.certificate.origin), \(tls.key.origin): \(error)")
            }
            if case .tooFewDescriptors = error { throw .failed("\(error)") }
            throw .failed("\(option.flag): \(error)")
        }
    }

    /// Answers what is in flight and stops. False when something had to be cut off.
    func drain() -> Bool {
        isDraining.set()
        let isClean = main.drain(within: Self.drainLimit)
        _ = admin?.drain(within: Self.adminDrainLimit)
        return isClean
    }
}

/// A yes or no that several threads look at and that turns once.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
