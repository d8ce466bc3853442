import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

@Suite("HTTPClient")
struct HTTPClientTests {
    private let client = HTTPClient(timeout: .seconds(10))

    @Test func sendsNoFieldThatWasNotAskedFor() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.fields.all.map(\.name).joined(separator: " ")) }) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url, method: "POST", body: [65]))
            #expect(String(decoding: answer.body, as: UTF8.self) == "Host Content-Length")
        }
    }
}
