import Calls
import HTTP
import HTTPServer
import TestSupport
import Testing

/// Returns a handler whose answer to `/slow` waits at the gate, in the lane of the disk. It answers anything else at once.
func slowHandler(_ gate: Gate) -> ClosureHandler {
    ClosureHandler { request in
        guard request.path == "/slow" else { return .now(HTTPResponse(status: 200, text: "quick")) }
        return .later(for: .disk, busy: { HTTPResponse(status: 503, text: "busy") }) {
            gate.wait()
            return HTTPResponse(status: 200, text: "slow")
        }
    }
}

/// Sends a GET request on a new connection.
func ask(_ target: String, _ server: HTTPServer) throws -> RawConnection {
    let connection = try #require(RawConnection(port: server.port))
    connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
    return connection
}
