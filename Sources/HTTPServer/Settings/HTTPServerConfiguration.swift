import Calls
import Glibc
public import HTTP

/// The configuration of a server.
public struct HTTPServerConfiguration: Sendable {
    /// The address to listen on: an IPv4 or IPv6 address, with or without brackets, or a name. `0.0.0.0` and `::` mean
    /// every interface. The default is the loopback address, so that nothing is reachable from elsewhere by accident.
    public var host = "127.0.0.1"

    /// The port. With 0 the system chooses a free one; see ``HTTPServer/port``.
    public var port: UInt16 = 0

    /// A socket that already listens at the address, such as one from a service manager. The server closes it at its end. Nil to open one.
    public var socket: Int32?

    /// The number of threads that serve connections: one for each core, but at least two, because libmicrohttpd 0.9.75
    /// with one thread stalls when 128 connections are ready at once. More threads than cores would only add switching:
    /// work that waits belongs to the lanes.
    public var threads = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// The certificate and key. Nil means plain HTTP.
    public var tls: TLSFiles?

    /// A further address, with TLS. Nil for none. Both addresses lead to one handler and share all limits.
    public var secured: SecuredAddress?

    /// The proxies that say for which client they send a request. Requests then come from those clients: their
    /// `clientAddress` is that of the client, and clients share the threads fairly. None by default.
    public var trustedProxies = TrustedProxies([])

    /// The limits on requests.
    public var limits = HTTPLimits()

    /// How long clients may take.
    public var deadlines = HTTPDeadlines()

    /// The lane for work that waits for the disk: 64 threads. They wait most of the time, and writes that wait together
    /// are committed together.
    public var disk = LaneLimits(threads: 64, queue: 1024)

    /// The lane for look-ups in a store that is elsewhere: one job for each core, and as many more as wait for an answer. Nobody waits
    /// longer than 5 s.
    public var reading = LaneLimits(
        threads: 64, concurrent: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: 1024, wait: .seconds(5))

    /// The lane for searches: two threads at a lower priority, so that many costly searches take neither the cores nor
    /// the store away from other calls. A search waits at most 30 s.
    public var searching = LaneLimits(threads: 2, queue: 256, wait: .seconds(30), niceness: 5)

    /// The lane for work that needs only a core for a few milliseconds, such as reading large messages and creating
    /// pages. It has a thread for each core at a lower priority, so that such work never delays quick answers. Nobody
    /// waits longer than 10 s, in which one core does several hundred jobs.
    public var computing = LaneLimits(
        threads: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: 256, wait: .seconds(10), niceness: 5)

    /// The lane for hashing passwords: one job for each core, and as many that have hashed and wait for the disk. Nobody
    /// waits longer than 2 s; after that, a client should rather try again. In that time two cores compute about a
    /// hundred hashes.
    public var hashing = LaneLimits(
        threads: 2 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), concurrent: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: 1024,
        wait: .seconds(2), niceness: 5)

    /// The number of connections that may be open at once: 8,192. Each costs about 64 KiB when used. The process's
    /// limit on open files lowers the number, see ``HTTPServer/connectionLimit``. At the limit, a new client waits
    /// until one closes, and the connection that has been idle longest is closed for it.
    public var connectionLimit = 8192

    /// The number of descriptors that other servers of the process may use: the sum of their ``descriptorCount``. This
    /// server leaves them free. 0 by default.
    public var descriptorsElsewhere = 0

    /// The number of descriptors that a server with this configuration may use for its threads and its connections.
    public var descriptorCount: Int { Descriptors.perThread * allServingThreads + max(1, min(connectionLimit, 1 << 20)) }

    /// The number of serving threads: at least two, see ``threads``, and at most as many as any machine has cores.
    var servingThreads: Int { min(max(2, threads), 256) }

    /// The number of serving threads of all addresses. Each address has its own.
    var allServingThreads: Int { servingThreads * (secured == nil ? 1 : 2) }

    /// Creates the default configuration.
    public init() {}

    /// Creates the default configuration with this address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// An address to listen on with TLS.
public struct SecuredAddress: Sendable {
    /// The host, as in ``HTTPServerConfiguration/host``.
    public var host: String
    /// The port, as in ``HTTPServerConfiguration/port``.
    public var port: UInt16
    /// A socket that already listens there, as in ``HTTPServerConfiguration/socket``.
    public var socket: Int32?
    /// The certificate and key.
    public var tls: TLSFiles

    /// Creates an address from its parts.
    public init(host: String, port: UInt16, tls: TLSFiles) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

/// A certificate and its key, as the bytes of PEM files.
public struct TLSFiles: Sendable {
    /// The server's certificate, followed by those of its issuers.
    public var certificate: [UInt8]
    /// The key, without a password.
    public var key: [UInt8]

    /// Creates a pair of certificate and key.
    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}
