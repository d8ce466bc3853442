public import Operations

/// Which of a server's threads do which work. It is chosen where the server is put together, since the same work waits in one store and not
/// in another.
public enum LanePlan: Sendable {
    /// The store is in this process: a look-up takes microseconds and is answered at once.
    case embeddedStore
    /// The store is elsewhere: whoever asks it anything waits.
    case remoteStore

    /// What work of a cost waits for; nil when it is done at once.
    @inlinable
    public func wait(for cost: Cost) -> HTTPWait? {
        if cost.contains(.hashes) { return .hashing }
        if cost.contains(.writes) { return .disk }
        if cost.contains(.searches) { return .searching }
        switch self {
        case .embeddedStore: return nil
        case .remoteStore: return cost.isEmpty ? nil : .disk
        }
    }
}
