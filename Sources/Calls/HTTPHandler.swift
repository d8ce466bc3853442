public import HTTP

/// What a server asks before and after it has read a body.
public protocol HTTPHandler: Sendable {
    /// A look at the head of a request that announces a body: an answer here refuses it before the body is read, and the connection closes.
    /// The request's body is empty at this point.
    func refusal(ofHead request: HTTPRequest) -> HTTPResponse?

    /// Answers a whole request. Must not block (see ``HTTPAnswer/later(for:busy:work:)``). Called on a thread that serves connections, or, when
    /// the request's body is so large that reading it may take milliseconds, on one that does such work.
    func answer(_ request: HTTPRequest) -> HTTPAnswer

    /// Told of a request that the server answers by itself: one whose head or body it refuses, or that it has no room for. `request` is what was
    /// read of it; nothing, where the head could not be read.
    func refused(_ request: HTTPRequest, with response: HTTPResponse)
}

extension HTTPHandler {
    /// Refuses nothing early.
    public func refusal(ofHead request: HTTPRequest) -> HTTPResponse? { nil }

    /// Takes no notice.
    public func refused(_ request: HTTPRequest, with response: HTTPResponse) {}
}

/// A handler made of one function.
public struct ClosureHandler: HTTPHandler {
    private let function: @Sendable (HTTPRequest) -> HTTPAnswer

    /// Answers every request with this function.
    public init(_ function: @escaping @Sendable (HTTPRequest) -> HTTPAnswer) {
        self.function = function
    }

    /// Calls the function.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        function(request)
    }
}
