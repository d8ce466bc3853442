import ASMX
import Backstage
import Emulator
import HTTP
import HTTPServer
import Text
import Understudy

/// The options of `serve`, checked as a whole: contradictions are refused, never guessed away.
struct ServeOptions {
    /// The accounts for an empty store.
    enum World: Equatable {
        /// The vendors' samples.
        case demo
        /// A file, and the source of its name.
        case file(String, origin: String)
        /// Nothing.
        case empty
    }

    let listen: ListenAddress
    /// The further address with TLS. Nil for none.
    let tlsListen: ListenAddress?
    /// Nil for no admin API.
    let adminListen: ListenAddress?
    let adminToken: String?
    let store: StoreOptions
    let world: World
    let tls: (certificate: OptionValues.Value, key: OptionValues.Value)?
    /// The server's address as clients know it. Nil if requests show it.
    let publicURL: String?
    /// The proxies that say for which client they send a request.
    let trustedProxies: TrustedProxies
    let profile: Profile
    let passwordCost: ServerOptions.PasswordCost
    /// Whether the admin API allows what only tests need. Nil if that follows from ``store``.
    let testControls: Bool?
    /// How much of the calls is kept. Nil if that follows from ``store``.
    let journal: Journal.Level?
    let journalLimits: Journal.Limits
    /// How much of callers' addresses is shown. Nil if that follows from ``store``.
    let callerAddresses: CallerTable.Addresses?
    /// Where a path behind a prefix that names no site leads.
    let unknownPrefix: UnknownPrefix
    /// What tokens and keys follow from. Nil for what nobody can foresee.
    let deterministicSeed: String?
    let logFormat: Log.Format
    /// The least level of lines in the log.
    let logLevel: Log.Level
    /// The file with the admin token. Nil for none.
    let adminTokenFile: String?
    let logsCalls: Bool
    /// Whether the program ends when its standard input is closed.
    let endsWithStandardInput: Bool

    /// Checks the options. `sockets` are those that a service manager has opened for this process.
    init(_ values: OptionValues, sockets: PassedSockets = PassedSockets()) throws(CommandFailure) {
        try sockets.check(values)
        listen = try Self.address(values, sockets, .listen) ?? ListenAddress.standard
        tlsListen = try Self.address(values, sockets, .tlsListen)
        let hasAdmin = values[.adminListen]?.text != "off"
        adminListen = hasAdmin ? try Self.address(values, sockets, .adminListen) ?? ListenAddress.adminStandard : nil
        store = try StoreOptions(values)
        world = values[.fixtures].map { .file($0.text, origin: $0.origin) } ?? (store.isKept ? .empty : .demo)
        adminToken = try values.adminToken()
        tls = try Self.tls(values)
        unknownPrefix = try values.choice(.unknownPrefix) ?? .default
        publicURL = try Self.publicURL(values)
        trustedProxies = try Self.trustedProxies(values)
        profile = try values.choice(.profile) ?? .asmx
        logFormat = try values.choice(.log) ?? .text
        logLevel = try values.choice(.logLevel) ?? .info
        adminTokenFile = values[.adminTokenFile]?.text
        logsCalls = try values.isOn(.logCalls)
        endsWithStandardInput = try values.isOn(.exitOnStdinClose)
        passwordCost = try values.choice(.passwordCost) ?? (store.isKept ? .standard : .light)
        testControls = try values.choice(.testControls, Switch.self).map { $0 == .on }
        journal = try values.choice(.journal)
        callerAddresses = try values.choice(.callerAddresses)
        journalLimits = try Self.journalLimits(values)
        deterministicSeed = values[.deterministic]?.text
        try checkListeners(values)
        try checkExposure(values)
    }

    /// Where a path behind a prefix that names no site leads.
    enum UnknownPrefix: String, CaseIterable {
        case `default`
        case refuse
    }

    private enum Switch: String, CaseIterable {
        case on
        case off
    }

