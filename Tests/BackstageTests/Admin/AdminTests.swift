import Accounts
import Emulator
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Backstage

@Suite("Admin API and health checks")
struct AdminTests {
    private func api(token: String? = nil, obstacle: String? = nil) -> AdminAPI {
        AdminAPI(health: Health { obstacle }, token: token)
    }

    private func code(_ response: HTTPResponse) -> String? { (try? JSON.parse(response.body))?["error"]?["code"]?.string }

    @Test func tellsNameAndVersion() throws {
        let answer = api().response("GET", "/api/version")
        #expect(answer.status == 200)
        #expect(answer.fields.first("Content-Type") == "application/json")
        #expect(try JSON.parse(answer.body)["version"]?.string == UnderstudyVersion.version)
    }

    @Test func errorsAreJSON() {
        let missing = api().response("GET", "/api/versions")
        #expect(missing.status == 404)
        #expect(code(missing) == "not_found")
        let wrong = api().response("POST", "/api/version")
        #expect(wrong.status == 405)
        #expect(code(wrong) == "method_not_allowed")
        #expect(wrong.fields.first("Allow") == "GET, HEAD")
    }

    @Test(arguments: [
        nil, "Bearer", "Bearer ", "Bearer 0123456789abcdeX", "Bearer 0123456789abcdef0", "Basic 0123456789abcdef", "0123456789abcdef",
    ])
    func refusesCallersWithoutTheToken(authorization: String?) {
        let fields = authorization.map { [(name: "Authorization", value: $0)] } ?? []
        for path in ["/api/version", "/", "/nothing"] {
            let answer = api(token: "0123456789abcdef").response("GET", path, fields)
            #expect(answer.status == 401)
            #expect(code(answer) == "unauthorized")
            #expect(answer.fields.contains("WWW-Authenticate"))
        }
    }

    private static let right = "0123456789abcdef"

    private func request(_ token: String?, from address: String = "192.0.2.1", path: String = "/api/version") -> HTTPRequest {
        var request = HTTPRequest(method: "GET", path: path, clientAddress: address)
        if let token { request.fields.append(name: "Authorization", HTTPFieldValue(replacingControlsIn: "Bearer \(token)")) }
        return request
    }

    /// The statuses of the answers to requests with these tokens.
    private func statuses(of tokens: [String?], at api: AdminAPI, from address: String = "192.0.2.1") -> [Int] {
        tokens.map { api.response(to: request($0, from: address)).status }
    }

