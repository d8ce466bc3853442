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
