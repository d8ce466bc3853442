import HTTP
import JSON
import Testing

@testable import Emulator

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
        #expect(try JSON.parse(answer.body)["version"]?.string == Understudy.version)
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

    @Test func bothListenersAnswerHealthChecks() throws {
        let emulator = try World("{}").emulator()
        #expect(emulator.response("GET", "/livez").text == "live\n")
        #expect(emulator.response("GET", "/readyz").text == "ready\n")
    }
}