    @Test func growingWaitsFollowSeveralWrongTokens() throws {
        let clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))
        let api = AdminAPI(health: Health { nil }, token: Self.right, clock: clock)
        #expect(statuses(of: ["1", "2", "3", "4", "5"], at: api) == [401, 401, 401, 401, 401])
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            let refusal = api.response(to: request(Self.right))
            #expect(refusal.status == 429 && code(refusal) == "too_many_attempts", "the right one is not looked at either")
            #expect(refusal.fields.first("Retry-After") == String(seconds))
            // Nothing during the wait prolongs it.
            #expect(statuses(of: ["x", nil], at: api) == [429, 401])
            clock.advance(by: .milliseconds(seconds * 1000 - 1))
            #expect(api.response(to: request("x")).fields.first("Retry-After") == "1")
            clock.advance(by: .milliseconds(1))
            #expect(statuses(of: ["x"], at: api) == [401])
        }
        #expect(api.response(to: request(nil, path: "/livez")).status == 200)
        clock.advance(by: .seconds(60))
        #expect(statuses(of: [Self.right], at: api) == [200])
        clock.advance(by: .seconds(3600))
        #expect(statuses(of: ["1", "2", "3", "4", "5", "6"], at: api) == [401, 401, 401, 401, 401, 429], "an hour later all is forgotten")
    }

    @Test func anotherTokenMayTakeTheTokensPlace() {
        let api = AdminAPI(health: Health { nil }, token: Self.right)
        api.replaceToken("another-token-of-20")
        #expect(statuses(of: [Self.right, "another-token-of-20"], at: api) == [401, 200])
        let open = self.api()
        open.replaceToken(Self.right)
        #expect(open.response("GET", "/api/version").status == 200, "it has said that it needs none")
    }

    @Test func wrongTokensHoldUpOnlyTheNetworkTheyComeFrom() {
        let api = AdminAPI(health: Health { nil }, token: Self.right, clock: ManualClock(at: Timestamp(milliseconds: 0)))
        for host in 1...6 { _ = api.response(to: request("x", from: "2001:db8::\(host)")) }
        #expect(statuses(of: [Self.right], at: api, from: "2001:db8::ffff") == [429], "one network has many addresses")
        #expect(statuses(of: [Self.right], at: api, from: "2001:db8:0:1::1") == [200])
        for _ in 1...6 { #expect(statuses(of: [nil], at: api) == [401], "none is no guess") }
        #expect(statuses(of: [Self.right], at: api) == [200])
    }

    @Test func wrongTokensAreLoggedWithTheirAddressAndNothingOfTheirText() {
        let lines = Mutex<[String]>([])
        let clock = ManualClock(at: Timestamp(milliseconds: 0))
        let api = AdminAPI(health: Health { nil }, token: Self.right, clock: clock) { _, line in lines.withLock { $0.append(line) } }
        _ = statuses(of: ["hush-1", "hush-2", "hush-3", "hush-4", "hush-5", "hush-6", nil, Self.right], at: api)
        let line = "admin API: a wrong token from 192.0.2.1"
        #expect(lines.withLock { $0 } == Array(repeating: line, count: 4) + [line + "; no other is looked at for 1 s"])
    }

    @Test func onlySoManyNetworksAreRemembered() {
        let clock = ManualClock(at: Timestamp(milliseconds: 0))
        let throttle = TokenThrottle(clock: clock)
        func guess(_ network: String) { for _ in 0..<5 { throttle.noteWrongToken(from: network) } }
        for number in 0..<TokenThrottle.rules.subjectsKept + 10 {
            guess("network \(number)")
            clock.advance(by: .milliseconds(1))
        }
        #expect(throttle.count == TokenThrottle.rules.subjectsKept)
        #expect(throttle.wait(for: "network 9") == nil, "the oldest had to go")
        #expect(throttle.wait(for: "network \(TokenThrottle.rules.subjectsKept + 9)") == 1)
    }

    @Test(arguments: ["Bearer 0123456789abcdef", "bearer 0123456789abcdef"])
    func answersCallersWithTheToken(authorization: String) {
        #expect(
            api(token: "0123456789abcdef").response("GET", "/api/version", [(name: "Authorization", value: authorization)]).status == 200)
    }

    @Test(arguments: [
        "attacker.example", "attacker.example:8081", "localhost.attacker.example", "127.0.0.1.attacker.example:8081", "0.0.0.0:8081",
    ])
    func answersPagesOfOtherHostsNothing(host: String) {
        for (method, path) in [("GET", "/api/version"), ("POST", "/api/version"), ("GET", "/"), ("GET", "/nothing")] {
            let answer = api().response(method, path, [(name: "Host", value: host)])
            #expect(answer.status == 421)
            #expect(code(answer) == "misdirected_request")
        }
        #expect(api().response("GET", "/livez", [(name: "Host", value: host)]).status == 200)
        let authorized = [(name: "Host", value: host), (name: "Authorization", value: "Bearer 0123456789abcdef")]
        #expect(api(token: "0123456789abcdef").response("GET", "/api/version", authorized).status == 200)
    }

    @Test(arguments: ["localhost", "localhost:8081", "LOCALHOST:1", "127.0.0.1:9999", "127.0.0.2", "[::1]:8081"])
    func answersUnderEveryNameOfTheLoopback(host: String) {
        #expect(api().response("GET", "/api/version", [(name: "Host", value: host)]).status == 200)
    }

    @Test func healthNeedsNoToken() {
        #expect(api(token: "0123456789abcdef").response("GET", "/livez").status == 200)
        #expect(api(token: "0123456789abcdef").response("HEAD", "/readyz").status == 200)
    }

    @Test func readinessSaysWhatIsInTheWay() throws {
        let answer = api(obstacle: "shutting down").response("GET", "/readyz")
        #expect(answer.status == 503)
        #expect(answer.text == "not ready: shutting down\n")
        #expect(api(obstacle: "shutting down").response("GET", "/livez").status == 200)
        #expect(api().response("POST", "/readyz").status == 405)
    }
}
