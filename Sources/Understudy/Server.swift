import Accounts
import Emulator
public import HTTPServer

/// A server that stands in for the emulated systems, in this process.
///
/// It serves from its creation until ``stop()``. Several can run at once, each with its own store. A test starts one on
/// a free port, calls it, and stops it:
///
/// ```swift
/// import Testing
/// import Understudy
///
/// @Test func ourClientChangesAPassword() throws {
///     let server = try Server()
///     defer { server.stop() }
///     let client = OurClient(address: server.url + "/xweb/secure/netForumXML.asmx")
///     #expect(try client.changePassword(ofRecord: "82457", from: "123", to: "12345678"))
/// }
/// ```
///
/// A test with its own accounts and a clock that it moves:
///
/// ```swift
/// import Accounts
///
/// let clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))
/// var options = ServerOptions()
/// options.clock = clock
/// options.world = .fixtures(#"{"accounts": [{"password": "First-1", "archer": {"user_id": 5, "user_name": "ann"}}]}"#)
/// let server = try Server(options)
/// clock.advance(by: .seconds(600))
/// ```
///
/// One server can serve many tests, each with its own site (``LiveWorld/addSite(named:fixtures:)``) under ``url`` and the
/// site's name.
public final class Server: Sendable {
    /// The accounts, their service, and the sites.
    public let world: LiveWorld
    private let listeners: Listeners

    /// The address of the emulated systems' root, without a slash at its end: `http://127.0.0.1:8080`.
    public var url: String { listeners.url }
    /// The address of the emulated systems' root at the further listener with TLS: `https://127.0.0.1:8443`. Nil if there is
    /// none; see ``ServerOptions/tlsListen``.
    public var tlsURL: String? { listeners.tlsURL }
    /// The address of the admin API's root. Nil if there is none.
    public var adminURL: String? { listeners.adminURL }

    /// Starts a server. When this returns, clients can connect.
    ///
    /// Everything that can be checked without side effects is checked first. Nothing is stored, and nobody can connect,
    /// unless everything is valid.
    ///
    /// - Parameters:
    ///   - options: The options.
    ///   - events: Receives the events, from any thread.
    ///   - opened: Called once the store is open, with a function that deletes a temporary store at once. Use it to end the
    ///     process before this returns.
    public init(
        _ options: ServerOptions = ServerOptions(), events: @escaping ServerEvents = { _ in },
        opened: (_ abandon: @escaping @Sendable () -> Void) -> Void = { _ in }
    ) throws(ServerError) {
        // This comes before opening the store and loading fixtures, which may take minutes.
        try Listeners.check(options)
        world = try LiveWorld(options, events: events, opened: opened)
        listeners = try Listeners(options, world, events: events)
        try tellOfPublicThings(options, events)
    }

    /// Shows another certificate to clients that connect from now on. Open connections keep theirs. Throws if the certificate or the key is
    /// not usable; the earlier ones then stay in use. A server that was started without TLS stays without.
    public func replaceTLS(_ files: TLSFiles) throws(ServerError) {
        try listeners.replaceTLS(files)
    }

    /// Replaces the token that callers of the admin API must send. The earlier one no longer counts. An API that was started without a token
    /// stays without.
    public func replaceAdminToken(_ token: String) {
        listeners.replaceAdminToken(token)
    }

    /// Stops the server. It answers current requests, ends within ten seconds, and closes the store. A temporary store is
    /// deleted. Returns false if something had to be cut off. A second call does nothing and returns the same result.
    @discardableResult
    public func stop() -> Bool {
        let isClean = listeners.drain()
        world.close()
        return isClean
    }

    deinit {
        stop()
    }

    private static let testControlsAreOn = Caution(
        "test controls are on: one call of the admin API can reset, replace or delete all accounts that are kept",
        advice: "leave out --test-controls on, unless these accounts are for tests")

    /// Reports settings that suit tests but neither a durable store nor callers on other machines.
    private func tellOfPublicThings(_ options: ServerOptions, _ events: ServerEvents) throws(ServerError) {
        if options.location != .temporary {
            if options.allowsTestControls { events(.caution(Self.testControlsAreOn)) }
            for caution in world.settings.cautions(in: world.sites) { events(.caution(caution)) }
        }
        guard options.isForOthers else { return }
        let access = try ServerError.reading { () throws(StoreError) in try DemoWorld.access(in: world.users, world.sites) }
        if let access { events(.demoWorldIsOpen(access, isReachable: options.isReachable, url: url)) }
    }
}
