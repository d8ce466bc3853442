import HTTP

/// Where a help page was asked for, for the addresses in its sample messages.
public struct PageAddress: Sendable {
    /// What stands in a request's Host field: host, and port where it is not the usual one.
    public let authority: String
    /// The page's path as the request had it, percent-encoded.
    public let path: String

    init(of request: HTTPRequest) {
        path = request.path
        let origin = request.url.dropLast(request.path.count)
        authority = origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? String(origin)
    }
}
