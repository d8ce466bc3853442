/// What an operation does that takes time: the kinds of work a server keeps apart.
///
/// An operation's cost follows from what its row says (see ``OperationFacts``). Which of a server's threads do such work is decided where the
/// server is put together, since it depends on the store.
public struct Cost: OptionSet, Hashable, Sendable {
    /// The kinds, one bit each.
    public let rawValue: UInt8

    /// A cost of these kinds.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Looks something up.
    public static let reads = Cost(rawValue: 1)
    /// Changes something that is kept.
    public static let writes = Cost(rawValue: 2)
    /// Hashes a password.
    public static let hashes = Cost(rawValue: 4)
    /// Looks through many records.
    public static let searches = Cost(rawValue: 8)
}
