/// One complete response.
///
/// The server adds Date, Content-Length and Connection.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields, without those the server adds.
    public var fields: HTTPFields
    /// The body.
    public var body: [UInt8] {
        get { sharedBody.map { Array($0.buffer) } ?? ownBody }
        set {
            ownBody = newValue
            sharedBody = nil
        }
    }
    private var ownBody: [UInt8]
    /// The body, if this response is sent many times; see ``shareBody()``.
    public private(set) var sharedBody: SharedBytes?
    /// Whether the server closes the connection after this response.
    public var closesConnection: Bool
    /// How the response is sent, if not whole and at once.
    public var delivery: HTTPDelivery?

    /// Creates a response from its parts.
    public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = [], closesConnection: Bool = false) {
        self.status = status
        self.fields = fields
        ownBody = body
        self.closesConnection = closesConnection
    }

    /// Makes all copies of this response share their body, including those being sent. A thousand slow readers of one
    /// page then cost the memory of one.
    public mutating func shareBody() {
        if sharedBody == nil { sharedBody = SharedBytes(ownBody) }
        ownBody = []
    }

    /// Creates a response with a body of this media type.
    public init(status: Int, contentType: HTTPFieldValue, body: [UInt8]) {
        // Most answers have no more fields. Growing step by step would take a thousand instructions.
        self.init(status: status, fields: HTTPFields(capacity: 4, bytes: 128), body: body)
        fields.append("Content-Type", contentType)
    }

    /// Creates a response with a short message in plain text.
    public init(status: Int, text: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}
