import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

/// The client sends what it is told and gives back what comes, and nothing else.
@Suite("Client")
struct HTTPClientTests {
    private let client = HTTPClient(timeout: .seconds(10))

    /// Answers with what was asked, one line for each part.
    private static let echo: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        let fields = request.fields.all.filter { $0.name != "Host" }.map { "\($0.name): \($0.value)\n" }.joined()
        let target = request.path + (request.query.map { "?\($0)" } ?? "")
        return HTTPResponse(status: 200, text: "\(request.method) \(target)\n\(fields)\(String(decoding: request.body, as: UTF8.self))")
    }

    private func echo(
        _ method: String, _ target: String = "/", fields: [(name: String, value: String)] = [], body: String = ""
    ) throws -> String {
        try withLiveServer(answering: Self.echo) { server in
            let request = HTTPClientRequest(url: server.url + target, method: method, fields: fields, body: Array(body.utf8))
            return String(decoding: try client.send(request).body, as: UTF8.self)
        }
    }

    @Test func sendsNoFieldThatWasNotAskedFor() throws {
        #expect(try echo("GET") == "GET /\n")
        #expect(try echo("POST", body: "A") == "POST /\nContent-Length: 1\nA")
    }

    @Test func sendsFieldsInOrderAsTheyAreWritten() throws {
        let fields = [
            (name: "x-b", value: "1"), (name: "X-A", value: ""), (name: "x-B", value: "2"), (name: "accept", value: "*/*"),
            (name: "User-agent", value: "u"), (name: "Expect", value: "nothing"), (name: "Cookie", value: "a=b"),
        ]
        #expect(try echo("GET", fields: fields) == "GET /\n" + fields.map { "\($0.name): \($0.value)\n" }.joined())
    }

    @Test func sendsTheHostItIsGiven() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.fields.all("Host").joined(separator: ",")) }) { server in
            let own = try client.send(HTTPClientRequest(url: server.url))
            #expect(String(decoding: own.body, as: UTF8.self) == "127.0.0.1:\(server.port)")
            let given = try client.send(HTTPClientRequest(url: server.url, fields: [("Host", "vendor.example")]))
            #expect(String(decoding: given.body, as: UTF8.self) == "vendor.example")
        }
    }

    @Test(arguments: ["/a/../b", "/./a//b", "/%41%2f", "/?", "/a?b=c%20d&&", "/a;b"])
    func sendsTheTargetAsItIsWritten(_ target: String) throws {
        #expect(try echo("GET", target) == "GET \(target)\n")
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func announcesAnEmptyBodyWhereOneBelongs(_ method: String) throws {
        #expect(try echo(method) == "\(method) /\nContent-Length: 0\n")
    }

    @Test(arguments: ["GET", "DELETE", "OPTIONS", "PROPFIND", "x-any"])
    func announcesNoBodyWhereNoneBelongs(_ method: String) throws {
        #expect(try echo(method) == "\(method) /\n")
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PROPFIND"])
    func sendsABodyWithAnyMethod(_ method: String) throws {
        let type = [(name: "Content-Type", value: "a/b")]
        #expect(try echo(method, fields: type, body: "x\0y") == "\(method) /\nContent-Type: a/b\nContent-Length: 3\nx\0y")
    }

    @Test func asksForAHead() throws {
        try withLiveServer(answering: { HTTPResponse(status: $0.method == "HEAD" ? 200 : 405, text: "12345") }) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url, method: "HEAD"))
            #expect(answer.status == 200)
            #expect(answer.fields.first("Content-Length") == "5")
            #expect(answer.body.isEmpty)
            // The handle is used again, as if nothing had been.
            let answer1 = try client.send(HTTPClientRequest(url: server.url))
            #expect(answer1.status == 405)
        }
    }

    @Test func givesRepeatedFieldsBackInOrder() throws {
        let handler: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            var response = HTTPResponse(status: 201)
            response.fields.append("X-B", "1")
            response.fields.append("X-A", "a: b")
            response.fields.append("x-b", "2")
            return response
        }
        try withLiveServer(answering: handler) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url))
            #expect(answer.status == 201)
            #expect(
                answer.fields.all.filter { $0.name.lowercased().hasPrefix("x-") }.map { "\($0.name)=\($0.value)" } == [
                    "X-B=1", "X-A=a: b", "x-b=2",
                ])
        }
    }

    @Test func followsNoRedirect() throws {
        let handler: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            var response = HTTPResponse(status: 302)
            response.fields.append("Location", "/elsewhere")
            return response
        }
        try withLiveServer(answering: handler) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url))
            #expect(answer.status == 302)
            #expect(answer.fields.first("Location") == "/elsewhere")
        }
    }

    @Test func keepsNoCookie() throws {
        let handler: @Sendable (HTTPRequest) -> HTTPResponse = { request in
            var response = HTTPResponse(status: 200, text: request.fields.first("Cookie") ?? "none")
            response.fields.append("Set-Cookie", "a=1; Path=/")
            return response
        }
        try withLiveServer(answering: handler) { server in
            for _ in 1...2 {
                let answer2 = try client.send(HTTPClientRequest(url: server.url))
                #expect(answer2.body == Array("none".utf8))
            }
        }
    }

    @Test func decodesNoContent() throws {
        let handler: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            var response = HTTPResponse(status: 200, contentType: "a/b", body: [1, 2, 3])
            response.fields.append("Content-Encoding", "gzip")
            return response
        }
        try withLiveServer(answering: handler) { server in
            let answer3 = try client.send(HTTPClientRequest(url: server.url))
            #expect(answer3.body == [1, 2, 3])
        }
    }

    @Test func servesSeveralThreadsAtOnce() throws {
        try withLiveServer(answering: Self.echo) { server in
            let url = server.url
            let client = client
            let threads = (1...8).map { thread in
                Background {
                    (1...25).allSatisfy { number in
                        let request = HTTPClientRequest(url: "\(url)/\(thread)/\(number)")
                        return (try? client.send(request))?.body == Array("GET /\(thread)/\(number)\n".utf8)
                    }
                }
            }
            for thread in threads { #expect(thread.value == true) }
        }
    }
}
