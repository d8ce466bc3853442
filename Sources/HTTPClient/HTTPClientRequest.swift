/// One request to send.
public struct HTTPClientRequest: Sendable {
    /// The whole address, `http://host:port/path?query`. Path and query are sent as written.
    public var url: String
    /// The method, sent as written.
    public var method: String
    /// The fields, sent in this order. If they are missing, Host is added in front and Content-Length at the end.
    /// Nothing else is added.
    public var fields: [(name: String, value: String)]
    /// The body. If it is empty, POST, PUT and PATCH send a Content-Length of 0 and other methods send none. HEAD
    /// cannot have a body.
    public var body: [UInt8]

    /// Creates a request from its parts.
    public init(url: String, method: String = "GET", fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.url = url
        self.method = method
        self.fields = fields
        self.body = body
    }
}
