import Accounts
import HTTP
import HTTPClient
import HTTPServer
import Testing
import Understudy

/// What a test of somebody else's does.
@Suite("A server in the test's own process")
struct ServerTests {
    private func send(_ request: HTTPClientRequest) throws(HTTPClientError) -> HTTPResponse {
        try HTTPClient(timeout: .seconds(30), verifiesTLS: false).send(request)
    }

    private func get(_ url: String) throws(HTTPClientError) -> HTTPResponse { try send(HTTPClientRequest(url: url)) }

    /// What an Archer operation answers to a form.
    private func post(_ form: String, to operation: String, at server: Server) throws -> HTTPResponse {
        let fields = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        return try send(HTTPClientRequest(url: "\(server.url)/ws/\(operation)", method: "POST", fields: fields, body: Array(form.utf8)))
    }

    /// What xWEB answers to a change of a web user's password, called with the demo world's token.
    private func change(at server: Server, _ record: String, from old: String, to new: String) throws -> String {
        let operation = "/xweb/JSON/WEBWebUserChangePassword?recno=\(record)&oldPassword=\(old)&newPassword=\(new)"
        let token = (name: "Authorization", value: "Bearer df3d1644-ba3e-4dc7-8399-ae06ee6063e5")
        return String(decoding: try send(HTTPClientRequest(url: server.url + operation, fields: [token])).body, as: UTF8.self)
    }

    @Test func startsOnAFreePortAndStops() throws {
        let server = try Server()
        #expect(server.url.hasPrefix("http://127.0.0.1:"))
        #expect(server.adminURL == nil)
        #expect(try change(at: server, "82457", from: "123", to: "12345678") == "true")
        let url = server.url
        #expect(server.stop())
        #expect(server.stop(), "a second time nothing happens")
        #expect(throws: HTTPClientError.self) { try get(url + "/livez") }
    }

    @Test func severalRunAtOnceAndHaveNothingInCommon() throws {
        let one = try Server()
        let other = try Server()
        defer {
            one.stop()
            other.stop()
        }
        #expect(one.url != other.url)
        #expect(try change(at: one, "82457", from: "123", to: "12345678") == "true")
        #expect(try change(at: other, "82457", from: "123", to: "12345678") == "true", "the other's password is still the old one")
        one.stop()
        #expect(try get(other.url + "/readyz").status == 200)
    }

    @Test func eachGoesByItsOwnClock() throws {
        let clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))
        var options = ServerOptions()
        options.clock = clock
        let moved = try Server(options)
        options.clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))
        let other = try Server(options)
        defer {
            moved.stop()
            other.stop()
        }
        func signIn(at server: Server) throws -> String {
            let form = "userName=sysadmin&instanceName=Default&password=Sysadmin-1"
            let answer = try post(form, to: "general.asmx/CreateUserSessionFromInstance", at: server)
            return try String(#require(String(decoding: answer.body, as: UTF8.self).firstMatch(of: /[0-9A-F]{32}/)).output)
        }
        func lookUp(at server: Server, _ token: String) throws -> Int {
            try post("sessionToken=\(token)&username=sysadmin", to: "accesscontrol.asmx/LookupUserId", at: server).status
        }
        let tokens = (try signIn(at: moved), try signIn(at: other))
        clock.advance(by: .seconds(100_000))
        #expect(try lookUp(at: moved, tokens.0) == 500, "its session has ended")
        #expect(try lookUp(at: other, tokens.1) == 200)
    }

    @Test func hasAnAdminAPIWhereOneIsWanted() throws {
        var options = ServerOptions()
        options.adminListen = ListenAddress(host: "127.0.0.1", port: 0)
        let server = try Server(options)
        defer { server.stop() }
        #expect(try get(#require(server.adminURL) + "/api/version").status == 200)
    }

    @Test func tellsWhatIsWrongAndLeavesNothingBehind() throws {
        let running = try Server()
        defer { running.stop() }
        var options = ServerOptions()
        options.listen = try #require(ListenAddress(String(running.url.dropFirst("http://".count))))
        #expect(throws: ServerError.listener(.systems, .addressInUse(host: "127.0.0.1", port: options.listen.port))) { try Server(options) }
        options = ServerOptions()
        options.world = .fixtures("{\n\"acounts\": []}", name: "own.json")
        let error = #expect(throws: ServerError.self) { try Server(options) }
        #expect(error?.description.hasPrefix("own.json:2: acounts: unknown member") == true)
    }
}
