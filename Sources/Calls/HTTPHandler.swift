public import HTTP

/// The functions that a server calls before and after it has read a request's body.
public protocol HTTPHandler: Sendable {
    /// Checks the head of a request that announces a body. If this returns an answer, the request is refused before its
    /// body is read, and the connection is closed. The request's body is empty at this point.
    func refusal(ofHead request: HTTPRequest) -> HTTPResponse?

    /// Returns the refusal of a request whose body is larger than the server reads, in the form that clients of its
    /// address expect, or nil for a plain 413. The request is marked with `isTooLarge`, and the connection is
    /// closed. If this returns an answer, ``refused(_:with:)`` is not called.
    func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse?

    /// Answers a complete request. It must not block (see ``HTTPAnswer/later(for:busy:work:)``). It is called on a
    /// thread that serves connections. If the body is so large that reading it may take milliseconds, it is called on a
    /// thread for such work.
    func answer(_ request: HTTPRequest) -> HTTPAnswer

    /// Handles a request that the server answered itself: it refused its head or body, or had no room for it. `request`
    /// contains what was read of it, which is nothing if the head could not be read.
    func refused(_ request: HTTPRequest, with response: HTTPResponse)
}

extension HTTPHandler {
    /// Returns nil: no request is refused early.
    public func refusal(ofHead request: HTTPRequest) -> HTTPResponse? { nil }

    /// Returns nil: a large body is refused with 413.
    public func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse? { nil }

    /// Does nothing.
    public func refused(_ request: HTTPRequest, with response: HTTPResponse) {}
}

/// A handler that calls a closure.
public struct ClosureHandler: HTTPHandler {
    private let function: @Sendable (HTTPRequest) -> HTTPAnswer

    /// Creates a handler that answers every request with this closure.
    public init(_ function: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) {
        self.function = function
    }

    /// Calls the closure.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        function(request)
    }
}
