/// One request, read whole: what a server hands to the program.
public struct HTTPRequest: Sendable {
    /// The method as sent; methods are case-sensitive (RFC 9110, section 9.1).
    public var method: String
    /// The path as sent, still percent-encoded, without the query.
    public var path: String
    /// The query as sent, still percent-encoded, without the question mark; nil when there was no question mark.
    public var query: String?
    /// The header fields.
    public var fields: HTTPFields
    /// The body, decoded from its transfer coding; empty when there was none.
    public var body: [UInt8]
    /// The address the connection came from, without the port: `127.0.0.1`, `::1`.
    public var clientAddress: String
    /// Whether the connection is encrypted.
    public var isSecure: Bool

    /// Scheme and authority under which clients reach the server where they differ from what the request shows, as behind a proxy:
    /// `https://api.example.org`.
    public var publicOrigin: String?

    /// A request made of its parts.
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

    /// The address this request was sent to, `http://host/path`, from its Host field unless there is a public origin; without the query.
    public var url: String {
        (publicOrigin ?? "\(isSecure ? "https" : "http")://\(fields.first("Host") ?? "localhost")") + path
    }
}
