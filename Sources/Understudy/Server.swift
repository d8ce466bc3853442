import Accounts
import Emulator

/// A server that stands in for the emulated systems, in this process.
///
/// It serves from the moment it is made until ``stop()``. Several can run at once; each has a store of its own. A test starts one on a free
/// port, calls it, and stops it:
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
/// With accounts of its own and a clock that it moves:
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
/// One server can serve many tests, each with a site of its own (``LiveWorld/addSite(named:fixtures:)``) under ``url`` and the site's name.
public final class Server: Sendable {
    /// The accounts, the service over them, and the sites.
    public let world: LiveWorld
    private let listeners: Listeners

    /// The address of the emulated systems' root, without a slash at its end: `http://127.0.0.1:8080`.
    public var url: String { listeners.url }
    /// The same of the admin API; nil where there is none.
    public var adminURL: String? { listeners.adminURL }

    /// Starts a server. When this returns, clients can connect.
    ///
    /// What can be found wrong without doing anything is found first: nothing is stored, and nobody can connect, unless all is in order.
    ///
    /// - Parameters:
    ///   - options: says what is wanted.
    ///   - events: takes what there is to tell, from any thread.
    ///   - opened: is called once the store is open, with what takes a temporary one away at once: for whoever ends the process before this
    ///     returns.
    public init(
        _ options: ServerOptions = ServerOptions(), events: @escaping ServerEvents = { _ in },
        opened: (_ abandon: @escaping @Sendable () -> Void) -> Void = { _ in }
    ) throws(ServerError) {
        // Before the store is opened and fixtures are loaded, which may take minutes.
        try Listeners.check(options)
        world = try LiveWorld(options, events: events, opened: opened)
        listeners = try Listeners(options, world, events: events)
        try tellOfPublicThings(options, events)
    }

    /// Stops: answers what is in flight, ends within ten seconds, and closes the store; a temporary one is gone afterwards. Returns false when
    /// something had to be cut off. A second call does nothing more and returns the same.
    @discardableResult
    public func stop() -> Bool {
        let isClean = listeners.drain()
        world.close()
        return isClean
    }

    deinit {
        stop()
    }

    /// Tells of what suits tests and does not go with a durable store or with callers on other machines.
    private func tellOfPublicThings(_ options: ServerOptions, _ events: ServerEvents) throws(ServerError) {
        if options.location != .temporary {
            for caution in world.settings.cautions(in: world.sites) { events(.caution(caution)) }
        }
        guard options.isForOthers else { return }
        var isOpen = world.broughtDemoWorld
        if !isOpen { isOpen = try ServerError.reading { () throws(StoreError) in try DemoWorld.isOpen(in: world.users, world.sites) } }
        if isOpen { events(.demoWorldIsOpen(isReachable: !options.listen.isLoopback, url: url)) }
    }
}
