public import Calls
public import HTTP
public import HTTPServer

/// Runs a server on a free port of the loopback interface for as long as `body` does.
public func withLiveServer<Result>(
    _ handler: any HTTPHandler, configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
    _ body: (HTTPServer) throws -> Result
) throws -> Result {
    let server = try HTTPServer(configuration: configuration, handler: handler)
    defer { _ = server.drain(within: .seconds(5)) }
    return try body(server)
}

/// The same with a function that answers at once.
public func withLiveServer<Result>(
    answering function: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
    configuration: HTTPServerConfiguration = HTTPServerConfiguration(), _ body: (HTTPServer) throws -> Result
) throws -> Result {
    try withLiveServer(ClosureHandler { .now(function($0)) }, configuration: configuration, body)
}