    /// Returns these options for a server, with what was read from files.
    func server(tls: TLSFiles?, settings: EmulatorSettings) -> ServerOptions {
        var server = ServerOptions()
        server.listen = listen
        server.tlsListen = tlsListen
        server.adminListen = adminListen
        server.adminToken = adminToken
        server.tls = tls
        server.testControls = testControls
        server.journal = journal
        server.journalLimits = journalLimits
        server.callerAddresses = callerAddresses
        server.reportsCalls = logsCalls
        server.deterministicSeed = deterministicSeed
        server.refusesUnknownPrefixes = unknownPrefix == .refuse
        server.publicURL = publicURL
        store.apply(to: &server)
        server.trustedProxies = trustedProxies
        server.profile = profile
        server.passwordCost = passwordCost
        server.settings = settings
        switch world {
        case .demo: server.world = .demo
        case .empty: server.world = .empty
        case .file(let path, let origin):
            server.world = .fixtures(name: path) { () throws(ServerError) in
                do throws(CommandFailure) { return try Files.read(path, namedBy: origin) } catch { throw .failed(error.message) }
            }
        }
        return server
    }

    private static func journalLimits(_ values: OptionValues) throws(CommandFailure) -> Journal.Limits {
        var limits = Journal.Limits()
        if let value = values[.journalEntries] {
            guard let number = Int(value.text), (1...1_000_000).contains(number) else {
                throw .usage("\(value.origin): \"\(value.text)\" is no whole number from 1 to 1000000")
            }
            limits.entries = number
        }
        if let value = values[.journalBytes] {
            guard let size = Self.size(value.text), (64 << 10...16 << 30).contains(size) else {
                throw .usage("\(value.origin): \"\(value.text)\" is no size from 64K to 16G, such as 500K, 64M or 1G")
            }
            limits.bytes = size
        }
        return limits
    }

    /// Returns the number of bytes in a size such as `500K`, `64M`, `1G` or `1000000`. Nil for any other text.
    private static func size(_ text: String) -> Int? {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        guard let last = text.uppercased().last, let unit = units[last] else { return Int(text) }
        guard let number = Int(text.dropLast()), number >= 0 else { return nil }
        let (size, overflows) = number.multipliedReportingOverflow(by: unit)
        return overflows ? nil : size
    }

    private static func address(
        _ values: OptionValues, _ sockets: PassedSockets, _ option: Option
    ) throws(CommandFailure) -> ListenAddress? {
        if let address = try sockets.address(option) { return address }
        guard let value = values[option] else { return nil }
        return try ListenAddress(value, of: option)
    }

    /// Returns scheme, host and port. The paths are those of the requests.
    private static func publicURL(_ values: OptionValues) throws(CommandFailure) -> String? {
        guard let value = values[.publicURL] else { return nil }
        let url = try BaseURL.check(value.text, origin: value.origin)
        // The text is inserted unchanged into contracts and pages.
        let parts = url.split(separator: "/")
        guard parts.count == 2, Authority(parts[1]) != nil else {
            throw .usage("\(value.origin): only scheme, host and port are wanted, such as https://api.example.org")
        }
        return url
    }

