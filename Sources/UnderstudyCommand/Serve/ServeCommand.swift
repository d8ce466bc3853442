import Emulator
import HTTPServer
import ServiceManager
import Understudy

/// `understudy serve`: finds everything that can go wrong before anything listens, and prints the ready line when both
/// listeners answer.
enum ServeCommand {
    static func run(_ given: OptionValues) throws(CommandFailure) {
        let sockets = PassedSockets(ServiceManager.takeSockets())
        let termination = try Termination()
        let file = try configuration(given)
        let values = file.map(given.with) ?? given
        let options = try ServeOptions(values, sockets: sockets)
        if options.endsWithStandardInput { try Termination.endWithStandardInput() }
        let log = ServeLog(options)
        var wanted = options.server(tls: try tlsFiles(options), settings: file?.settings ?? EmulatorSettings())
        wanted.settingsShown = options.settings(from: values, file)
        let server: Server
        do throws(ServerError) {
            server = try Server(wanted, events: log.note, opened: termination.beforeEarlyEnd)
        } catch {
            throw failure(error, options, file)
        }
        termination.beginServing()
        log.warnOfOpenFiles(configuration: given[.config]?.text)
        log.log.info("started", ["version": UnderstudyVersion.version, "data": options.store.name])
        let tls = server.tlsURL.map { " tls=\($0)" } ?? ""
        let addresses = "url=\(server.url)\(tls) admin=\(server.adminURL ?? "off")"
        Output.line("understudy ready \(addresses)")
        ServiceManager.tell(.ready(addresses))
        let reload = Reload(given: given, sockets: sockets, started: options, server: server, log: log.log)
        while termination.wait() == .reload {
            ServiceManager.tell(.reloading)
            reload.run()
            ServiceManager.tell(.ready(addresses))
        }
        ServiceManager.tell(.stopping)
        log.log.info("stopping")
        let isClean = server.stop()
        log.log.info("stopped", ["drained": isClean ? "yes" : "no"])
    }

    /// Returns why the server could not start, with the name of the option concerned.
    static func failure(_ error: ServerError, _ options: ServeOptions, _ file: ConfigurationFile?) -> CommandFailure {
        switch error {
        case .listener(_, .badTLSFiles):
            guard let tls = options.tls else { return .failed(error.description) }
            return .failed("\(tls.certificate.origin), \(tls.key.origin): \(error)")
        case .listener(_, .tooFewDescriptors), .failed: return .failed(error.description)
        case .listener(.systems, _):
            let flags = options.tlsListen == nil ? Option.listen.flag : "\(Option.listen.flag), \(Option.tlsListen.flag)"
            return .failed("\(flags): \(error)")
        case .listener(.admin, _): return .failed("\(Option.adminListen.flag): \(error)")
        case .unknownSite(let name, _): return .usage("\(file?.origin(ofSite: name) ?? Option.config.flag): \(error)")
        }
    }

    /// Returns the configuration file, if there is one.
    static func configuration(_ values: OptionValues) throws(CommandFailure) -> ConfigurationFile? {
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
            throw .usage(error.located)
        }
    }

    /// Returns the certificate and key that the options name.
    static func tlsFiles(_ options: ServeOptions) throws(CommandFailure) -> TLSFiles? {
        guard let tls = options.tls else { return nil }
        return TLSFiles(
            certificate: try Files.read(tls.certificate.text, namedBy: tls.certificate.origin),
            key: try Files.read(tls.key.text, namedBy: tls.key.origin))
    }
}
