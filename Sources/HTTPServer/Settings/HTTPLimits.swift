/// Limits on the size of a request. A request over a limit is refused before it is stored, and the connection is
/// closed.
public struct HTTPLimits: Sendable {
    /// The greatest length of one line of a head in bytes, without its line end. 8 KiB, the limit of Apache and nginx,
    /// so that clients that work with them work here. Over it: 414 for the request line, 431 for a field.
    public var lineBytes = 8 << 10

    /// The greatest number of fields in a head. 100: more than any client sends, and few enough to search one by one.
    /// Over it: 431.
    public var fieldCount = 100

    /// The greatest size of a whole head in bytes. 16 KiB, the limit of IIS, on which two of the emulated systems run. Every
    /// connection has this much memory, and it is cleared for each request, so a larger limit makes all requests slower.
    /// Over it: 431.
    public var headBytes = 16 << 10

    /// The greatest size of a request's body in bytes. 4 MiB, the default of ASP.NET. At most 64 MiB, because bodies are
    /// kept in memory. Over it: 413, or the handler's own refusal, before the body is read if its length was announced.
    public var bodyBytes: Int {
        get { body }
        set { body = min(max(newValue, 0), 64 << 20) }
    }

    /// The greatest size in bytes of a body that the connection's own thread processes. 64 KiB, which takes at most
    /// about 5 ms. Requests with larger bodies wait for another thread, so that quick requests do not wait for them.
    public var promptBodyBytes = 64 << 10

    /// The greatest size in bytes of all bodies being received at once. 256 MiB, so that many clients with long bodies
    /// cannot use up the memory. Only received bytes count, not announced ones. Over it: 503.
    public var allBodiesBytes = 256 << 20

    private var body = 4 << 20

    /// Creates the default limits.
    public init() {}
}
