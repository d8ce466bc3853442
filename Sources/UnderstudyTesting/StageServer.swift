import Dispatch
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import JSON
import Understudy

/// The server of the process, and calls of its admin API.
struct StageServer: Sendable {
    let adminURL: String
    private let token: String?
    /// The server waits for half a minute at most.
    private let client = HTTPClient(timeout: .seconds(45))

    private static let start = Result<StageServer, StageError> { () throws(StageError) in try StageServer() }

    /// Returns the server of the process, which the first call starts.
    static func shared() throws(StageError) -> StageServer { try start.get() }

    private init() throws(StageError) {
        let environment = ProcessInfo.processInfo.environment
        token = environment["UNDERSTUDY_ADMIN_TOKEN"]
        if let url = environment["UNDERSTUDY_ADMIN_URL"] {
            adminURL = url.hasSuffix("/") ? String(url.dropLast()) : url
        } else {
            adminURL = try Self.serve(token: token)
        }
    }

    /// Starts a server that ends with the process, and returns the address of its admin API.
    private static func serve(token: String?) throws(StageError) -> String {
        // A client that goes away must not end the process.
        signal(SIGPIPE, SIG_IGN)
        var options = ServerOptions()
        options.adminListen = ListenAddress(host: "127.0.0.1", port: 0)
        options.adminToken = token
        // A test whose site is not there must not reach another one.
        options.refusesUnknownPrefixes = true
        do throws(ServerError) {
            let server = try Server(options)
            started = server
            atexit { StageServer.started?.stop() }
            return server.adminURL ?? ""
        } catch {
            throw .noServer("\(error)")
        }
    }

    /// The server that this process has started. It is set once, before anybody reads it.
    nonisolated(unsafe) private static var started: Server?

    /// Sends a request to the admin API and returns its answer of any status.
    func answer(_ method: String, _ path: String, _ body: JSON? = nil) async throws(StageError) -> (status: Int, value: JSON) {
        var request = HTTPClientRequest(url: adminURL + path, method: method)
        if let body {
            request.fields = [("Content-Type", "application/json")]
            request.body = body.bytes
        }
        if let token { request.fields.append(("Authorization", "Bearer \(token)")) }
        // The client waits for the answer, and so must not have a thread of the tests.
        let sent = await withCheckedContinuation { (continuation: CheckedContinuation<Result<HTTPResponse, HTTPClientError>, Never>) in
            DispatchQueue.global().async { [request] in
                continuation.resume(returning: Result { () throws(HTTPClientError) in try client.send(request) })
            }
        }
        do {
            let response = try sent.get()
            return (response.status, response.body.isEmpty ? .null : try JSON.parse(response.body, limits: .ownFile))
        } catch {
            throw .noServer("\(error)")
        }
    }

    /// Sends a request to the admin API and returns its answer, which must be one of success.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: JSON? = nil) async throws(StageError) -> JSON {
        let (status, value) = try await answer(method, path, body)
        guard (200...299).contains(status) else { throw .refused(status: status, text: Self.message(of: value)) }
        return value
    }

    /// Returns the text of an error, and where the value is that it is about.
    static func message(of value: JSON) -> String {
        let text = value["error"]?["message"]?.string ?? "an answer that is no error of the admin API"
        return value["error"]?["at"]?.string.map { "\($0): \(text)" } ?? text
    }
}
