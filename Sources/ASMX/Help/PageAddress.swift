import HTTP

/// The address at which a help page was requested. The sample messages use it.
public struct PageAddress: Sendable {
    /// The content of the request's Host field: the host, and the port unless it is the default.
    public let authority: String
    /// The page's path as in the request, percent-encoded.
    public let path: String

    /// Creates an address.
    public init(authority: String, path: String) {
        self.authority = authority
        self.path = path
    }

    init(of request: HTTPRequest) {
        path = request.path
        let origin = request.url.dropLast(request.path.count)
        authority = origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? String(origin)
    }
}
