import CMicroHTTPD
import Glibc
import Synchronization

/// One address of a server: its socket, the thread that accepts its clients, and the library that serves them.
///
/// Everything else is shared by all addresses of a server: the limits, the connections and the lanes.
final class Entrance: Sendable {
    /// The address of the server's root here, without a slash at the end.
    let url: String
    /// The port it listens on.
    let port: UInt16
    let waker: Waker
    private let reception: Reception
    private let daemon: Daemon
    private let acceptor: Acceptor

    /// Listens, but accepts nobody before ``open()``.
    init(host: String, port: UInt16, socket: Int32?, tls: TLSFiles?, core: ServerCore) throws(HTTPServerError) {
        let listener = if let socket { try Listener(open: socket) } else { try Listener(host: host, port: port) }
        self.port = listener.port
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        url = "\(tls == nil ? "http" : "https")://\(shown):\(listener.port)"
        waker = try Waker(threads: core.threads)
        reception = Reception(core: core, isSecure: tls != nil, waker: waker)
        daemon = try Daemon(reception: reception, tls: tls)
        waker.join(daemon.add)
        acceptor = try Acceptor(listener: listener, core: core)
    }

    /// Begins to accept clients.
    func open() throws(HTTPServerError) {
        try acceptor.start(daemon)
    }

    /// Shows this certificate to clients that connect from now on, if the address has TLS.
    func replace(_ credentials: TLSCredentials) {
        reception.replace(credentials)
    }

    /// Accepts the clients that have already connected and no others.
    func close() {
        acceptor.finish()
    }

    /// Stops the library; see ``Daemon/stop()``.
    func stop() {
        daemon.stop()
    }

    /// Lets the library run until the process ends; see ``Daemon/abandon()``.
    func abandon() {
        daemon.abandon()
    }
}

/// Receives the connections of one address of a server.
final class Reception: Sendable {
    let core: ServerCore
    private let isSecure: Bool
    private let waker: Waker
    /// The certificate for further clients. Nil for the one that the library was started with.
    private let credentials = Mutex<TLSCredentials?>(nil)

    init(core: ServerCore, isSecure: Bool, waker: Waker) {
        self.core = core
        self.isSecure = isSecure
        self.waker = waker
    }

    /// Uses a certificate for clients that connect from now on, if this address has TLS.
    func replace(_ new: TLSCredentials) {
        if isSecure { credentials.withLock { $0 = new } }
    }

    /// Creates the connection of a client that has connected.
    func open(_ handle: OpaquePointer) -> Connection {
        let socket = understudy_mhd_socket(handle)
        let connection = Connection(
            handle, socket: socket, peer: SocketAddress.peer(of: socket).text, isSecure: isSecure, core: core)
        if isSecure, let credentials = credentials.withLock({ $0 }) {
            credentials.use(for: handle)
            connection.credentials = credentials
        }
        ServingThread.begin(connection)
        if !waker.owns(socket) { core.table.insert(connection) }
        return connection
    }

    /// Handles a connection that is about to be closed.
    func close(_ connection: Connection) {
        ServingThread.end(connection)
        core.table.remove(connection)
        if connection.mayStillSend, !waker.owns(connection.socket) { core.lingering.keep(connection.socket) }
    }
}
