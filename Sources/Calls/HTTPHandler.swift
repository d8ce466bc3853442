public import HTTP

/// How a request is answered: at once, or by work that waits for something.
public enum HTTPAnswer: Sendable {
    /// The answer is here. Everything up to it took microseconds.
    case now(HTTPResponse)
    /// The answer needs work that waits for something. A server runs `work` once, on a thread that may block, while the connection is
    /// suspended; when it has no room for more such work it sends `busy` instead and the work never runs.
    case later(for: HTTPWait, busy: HTTPResponse, work: @Sendable () -> HTTPResponse)
}

/// What an answer waits for. A server keeps threads for each, so that many who wait long do not hold up those who wait briefly.
public enum HTTPWait: Sendable, CaseIterable {
    /// The disk, for milliseconds: the work writes, or reads much.
    case disk
    /// A core on which to hash a password, for as long as it takes to hash all those that came before. Such work may write, too.
    case hashing
}

/// What a server asks before and after it has read a body.
public protocol HTTPHandler: Sendable {
    /// A look at the head of a request that announces a body: an answer here refuses it before the body is read, and the connection closes.
    /// The request's body is empty at this point.
    func refusal(ofHead request: HTTPRequest) -> HTTPResponse?

    /// Answers a whole request. Called on a server's thread; must not block (see ``HTTPAnswer/later(for:busy:work:)``).
    func answer(_ request: HTTPRequest) -> HTTPAnswer
}

extension HTTPHandler {
    /// Refuses nothing early.
    public func refusal(ofHead request: HTTPRequest) -> HTTPResponse? { nil }
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
