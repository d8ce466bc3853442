import Glibc

/// The number of connections that the process's limit on open descriptors allows.
struct Descriptors {
    /// The number of descriptors reserved for everything that is not a connection of a server: database files, logs,
    /// listeners.
    static let reserve = 64
    /// The number of descriptors for each serving thread: its event set, the descriptor with which the library wakes
    /// it, and the pair of sockets with which ``Waker`` does.
    static let perThread = 4
    /// The smallest number of clients. With room for fewer, a server does not start. A browser alone opens six
    /// connections.
    static let fewest = 8

    /// The number of descriptors that the process may open.
    let limit: Int

    /// Returns the number of connections there is room for, at most the number wanted. Throws if there are fewer than
    /// ``fewest``.
    ///
    /// - Parameters:
    ///   - wanted: The number of connections wanted.
    ///   - threads: The number of serving threads.
    ///   - elsewhere: The number of descriptors that other servers of the process may use.
    func room(for wanted: Int, threads: Int, elsewhere: Int = 0) throws(HTTPServerError) -> Int {
        let needed = Self.reserve + threads * Self.perThread + elsewhere + Self.fewest
        guard limit >= needed else { throw .tooFewDescriptors(limit: limit, needed: needed) }
        return min(max(1, wanted), limit - needed + Self.fewest)
    }

    /// Returns the number of connections that the process has room for with this configuration. Raises the limit as far
    /// as the process may. Throws if there is room for fewer than ``fewest``.
    static func room(for configuration: HTTPServerConfiguration) throws(HTTPServerError) -> Int {
        try Descriptors(limit: raiseLimit()).room(
            for: configuration.connectionLimit, threads: configuration.allServingThreads, elsewhere: configuration.descriptorsElsewhere)
    }

    /// Raises the limit as far as the process may, and returns it.
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
