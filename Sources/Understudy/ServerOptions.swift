public import ASMX
public import Accounts
public import Backstage
public import Emulator
public import HTTP
public import HTTPServer
public import PostgreSQLStore

/// The options of a server. The defaults suit a test: the demo world in a temporary store, on a free port of the
/// loopback.
public struct ServerOptions: Sendable {
    /// The cost of password hashes.
    public enum PasswordCost: String, Sendable, CaseIterable {
        /// 19 MiB and two passes: tens of milliseconds of a core.
        case standard
        /// The minimum that the algorithm allows. For tests on the loopback.
        case light
    }

    /// The location of the database.
    public enum Location: Hashable, Sendable {
        /// A temporary directory, which is deleted when the server has stopped.
        case temporary
        /// A directory, in which the database stays. Only one server at a time can use it.
        case directory(String)
        /// A PostgreSQL database. Several servers, on any hosts, can use it at once.
        case database(PostgreSQLAddress)

        /// Returns the database with an address as a text, `postgresql://USER@HOST:PORT/DATABASE`. Throws if it cannot be
        /// read, or contains a password; the message does not repeat it.
        public static func database(at text: String) throws(ServerError) -> Location {
            do throws(PostgreSQLAddress.Refusal) {
                return .database(try PostgreSQLAddress(text))
            } catch {
                throw .failed(error.description)
            }
        }
    }

    /// The accounts for an empty store. A store with accounts is not changed.
    public enum World: Sendable {
        /// The vendors' samples, with public passwords and a public token.
        case demo
        /// Nothing.
        case empty
        /// A fixtures file. Its text is read only if it is needed. Its name is for messages.
        case fixtures(name: String, text: @Sendable () throws(ServerError) -> [UInt8])

        /// Fixtures as a text.
        public static func fixtures(_ text: String, name: String = "fixtures") -> World {
            .fixtures(name: name) { () throws(ServerError) in Array(text.utf8) }
        }
    }

    /// The address of the emulated systems. With port 0 the system chooses a free one; see ``Server/url``.
    public var listen = ListenAddress(host: "127.0.0.1", port: 0)
    /// The address of the admin API. Nil for none.
    public var adminListen: ListenAddress?
    /// The token that callers of the admin API must send. If nil, everyone who reaches it under a name of the loopback
    /// may call it.
    public var adminToken: String?
    /// Whether the admin API allows what only tests need: moving clocks and deleting sites. Nil: if the database is
    /// temporary.
    public var testControls: Bool?
    /// How much of the calls is kept for the admin API. Nil: messages if the database is temporary, and calls otherwise.
    /// Nothing is kept without an admin API.
    public var journal: Journal.Level?
    /// The bounds of what is kept of the calls.
    public var journalLimits = Journal.Limits()
    /// How much of a caller's address the admin API shows in the list of callers. Nil: all if the database is temporary, and its network
    /// otherwise.
    public var callerAddresses: CallerTable.Addresses?
    /// Whether each answered call is reported, as ``ServerEvent/answered(_:)``.
    public var reportsCalls = false
    /// A further address of the emulated systems, with TLS, next to ``listen`` without it. It needs ``tls``. Both have one
    /// store. Nil for none. See ``Server/tlsURL``.
    public var tlsListen: ListenAddress?
    /// The certificate and key. They are those of ``tlsListen`` if there is one, and otherwise those of ``listen``. Nil for
    /// no TLS.
    public var tls: TLSFiles?
    /// Whether a path behind a prefix that names no site leads nowhere (404). Otherwise it leads to the default site.
    public var refusesUnknownPrefixes = false
    /// The server's address as clients know it, if requests do not show it, without a slash at the end.
    public var publicURL: String?
    /// The proxies that say for which client they send a request to the emulated systems. None by default.
    public var trustedProxies = TrustedProxies([])
    /// The location of the database.
    public var location = Location.temporary
    /// How a PostgreSQL database is used.
    public var database = PostgreSQLSettings()
    /// The content for an empty store.
    public var world = World.demo
    /// The rules for answering SOAP.
    public var profile = Profile.asmx
    /// The cost of password hashes.
    public var passwordCost = PasswordCost.light
    /// A replacement for the product's own password hasher. Nil for none. For tests that observe hashing.
    package var hasher: (any PasswordHasher)?
    /// Returns the store to use in place of the opened one. Nil for the opened one itself. For tests that observe writes or stop them.
    package var replacingStore: (@Sendable (any AccountStore) -> any AccountStore)?
    /// Whether the store in a directory is opened to be filled: quicker, and what was stored last may be missing after a power loss.
    var fillsStore = false
    /// The settings of the emulated systems.
    public var settings = EmulatorSettings()
    /// How guessing is slowed down.
    public var throttle = ThrottleRules.standard
    /// The source of the time. Tests use a `ManualClock` and move it.
    public var clock: any WallClock = SystemClock()
    /// The source of random bytes.
    public var random: any RandomSource = SystemRandomSource()

    /// What tokens, keys and salts of all sites follow from, so that the same calls get the same answers byte for byte. The sites' clocks
    /// begin stopped at 2030-01-01T00:00:00Z. Nil for what nobody can foresee. It is refused with a directory, with a database and off the
    /// loopback, since it makes tokens guessable.
    public var deterministicSeed: String?

    /// Sets how a PostgreSQL database is used, for callers that do not import the store. Nil leaves a value as it is.
    ///
    /// - Parameters:
    ///   - connections: The greatest number of connections.
    ///   - connectTimeout: How long to try to connect to one host.
    ///   - statementTimeout: How long a statement may take.
    public mutating func useDatabase(connections: Int? = nil, connectTimeout: Duration? = nil, statementTimeout: Duration? = nil) {
        if let connections { database.connections = connections }
        if let connectTimeout { database.connectTimeout = connectTimeout }
        if let statementTimeout { database.statementTimeout = statementTimeout }
    }

    /// Whether the server is for more than a temporary test on this machine.
    var isForOthers: Bool { location != .temporary || isReachable }

    /// Whether other machines can reach an address of the emulated systems.
    var isReachable: Bool { !listen.isLoopback || tlsListen?.isLoopback == false }

    /// Whether the admin API allows what only tests need.
    var allowsTestControls: Bool { testControls ?? (location == .temporary) }

    /// How much of callers' addresses is shown.
    var callerAddressesShown: CallerTable.Addresses { callerAddresses ?? (location == .temporary ? .full : .net) }

    /// How much of the calls is kept.
    var journalLevel: Journal.Level {
        guard adminListen != nil else { return .off }
        return journal ?? (location == .temporary ? .messages : .calls)
    }

    /// The settings with their origins, for callers of the admin API.
    public var settingsShown: [ServerDescription.Setting] = []

    /// What the admin API says of how the server was started.
    var description: ServerDescription {
        var description = ServerDescription()
        description.settings = settingsShown
        description.isAdminReachable = adminListen?.isLoopback == false
        description.needsAdminToken = adminToken != nil
        description.isReachable = isReachable
        description.hasTLS = tls != nil
        return description
    }

    /// Creates the default options: the demo world in a temporary store, on a free port of the loopback, without an
    /// admin API.
    public init() {}
}
