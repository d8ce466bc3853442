import Understudy

/// What SIGHUP does while `serve` runs: it reads the certificate, its key, the level of the log and the admin token again.
///
/// Either all of them are replaced or none, so that a mistake in one file changes nothing.
struct Reload {
    let given: OptionValues
    let sockets: PassedSockets
    /// The options with which the server was started.
    let started: ServeOptions
    let server: Server
    let log: Log

    /// Reads the files and replaces what they say. If something is wrong, the log says what.
    func run() {
        do throws(CommandFailure) {
            try replace()
        } catch {
            let hint = "what was in use stays in use; mend it and send SIGHUP again"
            log.error("not reloaded: \(error.message)", ["hint": hint])
        }
    }

    private func replace() throws(CommandFailure) {
        let file = try ServeCommand.configuration(given)
        let options = try ServeOptions(file.map(given.with) ?? given, sockets: sockets)
        guard (options.adminToken == nil) == (started.adminToken == nil) else {
            throw .failed("whether there is an admin token takes a restart to change")
        }
        guard (options.tls == nil) == (started.tls == nil) else { throw .failed("whether there is TLS takes a restart to change") }
        if let tls = try ServeCommand.tlsFiles(options) {
            do throws(ServerError) {
                try server.replaceTLS(tls)
            } catch {
                throw ServeCommand.failure(error, options, file)
            }
        }
        // Nothing below can fail.
        if let token = options.adminToken { server.replaceAdminToken(token) }
        log.threshold.set(options.logLevel)
        log.info("reloaded", ["tls": options.tls?.certificate.text ?? "off", "log_level": options.logLevel.rawValue])
    }
}