    private static func trustedProxies(_ values: OptionValues) throws(CommandFailure) -> TrustedProxies {
        guard let value = values[.trustedProxies] else { return TrustedProxies([]) }
        var networks: [IPNetwork] = []
        for text in value.text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let network = IPNetwork(text.trimmed) else {
                throw .usage("\(value.origin): \"\(text.trimmed)\" is no address and no network such as 10.0.0.0/8")
            }
            guard !network.isEverything else {
                throw .usage("\(value.origin): \"\(text.trimmed)\" would let every client choose its address; name the proxies' network")
            }
            networks.append(network)
        }
        return TrustedProxies(networks)
    }

    private static func tls(_ values: OptionValues) throws(CommandFailure) -> (certificate: OptionValues.Value, key: OptionValues.Value)? {
        switch (values[.tlsCertificate], values[.tlsKey]) {
        case (let certificate?, let key?): return (certificate, key)
        case (let certificate?, nil): throw .usage("\(certificate.origin) needs \(certificate.spelling(of: .tlsKey)) beside it")
        case (nil, let key?): throw .usage("\(key.origin) needs \(key.spelling(of: .tlsCertificate)) beside it")
        case (nil, nil): return nil
        }
    }

    /// Throws for two listeners on one port, and for a listener with TLS that lacks what it needs.
    private func checkListeners(_ values: OptionValues) throws(CommandFailure) {
        if let adminListen, adminListen.port != 0, [listen, tlsListen].contains(adminListen) {
            let origin = values[.adminListen]?.origin ?? Option.adminListen.flag
            throw .usage("\(origin): \(adminListen.authority(port: adminListen.port)) is where the emulated systems listen")
        }
        guard let tlsListen else { return }
        // It has no option if a service manager has passed its socket.
        let value = values[.tlsListen]
        let origin = value?.origin ?? Option.tlsListen.flag
        guard tls != nil else {
            let files = [Option.tlsCertificate, .tlsKey].map { value?.spelling(of: $0) ?? $0.flag }
            throw .usage("\(origin) needs \(files[0]) and \(files[1]) beside it")
        }
        if tlsListen == listen, listen.port != 0 {
            throw .usage("\(origin): \(listen.authority(port: listen.port)) is where the emulated systems listen without TLS")
        }
        if let publicURL = values[.publicURL] {
            throw .usage(
                "\(publicURL.origin): one address cannot be that of two listeners; leave out \(publicURL.spelling(of: .tlsListen))")
        }
    }

    /// Throws for what must not be reachable from other machines.
    private func checkExposure(_ values: OptionValues) throws(CommandFailure) {
        let addresses = [(Option.listen, listen)] + (tlsListen.map { [(Option.tlsListen, $0)] } ?? [])
        if let seed = values[.deterministic] {
            let why = "makes tokens guessable, so it is for tests"
            for option in [Option.data, .store] where values[option] != nil {
                throw .usage("\(seed.origin) \(why); it cannot be beside \(seed.spelling(of: option))")
            }
            let admin = adminListen.map { [(Option.adminListen, $0)] } ?? []
            if let (option, address) = (addresses + admin).first(where: { !$1.isLoopback }) {
                throw .usage("\(seed.origin) \(why) on the loopback; \(address.host) in \(seed.spelling(of: option)) is not on it")
            }
        }
        if passwordCost == .light, let (option, address) = addresses.first(where: { !$1.isLoopback }) {
            let culprit = values[.passwordCost] ?? values[option]
            let origin = culprit?.origin ?? option.flag
            throw .usage(
                "\(origin): light password hashes are for the loopback only, and \(address.host) is not on it; "
                    + "say \(culprit?.spelling(of: .passwordCost) ?? Option.passwordCost.flag) standard")
        }
        guard let adminListen else { return }
        let origin = values[.adminListen]?.origin ?? Option.adminListen.flag
        if !adminListen.isLoopback, adminToken == nil {
            throw .usage(
                "\(origin): \(adminListen.host) is not on the loopback, so \(Option.adminToken.environmentName) must be set, "
                    + "or \(Option.adminTokenFile.flag)")
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(ASCII.trimmed(self)) }
}

extension ListenAddress {
    fileprivate static let standard = ListenAddress(host: "127.0.0.1", port: 8080)
    fileprivate static let adminStandard = ListenAddress(host: "127.0.0.1", port: 8081)

    /// Parses the value of an option.
    init(_ value: OptionValues.Value, of option: Option) throws(CommandFailure) {
        guard let address = ListenAddress(value.text) else {
            let port = value.text.split(separator: ":").last ?? ""
            let isTooLarge = Int(port).map { $0 > UInt16.max } == true
            let hint = isTooLarge ? "a port is at most \(UInt16.max)" : "such as \(option.fallback ?? "127.0.0.1:0")"
            throw .usage("\(value.origin): \"\(value.text)\" is not \(option.value)\(isTooLarge ? ";" : ",") \(hint)")
        }
        self = address
    }
}
