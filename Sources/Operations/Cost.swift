/// The kinds of work in an operation that take time. A server keeps them apart.
///
/// The cost of an operation follows from its row (see ``OperationFacts``). Which of a server's threads do which work is
/// decided where the server is assembled, because it depends on the store.
public struct Cost: OptionSet, Hashable, Sendable {
    /// The kinds, one bit for each.
    public let rawValue: UInt8

    /// Creates a cost of these kinds.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Reads from the store.
    public static let reads = Cost(rawValue: 1)
    /// Changes the store.
    public static let writes = Cost(rawValue: 2)
    /// Hashes a password.
    public static let hashes = Cost(rawValue: 4)
    /// Searches many records.
    public static let searches = Cost(rawValue: 8)
}
