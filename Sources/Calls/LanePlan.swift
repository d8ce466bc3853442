public import Accounts
public import Operations

/// Decides which of a server's threads do which work. The store determines it, because the same work waits in one store
/// and not in another.
public enum LanePlan: Sendable {
    /// The store is in this process. A look-up takes microseconds and is answered at once.
    case embeddedStore
    /// The store is elsewhere. Every call to it waits.
    case remoteStore

    /// Creates the plan for a store, according to what it says about itself.
    public init(for store: any AccountStore) {
        self = store.isRemote ? .remoteStore : .embeddedStore
    }

    /// Returns what work of a cost waits for, or nil if it is done at once.
    ///
    /// - Parameters:
    ///   - cost: The kinds of work.
    ///   - hashing: The wait for a hash, with the account whose password is tried. It is evaluated only for work that
    ///     hashes, and only if the store is in this process.
    ///   - expected: The kinds of work if work that may hash is expected to need no hash. Nil if it needs one. It is evaluated only for work
    ///     that may hash, and only if the store is elsewhere.
    @inlinable
    public func wait(
        for cost: Cost, hashing: @autoclosure () -> HTTPWait, expected: @autoclosure () -> Cost? = nil
    ) -> HTTPWait? {
        if cost.contains(.hashes) {
            if self == .embeddedStore { return hashing() }
            return expected().flatMap { wait(for: $0, hashing: .hashing) } ?? .hashing
        }
        // Searches come before writes: a search that also writes takes as long as any search.
        if cost.contains(.searches) { return .searching }
        if cost.contains(.writes) { return .disk }
        switch self {
        case .embeddedStore: return nil
        case .remoteStore: return cost.isEmpty ? nil : .reading
        }
    }
}
