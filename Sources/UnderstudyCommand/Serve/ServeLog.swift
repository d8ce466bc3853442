import Emulator
import Understudy

/// Writes a server's events to the log, with advice in terms of the command's options.
struct ServeLog: Sendable {
    let log: Log
    private let failures = RepeatedFailures()
    private let store: StoreOptions
    private let key: String?
    private let tokenFile: String?
    /// The fixtures file. Nil if none is named.
    private let fixtures: String?

    init(_ options: ServeOptions) {
        log = Log(format: options.logFormat, threshold: Log.Threshold(options.logLevel))
        store = options.store
        key = options.tls?.key.text
        tokenFile = options.adminTokenFile
        fixtures = if case .file(let path, _) = options.world { path } else { nil }
    }

    /// Writes the line for an event.
    func note(_ event: ServerEvent) {
        switch event {
        case .storeEmptied(let mark): log.warn("the store was emptied, since a start ended while it loaded fixtures", ["mark": mark])
        case .fixturesNotLoaded(let name): log.info("fixtures not loaded, since the store has accounts", ["fixtures": name])
        case .storeIsEmpty: log.info("the store is empty", ["hint": "\(Option.fixtures.flag) FILE loads accounts"])
        case .hashing(let done, let total): log.info("hashing passwords", ["done": String(done), "total": String(total)])
        case .fixturesLoaded(let accounts): log.info("fixtures loaded", ["accounts": String(accounts)])
        case .roomForFewClients(let limit, let usual):
            log.warn(
                "there is room for \(limit) clients at once", ["hint": "raise the limit on open files (ulimit -n) for up to \(usual)"])
        case .demoWorldIsOpen(let access, let isReachable, let url): warnOfDemoWorld(access, isReachable, url)
        case .caution(let caution): warn(of: caution)
        case .answered(let line): log.line(line)
        case .refused(let words): log.info(words)
        case .failed(let words): note(failure: words)
        }
    }

    private func note(failure words: String) {
        guard let leftOut = failures.admit(words) else { return }
        if leftOut == 0 { log.error(words) } else { log.error(words, ["left_out": String(leftOut)]) }
    }

    /// Warns of files with secrets that other users of the machine can read.
    func warnOfOpenFiles(configuration: String?) {
        if let data = store.data { warn(of: data, "the data directory", mode: 0o007, advice: "o-rwx") }
        if let key { warn(of: key, "the TLS key", mode: 0o004, advice: "o-r") }
        if let tokenFile { warn(of: tokenFile, "the file with the admin token", mode: 0o004, advice: "o-r") }
        if let configuration { warn(of: configuration, "the configuration file, which may hold secrets", mode: 0o004, advice: "o-r") }
        if let fixtures { warn(of: fixtures, "the fixtures file, which may hold passwords", mode: 0o004, advice: "o-r") }
    }

    private func warn(of path: String, _ what: String, mode: UInt32, advice: String) {
        guard Files.mode(of: path).map({ $0 & mode != 0 }) == true else { return }
        log.warn("other users of this machine can read \(what)", ["path": path, "hint": "chmod \(advice) \(path)"])
    }

    private func warnOfDemoWorld(_ access: DemoWorld.Access, _ isReachable: Bool, _ url: String) {
        let token = "xWEB token, which never ends,"
        let words =
            switch (access.hasAccounts, access.hasToken) {
            case (true, true): "the demo world's passwords and its \(token) are public"
            case (true, false): "the demo world's passwords are public"
            case (false, _): "the demo world's \(token) is public"
            }
        let them = access.hasAccounts ? "them" : "it"
        let place = store.data == nil ? "database" : "data directory"
        let reach = isReachable ? ", and other machines can reach \(them) here" : ", and the \(place) began with \(them)"
        if store.isKept {
            let another = store.data == nil ? "database" : "directory"
            let hint = "begin with accounts of your own (\(Option.fixtures.flag)) in another \(another)"
            log.warn(words + reach, ["listen": url, "data": store.name, "hint": hint])
        } else {
            let hint = "give accounts of your own (\(Option.fixtures.flag), \(Option.data.flag)) or listen on 127.0.0.1"
            log.warn(words + reach, ["listen": url, "hint": hint])
        }
    }

    private func warn(of caution: Caution) {
        if caution.sites.isEmpty {
            log.warn(caution.message, ["hint": caution.advice])
        } else {
            log.warn(caution.message, ["sites": caution.sites.joined(separator: ","), "hint": caution.advice])
        }
    }
}
