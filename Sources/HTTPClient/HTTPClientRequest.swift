/// One request to send.
public struct HTTPClientRequest: Sendable {
    /// The whole address, `http://host:port/path?query`. Path and query are sent as they are written here.
    public var url: String
    /// The method, sent as it is written.
    public var method: String
    /// The fields, sent in this order. Host (in front) and Content-Length (behind) are added where they are missing; nothing else is.
    public var fields: [(name: String, value: String)]
    /// The body. Without one, POST, PUT and PATCH announce a length of 0 and other methods none. HEAD cannot have one.
    public var body: [UInt8]

    /// A request made of its parts.
    public init(url: String, method: String = "GET", fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.url = url
        self.method = method
        self.fields = fields
        self.body = body
    }
}
