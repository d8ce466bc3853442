/// One complete request, as a server passes it to the program.
public struct HTTPRequest: Sendable {
    /// The method as sent. Methods are case-sensitive (RFC 9110, section 9.1).
    public var method: String
    /// The path as sent, still percent-encoded, without the query.
    public var path: String
    /// The query as sent, still percent-encoded, without the question mark. Nil if there was no question mark.
    public var query: String?
    /// The header fields.
    public var fields: HTTPFields
    /// The body, decoded from its transfer coding. Empty if there was none.
    public var body: [UInt8]
    /// The address that the connection came from, without the port: `127.0.0.1`, `::1`.
    public var clientAddress: String
    /// Whether the connection is encrypted.
    public var isSecure: Bool

    /// Whether the request was refused because its body is larger than the server reads. It must not be done; ``body`` is
    /// empty or has a part.
    public var isTooLarge = false

    /// The scheme and authority under which clients reach the server, if they differ from those of the request, as
    /// behind a proxy: `https://api.example.org`.
    public var publicOrigin: String?

    /// Creates a request from its parts.
    public init(
        method: String, path: String, query: String? = nil, fields: HTTPFields = HTTPFields(), body: [UInt8] = [],
        clientAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.clientAddress = clientAddress
        self.isSecure = isSecure
    }

    /// The address this request was sent to, `http://host/path`, without the query. The host comes from the Host field,
    /// unless there is a public origin.
    public var url: String {
        (publicOrigin ?? "\(isSecure ? "https" : "http")://\(fields.first("Host") ?? "localhost")") + path
    }
}
