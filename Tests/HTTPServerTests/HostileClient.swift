import HTTP
import HTTPServer
import Synchronization
import TestSupport
import Testing

/// What a server made of bytes that were sent to it on one connection.
struct Outcome {
    /// The statuses of all answers on the connection.
    var statuses: [Int] = []
    /// Whether the server closed the connection.
    var isClosed = false
    /// The paths of the requests that ran.
    var paths: [String] = []
    /// Everything that came back.
    var text = ""
}

/// A request that must never run: it is sent behind every hostile one, on the same connection.
let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

/// Sends bytes, then a second request, and reads until the server closes.
func outcome(
    of bytes: some Sequence<UInt8>, followedBy second: String = smuggled,
    configuration: HTTPServerConfiguration = HTTPServerConfiguration(), within milliseconds: Int32 = 30_000
) throws -> Outcome {
    let log = PathLog()
    return try withLiveServer(
        answering: { request in
            log.append(request.path)
            return HTTPResponse(status: 200, text: "ran")
        }, configuration: configuration
    ) { server in
        let connection = try #require(RawConnection(port: server.port))
        connection.send(Array(bytes) + Array(second.utf8))
        var outcome = Outcome()
        if let text = connection.receiveAll(within: milliseconds) {
            outcome.isClosed = true
            outcome.text = text
        }
        outcome.statuses = outcome.text.split(separator: "HTTP/1.1 ").compactMap { Int($0.prefix(3)) }
        outcome.paths = log.all
        return outcome
    }
}

/// Sends a text.
func outcome(
    of text: String, followedBy second: String = smuggled, configuration: HTTPServerConfiguration = HTTPServerConfiguration()
) throws -> Outcome {
    try outcome(of: text.utf8, followedBy: second, configuration: configuration)
}

/// Expects one answer of this status, the connection closed, and nothing run.
func expectRefusal(
    _ status: Int, of bytes: some Sequence<UInt8>, configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let outcome = try outcome(of: bytes, configuration: configuration)
    #expect(outcome.statuses == [status], sourceLocation: sourceLocation)
    #expect(outcome.isClosed, sourceLocation: sourceLocation)
    #expect(outcome.paths == [], sourceLocation: sourceLocation)
}

/// Expects the same of a text.
func expectRefusal(
    _ status: Int, of text: String, configuration: HTTPServerConfiguration = HTTPServerConfiguration(),
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    try expectRefusal(status, of: text.utf8, configuration: configuration, sourceLocation: sourceLocation)
}

/// The paths of requests, in the order in which they ran.
final class PathLog: Sendable {
    private let paths = Mutex<[String]>([])

    var all: [String] { paths.withLock { $0 } }

    func append(_ path: String) {
        paths.withLock { $0.append(path) }
    }
}
