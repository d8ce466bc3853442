/// What the listener of the emulated systems knows about its work at a moment.
public struct ServerFigures: Sendable {
    /// The number of open connections.
    public var connections: Int
    /// The number of calls that wait for a thread that hashes passwords.
    public var waitingForHashes: Int

    /// Creates figures from numbers.
    public init(connections: Int = 0, waitingForHashes: Int = 0) {
        self.connections = connections
        self.waitingForHashes = waitingForHashes
    }
}
