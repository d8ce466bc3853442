public import ASMX
public import Accounts
public import Emulator
public import HTTPServer

/// What a server is to do. The defaults suit a test: the demo world in a temporary place, on a free port of the loopback.
public struct ServerOptions: Sendable {
    /// What a password's hash costs.
    public enum PasswordCost: String, Sendable, CaseIterable {
        /// 19 MiB and two passes: tens of milliseconds of a core.
        case standard
        /// As little as the algorithm allows: for tests on the loopback.
        case light
    }

    /// Where the database is.
    public enum Location: Hashable, Sendable {
        /// In a temporary place that is gone when the server has stopped.
        case temporary
        /// In a directory, to stay. One server at a time.
        case directory(String)
    }

    /// Where the accounts come from when the store is empty. A store that has accounts is left as it is.
    public enum World: Sendable {
        /// The vendors' samples, with passwords and a token that everybody knows.
        case demo
        /// Nothing.
        case empty
        /// A fixtures file. Its text is asked for only when it is needed; its name is for messages.
        case fixtures(name: String, text: @Sendable () throws(ServerError) -> [UInt8])

        /// Fixtures as a text.
        public static func fixtures(_ text: String, name: String = "fixtures") -> World {
            .fixtures(name: name) { () throws(ServerError) in Array(text.utf8) }
        }
    }

    /// Where the emulated systems answer. Port 0 takes a free one; ``Server/url`` tells which.
    public var listen = ListenAddress(host: "127.0.0.1", port: 0)
    /// Where the admin API answers; nil for nowhere.
    public var adminListen: ListenAddress?
    /// What callers of the admin API must show; nil leaves it open to whoever reaches it under a name of the loopback.
    public var adminToken: String?
    /// Certificate and key of the emulated systems' listener; nil for no TLS.
    public var tls: TLSFiles?
    /// The address that clients know the server by where requests do not show it, without a slash at its end.
    public var publicURL: String?
    /// Where the database is.
    public var location = Location.temporary
    /// What an empty store begins with.
    public var world = World.demo
    /// How SOAP is answered.
    public var profile = Profile.asmx
    /// What a password's hash costs.
    public var passwordCost = PasswordCost.light
    /// What hashes passwords in the place of the product's own hasher; nil for that one. For tests that look on.
    package var hasher: (any PasswordHasher)?
    /// How the emulated systems are set up.
    public var settings = EmulatorSettings()
    /// How guessers are slowed down.
    public var throttle = ThrottleRules.standard
    /// Where the time comes from. Tests give a `ManualClock` and move it.
    public var clock: any WallClock = SystemClock()
    /// Where randomness comes from.
    public var random: any RandomSource = SystemRandomSource()

    /// Whether what it serves is there for more than a passing test on this machine.
    var isForOthers: Bool { location != .temporary || !listen.isLoopback }

    /// The demo world in a temporary place, on a free port of the loopback, without an admin API.
    public init() {}
}
