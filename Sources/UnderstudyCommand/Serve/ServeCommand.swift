import Accounts
import Emulator
import HTTPServer
import PasswordHashing
import Patterns

/// `understudy serve`: everything that can go wrong is found before anything listens, and the ready line comes when both listeners answer.
enum ServeCommand {
    static func run(_ given: OptionValues) throws(CommandFailure) {
        let termination = try Termination()
        let file = try configuration(given)
        let options = try ServeOptions(file.map(given.with) ?? given)
        let configured = file?.settings ?? EmulatorSettings()
        let settings = options.world == .demo ? configured.inDemoWorld() : configured
        let log = Log(format: options.logFormat)
        let tls = try tlsFiles(options)
        // Before the store is opened and fixtures are loaded, which may take minutes.
        try Listeners.check(options, tls: tls)

        let place = try DataPlace.open(options.data)
        defer { place.close() }
        termination.beforeEarlyEnd { if options.data == nil { place.close() } }
        let users = UserService(
            store: place.store, hasher: Argon2idHasher(cost: options.passwordCost == .light ? .light : .standard),
            digester: SodiumTokenDigester(), clock: SystemClock(), random: SystemRandomSource(),
            patterns: PCRE2PatternMatcher())
        let world = StartingWorld(options.world, log: log)
        let fixtures = try world.fixtures(for: place.store)
        // Before anything is stored: a start that is refused changes nothing.
        try file?.checkSites(against: try siteNames(place.store, fixtures))
        if let fixtures { try world.load(fixtures, into: users, at: place) }
        let sites = try reading { () throws(StoreError) in try SiteRegistry(in: place.store) }

        let listeners = try Listeners(options, tls: tls, users: users, sites: sites, settings: settings, log: log)
        let warnings = StartWarnings(options, log: log)
        warnings.warnOfOpenFiles(configuration: given[.config])
        warnings.warn(of: settings, in: sites)
        try reading { () throws(StoreError) in try warnings.warnOfDemoWorld(fixtures, in: users, sites, url: listeners.url) }
        log.info("started", ["version": UnderstudyVersion.version, "data": options.data ?? "temporary"])
        Output.line("understudy ready url=\(listeners.url) admin=\(listeners.adminURL ?? "off")")
        termination.wait()
        log.info("stopping")
        let isClean = listeners.drain()
        log.info("stopped", ["drained": isClean ? "yes" : "no"])
    }

    /// The configuration file, if there is one.
    private static func configuration(_ values: OptionValues) throws(CommandFailure) -> ConfigurationFile? {
        guard let path = values[.config] else { return nil }
        let text: [UInt8]
        do throws(CommandFailure) {
            text = try Files.read(path.text)
        } catch {
            throw .usage("\(path.origin): \(error.message)")
        }
        do throws(FileError) {
            return try ConfigurationFile(text, name: path.text)
        } catch {
            throw .usage(error.description)
        }
    }

    private static func tlsFiles(_ options: ServeOptions) throws(CommandFailure) -> TLSFiles? {
        guard let tls = options.tls else { return nil }
        return TLSFiles(
            certificate:
                try Files.read(tls.certificate.text, namedBy: tls.certificate.origin),
            key: try Files.read(tls.key.text, namedBy: tls.key.origin))
    }

    /// The sites that there will be once fixtures are loaded.
    private static func siteNames(_ store: any AccountStore, _ fixtures: Fixtures?) throws(CommandFailure) -> [String] {
        let stored = try reading { () throws(StoreError) in try store.sites() }
        var names = [SiteRegistry.defaultName]
        for name in stored.map(\.name) + (fixtures?.sites.map(\.name) ?? [])
        where !names.contains(where: { $0.lowercased() == name.lowercased() }) {
            names.append(name)
        }
        return names
    }

    private static func reading<Result>(_ body: () throws(StoreError) -> Result) throws(CommandFailure) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .failed("the store cannot be read: \(error)")
        }
    }
}
