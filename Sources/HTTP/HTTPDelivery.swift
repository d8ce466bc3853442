/// How a server sends a response in another way than whole and at once. Tests use it to meet their client with a bad network.
public final class HTTPDelivery: Sendable {
    /// What the client gets instead of an answer.
    public enum Ending: Hashable, Sendable {
        /// The connection is closed.
        case close
        /// The connection is reset. The client learns of it at once, as of a server that has crashed.
        case reset
        /// Nothing comes, for this long. The connection is then closed.
        case hang(Duration)
    }

    /// How much of the response is sent.
    public enum Extent: Hashable, Sendable {
        /// All of it.
        case whole
        /// The head and the first bytes of the body. The connection is then closed, although the head announces all of it.
        case first(Int)
        /// Nothing.
        case nothing(Ending)
    }

    /// How long the response is held before its first byte is sent.
    public let delay: Duration
    /// How much of it is sent.
    public let extent: Extent
    /// The rate at which the body is sent. Nil for as fast as the client takes it.
    public let bytesPerSecond: Int?

    /// The body, if it comes in pieces. That of the response is not sent then.
    public let source: (any HTTPBodySource)?

    /// Creates a way to send a response whose body comes in pieces.
    public init(source: any HTTPBodySource) {
        delay = .zero
        extent = .whole
        bytesPerSecond = nil
        self.source = source
    }

    /// Creates a way to send a response. A rate is at least 1.
    public init(delay: Duration = .zero, extent: Extent = .whole, bytesPerSecond: Int? = nil) {
        self.delay = delay
        self.extent = extent
        self.bytesPerSecond = bytesPerSecond.map { max(1, $0) }
        source = nil
    }
}
