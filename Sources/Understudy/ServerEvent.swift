public import Emulator

/// Something that a server tells whoever runs it. None holds a secret.
public enum ServerEvent: Hashable, Sendable {
    /// The store has accounts, so that these fixtures were left aside.
    case fixturesNotLoaded(name: String)
    /// The store has no accounts, and nothing was to be loaded.
    case storeIsEmpty
    /// So many of the fixtures' passwords are hashed. Told once a second.
    case hashing(done: Int, of: Int)
    /// Fixtures with so many accounts are in the store.
    case fixturesLoaded(accounts: Int)
    /// The process may open so few files that fewer clients can be connected at once than the usual number.
    case roomForFewClients(Int, of: Int)
    /// Public passwords or tokens of the demo world are good here, and the store is durable or other machines can reach the server's address.
    case demoWorldIsOpen(isReachable: Bool, url: String)
    /// Settings that suit tests and not people's real data. Told of a durable store.
    case caution(Caution)
    /// A call was refused; the words say which, and why.
    case refused(String)
    /// Something of the server's own failed.
    case failed(String)
}

/// Takes what a server tells, from any thread.
public typealias ServerEvents = @Sendable (ServerEvent) -> Void
