/// How large a request may be. What is over a limit is refused before it is kept, and the connection closes.
public struct HTTPLimits: Sendable {
    /// One line of a head, in bytes without its line end: 8 KiB, what Apache and nginx allow, so that a client which works with them works
    /// here. Over it: 414 for the request line, 431 for a field.
    public var lineBytes = 8 << 10

    /// How many fields a head may have: 100, more than any client sends and few enough to look through one by one. Over it: 431.
    public var fieldCount = 100

    /// A whole head, in bytes: 32 KiB, four lines of full length. Every connection owns this much memory, which is cleared for each request,
    /// so a larger limit costs time on all requests. Over it: 431.
    public var headBytes = 32 << 10

    /// A request's body, in bytes: 1 MiB, far more than any message of the emulated services; at most 16 MiB, since bodies are kept in memory.
    /// Over it: 413, before the body is read when its length was announced.
    public var bodyBytes: Int {
        get { body }
        set { body = min(max(newValue, 0), 16 << 20) }
    }

    /// How large a body may be whose request is answered on the thread that serves the connection, in bytes: 64 KiB, read within about 5 ms
    /// whatever it is. Those that are larger wait for a core of their own, so that quick requests do not wait for them.
    public var promptBodyBytes = 64 << 10

    /// All bodies that are being received at once, in bytes: 256 MiB, so that many clients with long bodies cannot use up the memory. Only what
    /// has come counts, not what was announced. Over it: 503.
    public var allBodiesBytes = 256 << 20

    private var body = 1 << 20

    /// The defaults.
    public init() {}
}
