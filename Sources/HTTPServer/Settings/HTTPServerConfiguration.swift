import Calls
import Glibc

/// What a server is started with.
public struct HTTPServerConfiguration: Sendable {
    /// The address to listen on: an IPv4 or IPv6 address, with or without brackets, or a name; `0.0.0.0` and `::` mean every interface.
    /// Loopback unless told otherwise, so that nothing is open to others by accident.
    public var host = "127.0.0.1"

    /// The port; 0 takes a free one, which ``HTTPServer/port`` tells.
    public var port: UInt16 = 0

    /// How many threads serve connections: one for each core, and never fewer than two (libmicrohttpd 0.9.75 with one stalls at 128
    /// connections that are ready at once). More than there are cores only adds switching: work that waits belongs to the lane.
    public var threads = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Certificate and key; nil serves plain HTTP.
    public var tls: TLSFiles?

    /// How large requests may be.
    public var limits = HTTPLimits()

    /// How long clients may take.
    public var deadlines = HTTPDeadlines()

    /// Work that waits for the disk: 64 threads. They wait most of the time, and writes that wait together are committed together.
    public var disk = LaneLimits(threads: 64, queue: 1024)

    /// Searches: two threads at a lower priority, so that many costly ones take neither the cores nor the store away from other calls. A search
    /// waits 30 s at most.
    public var searching = LaneLimits(threads: 2, queue: 256, wait: .seconds(30), niceness: 5)

    /// Work that needs nothing but a core for some milliseconds: large messages to read, pages to make. A thread for each core, at a lower
    /// priority, so that no number of them holds up quick answers. Nobody waits longer than 10 s, in which one core does some hundred.
    public var computing = LaneLimits(
        threads: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: 256, wait: .seconds(10), niceness: 5)

    /// Work that hashes passwords: two threads for each core, since the hasher keeps each core busy with one while the other waits for the disk.
    /// Nobody waits longer than 2 s: after that a client is better told to come again. In that time two cores do some hundred hashes.
    public var hashing = LaneLimits(
        threads: 2 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), queue: 1024, wait: .seconds(2), niceness: 5)

    /// How many connections may be open at once: 8,192. Each costs about 64 KiB when it is used. The process's limit on open files
    /// lowers it, see ``HTTPServer/connectionLimit``. A new client then waits until one closes, and the one that has rested longest is closed for it.
    public var connectionLimit = 8192

    /// The defaults.
    public init() {}

    /// The defaults on this address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// A certificate and its key, both as the bytes of PEM files.
public struct TLSFiles: Sendable {
    /// The server's certificate, followed by those of its issuers.
    public var certificate: [UInt8]
    /// The key, without a password.
    public var key: [UInt8]

    /// Certificate and key.
    public init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}
