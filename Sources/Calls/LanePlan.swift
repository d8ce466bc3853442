public import Operations

/// Which of a server's threads do which work. It is chosen where the server is put together, since the same work waits in one store and not
/// in another.
public enum LanePlan: Sendable {
    /// The store is in this process: a look-up takes microseconds and is answered at once.
    case embeddedStore
    /// The store is elsewhere: whoever asks it anything waits.
    case remoteStore

    /// What work of a cost waits for; nil when it is done at once. `hashing` tells on whose account a password is tried, and is asked only
    /// where one is and where asking takes microseconds.
    @inlinable
    public func wait(for cost: Cost, hashing: @autoclosure () -> HTTPWait) -> HTTPWait? {
        if cost.contains(.hashes) { return self == .embeddedStore ? hashing() : .hashing }
        // Before writes: a search that writes a line besides takes as long as any.
        if cost.contains(.searches) { return .searching }
        if cost.contains(.writes) { return .disk }
        switch self {
        case .embeddedStore: return nil
        case .remoteStore: return cost.isEmpty ? nil : .disk
        }
    }
}
