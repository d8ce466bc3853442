public import Emulator

/// Something that a server reports to the program that runs it. It never contains a secret.
public enum ServerEvent: Hashable, Sendable {
    /// The store was emptied, because a file with this path marked that fixtures were being loaded into it when their
    /// process ended.
    case storeEmptied(mark: String)
    /// The store has accounts, so these fixtures were not loaded.
    case fixturesNotLoaded(name: String)
    /// The store has no accounts, and there was nothing to load.
    case storeIsEmpty
    /// This many passwords of the fixtures are hashed. Reported once a second.
    case hashing(done: Int, of: Int)
    /// Fixtures with this many accounts are in the store.
    case fixturesLoaded(accounts: Int)
    /// The process may open so few files that fewer clients than usual can be connected at once.
    case roomForFewClients(Int, of: Int)
    /// Accounts with public passwords of the demo world were loaded into the store, or a public token is valid, and the
    /// store is durable or other machines can reach the server's address.
    case demoWorldIsOpen(DemoWorld.Access, isReachable: Bool, url: String)
    /// A setting that suits tests but not people's real data. Reported for a durable store.
    case caution(Caution)
    /// A call was answered. The text is a JSON object with what was called and how it ended.
    case answered(String)
    /// A call was refused. The text says which one and why.
    case refused(String)
    /// An internal failure.
    case failed(String)
}

/// Receives a server's events, from any thread.
public typealias ServerEvents = @Sendable (ServerEvent) -> Void
