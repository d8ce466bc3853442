/// How much is in a store.
public struct StoreSizes: Hashable, Sendable {
    /// The number up to which stores count exactly.
    public static let exact = 10_000

    /// The number of accounts.
    public var accounts: Int
    /// The number of sessions. Ended ones are among them until they are deleted.
    public var sessions: Int

    /// Creates sizes from numbers.
    public init(accounts: Int, sessions: Int) {
        self.accounts = accounts
        self.sessions = sessions
    }
}
