import Accounts
import Emulator
import HTTPServer
import PasswordHashing
import Patterns

/// `understudy serve`: everything that can go wrong is found before anything listens, and the ready line comes when both listeners answer.
enum ServeCommand {
    static func run(_ given: OptionValues) throws(CommandFailure) {
        let termination = try Termination()
        let (values, settings) = try configuration(given)
        let options = try ServeOptions(values)
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
        try StartingWorld(options.world, log: log).load(into: users, at: place)
        let sites = try sites(in: place.store, settings)

        let listeners = try Listeners(options, tls: tls, users: users, sites: sites, settings: settings, log: log)
        log.info("started", ["version": Understudy.version, "data": options.data ?? "temporary"])
        Output.line("understudy ready url=\(listeners.url) admin=\(listeners.adminURL ?? "off")")
        termination.wait()
        log.info("stopping")
        let isClean = listeners.drain()
        log.info("stopped", ["drained": isClean ? "yes" : "no"])
    }

    /// What all sources say, and the settings of the systems, which only a file can hold.
    private static func configuration(_ values: OptionValues) throws(CommandFailure) -> (OptionValues, EmulatorSettings) {
        guard let path = values[.config] else { return (values, EmulatorSettings()) }
        let text: [UInt8]
        do throws(CommandFailure) {
            text = try Files.read(path.text)
        } catch {
            throw .usage("\(path.origin): \(error.message)")
        }
        do throws(FileError) {
            let file = try ConfigurationFile(text, name: path.text)
            return (values.with(file), file.settings)
        } catch {
            throw .usage(error.description)
        }
    }

    private static func tlsFiles(_ options: ServeOptions) throws(CommandFailure) -> TLSFiles? {
        guard let tls = options.tls else { return nil }
        return TLSFiles(certificate: try Files.read(tls.certificate), key: try Files.read(tls.key))
    }

    private static func sites(in store: any AccountStore, _ settings: EmulatorSettings) throws(CommandFailure) -> Sites {
        let sites: Sites
        do throws(StoreError) {
            sites = try Sites(in: store)
        } catch {
            throw .failed("the store cannot be read: \(error)")
        }
        if let unknown = settings.unknownSite(in: sites) {
            throw .usage("the configuration file has settings for a site \"\(unknown)\", which is not there")
        }
        return sites
    }
}
