import ASMX
import Calls
import HTTP
import HTTPServer
import Synchronization
import TestSupport
import Testing

/// The stage behind a real server: what a request comes to when its bytes go over a connection.
enum LiveStage {
    /// The server of the suite that runs.
    @TaskLocal static var server: HTTPServer?

    private struct Hosts {
        var next = 0
        var byNumber: [String: StageHost] = [:]
    }

    private static let hosts = Mutex(Hosts())

    struct NoAnswer: Error {}

    /// Sends a request to a fresh service and gives back what came of it. A field of the request tells the server which service is meant.
    static func ask(_ request: CaseRequest, _ settings: ServiceSettings) throws -> Observation {
        let host = StageHost(settings)
        let number = hosts.withLock { hosts in
            hosts.next += 1
            hosts.byNumber[String(hosts.next)] = host
            return String(hosts.next)
        }
        let isHead = request.method == "HEAD"
        guard let server, let connection = RawConnection(port: server.port) else { throw NoAnswer() }
        connection.send(request.bytes(with: "Stage-Number: \(number)"))
        guard let answer = connection.receiveAnswer(toHead: isHead) else { throw NoAnswer() }
        var response = HTTPResponse(status: answer.status, body: Array(answer.body.utf8))
        for line in answer.fields {
            guard let (name, value) = keyed(Substring(line)), let value = HTTPFieldValue(value) else { throw NoAnswer() }
            response.fields.append(name: name, value)
        }
        return Observation(response, ran: host.ran, refusals: host.refusals, isHead: isHead)
    }

    static let handler = ClosureHandler { request in
        guard let number = request.fields.first("Stage-Number"), let host = hosts.withLock({ $0.byNumber[number] }) else {
            return .now(HTTPResponse(status: 500, text: "The request names no stage."))
        }
        return Stage.answer(request, host)
    }
}

/// Keeps a server running around a suite.
struct ServingStages: SuiteTrait, TestScoping {
    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: LiveStage.handler)
        try await LiveStage.$server.withValue(server) { try await function() }
        _ = server.drain(within: .seconds(5))
    }
}

extension Trait where Self == ServingStages {
    /// Keeps a server running around a suite.
    static var servingStages: Self { ServingStages() }
}
