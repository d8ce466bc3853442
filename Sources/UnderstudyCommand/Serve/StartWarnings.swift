import Accounts
import Emulator

/// Tells the operator at the start what does not go well with what the server is asked to do: a line for each thing, with what to do about it.
struct StartWarnings {
    private let options: ServeOptions
    private let log: Log

    init(_ options: ServeOptions, log: Log) {
        self.options = options
        self.log = log
    }

    /// Warns of files with secrets in them that other users of the machine can read.
    func warnOfOpenFiles(configuration: OptionValues.Value?) {
        if let data = options.data { warn(of: data, "the data directory", mode: 0o007, advice: "o-rwx") }
        if let key = options.tls?.key.text { warn(of: key, "the TLS key", mode: 0o004, advice: "o-r") }
        if let file = configuration?.text { warn(of: file, "the configuration file, which may hold secrets", mode: 0o004, advice: "o-r") }
    }

    private func warn(of path: String, _ what: String, mode: UInt32, advice: String) {
        guard Files.mode(of: path).map({ $0 & mode != 0 }) == true else { return }
        log.warn("other users of this machine can read \(what)", ["path": path, "hint": "chmod \(advice) \(path)"])
    }

    /// Warns of the demo world where its accounts are kept for good or where other machines can reach them.
    func warnOfDemoWorld(_ fixtures: Fixtures?, in users: UserService, _ sites: SiteRegistry, url: String) throws(StoreError) {
        let isReachable = !options.listen.isLoopback
        guard options.data != nil || isReachable else { return }
        var isThere = fixtures.map { DemoWorld.isPart(of: $0) } ?? false
        if !isThere { isThere = try DemoWorld.isOpen(in: users, sites) }
        guard isThere else { return }
        let words = "the demo world's passwords and its xWEB token, which never ends, are public"
        if let data = options.data {
            log.warn(
                isReachable ? words + ", and other machines can reach them here" : words + ", and they are in the data directory",
                [
                    "listen": url, "data": data,
                    "hint": "begin with accounts of your own (\(Option.fixtures.flag)) in another directory",
                ])
        } else {
            log.warn(
                words + ", and other machines can reach them here",
                [
                    "listen": url,
                    "hint": "give accounts of your own (\(Option.fixtures.flag), \(Option.data.flag)) or listen on 127.0.0.1",
                ])
        }
    }

    /// Warns of settings that are made for tests where accounts are kept for good.
    func warn(of settings: EmulatorSettings, in sites: SiteRegistry) {
        guard options.data != nil else { return }
        for caution in settings.cautions(in: sites) {
            if caution.sites.isEmpty {
                log.warn(caution.message, ["hint": caution.advice])
            } else {
                log.warn(caution.message, ["sites": caution.sites.joined(separator: ","), "hint": caution.advice])
            }
        }
    }
}
