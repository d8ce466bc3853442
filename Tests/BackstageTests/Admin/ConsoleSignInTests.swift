import Console
import HTTP
import TestSupport
import Testing

@testable import Backstage

@Suite("Console: the admin token")
struct ConsoleSignInTests {
    private static let token = "0123456789abcdef"

    private func cookie(of response: HTTPResponse) -> String {
        String((response.fields.first("Set-Cookie") ?? "").prefix { $0 != ";" })
    }

    @Test func asksForTheTokenOnceAndKeepsACookie() throws {
        let world = try ConsoleStage(token: Self.token)
        let asked = world.get("/accounts?q=a")
        #expect(asked.status == 303 && asked.fields.first("Location") == "/sign-in?back=%2Faccounts%3Fq%3Da")
        #expect(world.get("/sign-in").status == 200)
        let done = world.send([("token", Self.token), ("back", "/accounts?q=a")], to: "/sign-in")
        #expect(done.status == 303 && done.fields.first("Location") == "/accounts?q=a")
        let set = done.fields.first("Set-Cookie") ?? ""
        #expect(set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains(Self.token))
        #expect(world.get("/accounts", cookie: cookie(of: done)).status == 200)
        #expect(world.get("/api/sites", cookie: cookie(of: done)).status == 200)
        #expect(world.get("/accounts", cookie: cookie(of: done)).text.contains("action=\"/sign-out\""))
        let ended = world.send([], to: "/sign-out", [(name: "Cookie", value: cookie(of: done))])
        #expect(ended.fields.first("Location") == "/sign-in" && world.get("/accounts", cookie: cookie(of: done)).status == 303)
    }

    @Test func wrongTokensAndCookiesOpenNothing() throws {
        let world = try ConsoleStage(token: Self.token)
        #expect(world.send([("token", "0123456789abcdee")], to: "/sign-in").status == 401)
        for cookie in ["understudy_admin=", "understudy_admin=\(Self.token)", "understudy_admin=" + String(repeating: "0", count: 32)] {
            #expect(world.get("/accounts", cookie: cookie).status == 303)
            #expect(world.get("/api/sites", cookie: cookie).status == 401)
        }
    }

    @Test func severalWrongTokensHaveToWait() throws {
        let world = try ConsoleStage(token: Self.token)
        let statuses = (0..<20).map { _ in world.send([("token", "wrong")], to: "/sign-in").status }
        #expect(statuses.first == 401 && statuses.last == 429)
        #expect(world.send([("token", Self.token)], to: "/sign-in").status == 429)
    }

    @Test func longBodiesAreRefusedBeforeTheyAreRead() throws {
        let world = try ConsoleStage(token: Self.token)
        func head(_ path: String, _ length: Int?, _ more: [(name: String, value: String)] = []) -> Int? {
            var request = HTTPRequest(method: "POST", path: path)
            for (name, value) in (length.map { [(name: "Content-Length", value: String($0))] } ?? []) + more {
                request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value))
            }
            return world.console.refusal(ofHead: request)?.status
        }
        #expect(head("/sign-in", 9000) == 413 && head("/sign-in", 100) == nil && head("/sign-in", nil) == 413)
        #expect(head("/call", 1 << 20) == 413 && head("/call", 100) == 303)
        #expect(head("/api/snapshot", 60_000_000) == 401)
        #expect(head("/api/snapshot", 60_000_000, [(name: "Authorization", value: "Bearer \(Self.token)")]) == nil)
    }

    @Test func formsOfOtherPagesAreRefused() throws {
        let world = try ConsoleStage()
        let fields = [("method", "POST"), ("target", "/api/marks"), ("text:text", "x")]
        #expect(world.send(fields, [(name: "Origin", value: "http://evil.example")]).status == 403)
        #expect(world.send(fields, [(name: "Sec-Fetch-Site", value: "cross-site")]).status == 403)
        #expect(world.stage.entries().isEmpty)
    }

    @Test func otherNamesOfTheHostGetNoPage() throws {
        let world = try ConsoleStage()
        #expect(world.console.response("GET", "/accounts", [(name: "Host", value: "127.0.0.1.example.org")]).status == 421)
    }

    @Test func onlySoManyBrowsersAreRemembered() {
        let sessions = AdminSessions()
        let first = sessions.open()
        for _ in 0..<AdminSessions.limit { _ = sessions.open() }
        #expect(!sessions.isOpen(first))
        let last = sessions.open()
        #expect(sessions.isOpen(last))
        sessions.close(last)
        #expect(!sessions.isOpen(last))
    }
}
