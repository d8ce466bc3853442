import Glibc

/// What the process's limit on open descriptors leaves for connections.
struct Descriptors {
    /// How many are kept for what is no connection of the server: database files, logs, other listeners, refused clients that still send.
    static let reserve = 64
    /// What each serving thread takes: its set of events, the library's way to wake it, and ours, which is a pair.
    static let perThread = 4
    /// With room for fewer clients a server does not start. A browser alone opens six connections.
    static let fewest = 8

    /// How many descriptors the process may have open.
    let limit: Int

    /// How many connections there is room for, at most those wanted. Throws when they are too few to serve anybody.
    func room(for wanted: Int, threads: Int) throws(HTTPServerError) -> Int {
        let needed = Self.reserve + threads * Self.perThread + Self.fewest
        guard limit >= needed else { throw .tooFewDescriptors(limit: limit, needed: needed) }
        return min(max(1, wanted), limit - needed + Self.fewest)
    }

    /// Raises the limit as far as the process may, and gives it.
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
