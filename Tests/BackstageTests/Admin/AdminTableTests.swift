import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Addresses of the admin API")
struct AdminTableTests {
    @Test func theDescriptionNamesEveryRouteAndNoOther() throws {
        let stage = try AdminStage()
        let document = stage.send("GET", "/api/openapi.json").json
        #expect(document["openapi"]?.string == "3.1.0")
        let described = (document["paths"]?.members ?? []).flatMap { path in
            (path.value.members ?? []).map { "\($0.name.uppercased()) \(path.name)" }
        }
        #expect(Set(described).count == described.count)
        for route in described {
            let parts = route.split(separator: " ").map(String.init)
            let path = parts[1].replacing("{site}", with: "nowhere")
            #expect(stage.send(parts[0], path, parts[0] == "GET" || parts[0] == "DELETE" ? nil : "{}").code != "not_found")
            #expect(stage.send("TRACE", path).status == 405)
        }
        #expect(described.contains("POST /api/clock/advance") && described.contains("GET /api/openapi.json"))
    }

    @Test func nothingIsChangedByGET() throws {
        let stage = try AdminStage()
        let answer = stage.send("GET", "/api/clock/advance")
        #expect(answer.status == 405)
        #expect(answer.fields.first("Allow") == "POST")
        #expect(stage.send("PUT", "/api/sites", "{}").fields.first("Allow") == "GET, HEAD, POST")
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", ""])
    func aBodyMustBeDeclaredAsJSON(type: String) throws {
        let fields = type.isEmpty ? [] : [(name: "Content-Type", value: type)]
        let answer = try AdminStage().admin.response("POST", "/api/sites", fields, body: #"{"name": "acme"}"#)
        #expect(answer.status == 415)
    }

    @Test(arguments: [("/api/snapshot", 64 << 20), ("/api/clock", 16 << 20)])
    func aBodyBeyondTheLimitOfItsAddressIsRefusedBeforeItIsRead(path: String, limit: Int) throws {
        let stage = try AdminStage()
        var request = HTTPRequest(method: "PUT", path: path)
        func announce(_ length: Int) { request.fields.set("Content-Length", HTTPFieldValue(replacingControlsIn: String(length))) }
        announce(limit)
        #expect(stage.admin.refusal(ofHead: request) == nil)
        announce(limit + 1)
        for refusal in [stage.admin.refusal(ofHead: request), stage.admin.refusal(ofLargeBody: request)] {
            #expect(refusal?.status == 413 && refusal?.code == "too_large")
            #expect(refusal?.json["error"]?["message"]?.string == "a body may have \(limit) bytes at most")
        }
        let answers = stage.send("GET", "/api/openapi.json").json["paths"]?[path]?["put"]?["responses"]
        #expect(answers?["413"]?["description"]?.string == "The body has more than \(limit) bytes.")
    }

    @Test func whoMayNotCallLearnsNoLimit() throws {
        let stage = try AdminStage(token: "0123456789abcdef")
        let request = HTTPRequest(method: "PUT", path: "/api/snapshot")
        #expect(stage.admin.refusal(ofLargeBody: request)?.status == 401)
    }

    @Test(arguments: [
        ("/api/clock?sight=default", 422, "?sight"), ("/api/clock?site=default&site=default", 422, "?site"),
        ("/api/version?x=1", 422, "?x"), ("/api/version?a%00b=1", 422, "?a\u{FFFD}b"),
        ("/api/clock?site=nowhere", 404, "?site"),
    ])
    func theQueryIsChecked(target: String, status: Int, place: String) throws {
        let answer = try AdminStage().send("GET", target)
        #expect(answer.status == status)
        #expect(answer.place == place)
    }

    @Test(
        "What is wrong with an address or a query is told with what was probably meant",
        arguments: [
            ("POST", "/api/sites/t1/reset", "there is no such address; did you mean /api/reset? GET /api/openapi.json describes all"),
            ("GET", "/api/site/t1/acounts", "did you mean /api/sites/{site}/accounts?"),
            ("GET", "/api/request/count", "did you mean /api/requests/count?"),
            ("GET", "/somewhere/else/entirely", "there is no such address; GET /api/openapi.json describes all"),
            ("GET", "/\(String(repeating: "a", count: 5000))", "there is no such address; GET"),
            ("POST", "/api/marks?site=t1", #"this address has no such query; say it in the body: {"site":"t1"}"#),
            ("POST", "/api/clock/advance?site=t1", #"say it in the body: {"site":"t1"}"#),
            ("POST", "/api/requests/verify?show=2", #"say it in the body: {"show":2}"#),
            ("POST", "/api/sites/default/accounts/1/check-password?password=hunter2", #"say it in the body: {"password":"•••"}"#),
            ("POST", "/api/sites?fixtures=%7B%22password%22:%22hunter2%22%7D", #"say it in the body: {"fixtures":"•••"}"#),
            ("POST", "/api/marks?colour=red", "this address has no query"),
            ("GET", "/api/requests?reasn=locked", #"is not known; did you mean "reason"? known are site, q, "#),
            ("GET", "/api/requests?statu=200", #"did you mean "status"?"#),
            ("GET", "/api/requests?reason=wrong_pasword", #"did you mean "wrong_password"?"#),
            ("GET", "/api/requests?order=newset", #"did you mean "newest"?"#),
            ("GET", "/api/requests?colour=red", "is not known; known are site, q, "),
        ])
    func whatWasMeant(method: String, target: String, words: String) throws {
        let message = try AdminStage().send(method, target, method == "GET" ? nil : "{}").json["error"]?["message"]?.string
        #expect(message?.contains(words) == true, "\(message ?? "")")
    }

    @Test(
        "What is wrong in a body is told with what was probably meant",
        arguments: [
            (#"{"match": {"operatoin": "GetDateTime"}}"#, "/match/operatoin", #"is not known; did you mean "operation"? known are"#),
            (#"{"match": {"reason": "wrong_pasword"}}"#, "/match/reason", #"did you mean "wrong_password"?"#),
            (#"{"tims": 1}"#, "/tims", #"is not known; did you mean "times"? known are "site", "#),
            (#"{"times": "nevr"}"#, "/times", #"is needed, not a string; did you mean "never"?"#),
        ])
    func whatWasMeantInTheBody(body: String, place: String, words: String) throws {
        let answer = try AdminStage().send("POST", "/api/requests/verify", body)
        #expect(answer.place == place)
        #expect(answer.json["error"]?["message"]?.string?.contains(words) == true, "\(answer.bodyText)")
    }

    @Test(arguments: [
        [(name: "Origin", value: "http://evil.example")], [(name: "Origin", value: "null")],
        [(name: "Sec-Fetch-Site", value: "cross-site")],
        [(name: "Sec-Fetch-Site", value: "same-site")], [(name: "Origin", value: "http://localhost:9999")],
    ])
    func pagesOfOtherOriginsGetNothing(fields: [(name: String, value: String)]) throws {
        let stage = try AdminStage()
        for (method, path) in [("GET", "/api/version"), ("POST", "/api/sites"), ("DELETE", "/api/clock")] {
            let answer = stage.admin.response(method, path, fields + [(name: "Host", value: "localhost:8081")])
            #expect(answer.status == 403)
            #expect(answer.code == "cross_site")
            #expect(!answer.fields.contains("Access-Control-Allow-Origin"))
        }
    }

    @Test func theListenersOwnPagesMayCall() throws {
        let fields = [
            (name: "Host", value: "localhost:8081"), (name: "Origin", value: "http://localhost:8081"),
            (name: "Sec-Fetch-Site", value: "same-origin"),
        ]
        let answer = try AdminStage().admin.response("GET", "/api/version", fields)
        #expect(answer.status == 200)
        #expect(answer.fields.first("Cache-Control") == "no-store")
        #expect(answer.fields.first("Cross-Origin-Resource-Policy") == "same-origin")
    }
}
