import Calls
import HTTP
import HTTPClient
import Operations
import Testing
import UnderstudyTesting

@Suite("A stage for each test", .stage)
struct StageTests {
    /// A token of the demo world.
    private static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

    private func send(_ url: String, _ fields: [(name: String, value: String)] = []) throws -> HTTPResponse {
        try HTTPClient(timeout: .seconds(20)).send(HTTPClientRequest(url: url, fields: fields))
    }

    private func changePassword(_ stage: Stage, from old: String, to new: String = "12345678") throws -> String {
        let url = stage.xweb.json + "WEBWebUserChangePassword?recno=82457&oldPassword=\(old)&newPassword=\(new)"
        return String(decoding: try send(url, [("Authorization", "Bearer \(Self.token)")]).body, as: UTF8.self)
    }

    @Test("verifies what the client did")
    func verifies() async throws {
        let stage = try Stage.current
        #expect(try changePassword(stage, from: "wrong").contains("false"))
        try await stage.expect(.changePassword, account: .recno("82457"), reason: .wrongPassword, times: 1)
        try await stage.expect(operation: "xweb.WEBWebUserChangePassword", outcome: .negative)
        try await stage.expect(.signIn, times: 0)
    }

    @Test("reports the server's text and the console if an expectation does not hold")
    func reports() async throws {
        let stage = try Stage.current
        _ = try changePassword(stage, from: "wrong")
        try await withKnownIssue {
            try await stage.expect(.changePassword, account: .recno("82457"), reason: .locked)
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return text.contains("Expected 1 call: ") && text.contains("not locked") && text.contains(stage.console)
        }
        #expect(try send(stage.console).status == 200)
    }

    @Test("is changed by its own test alone", arguments: 1...4)
    func isolation(number: Int) async throws {
        let stage = try Stage.current
        #expect(try changePassword(stage, from: "123", to: "number-\(number)").contains("true"))
        #expect(try await stage.accounts.hasPassword(.recno("82457"), "number-\(number)"))
        #expect(try await stage.accounts.hasPassword(.recno("82457"), "123") == false)
        try await stage.expect(.changePassword, outcome: .ok, times: 1)
    }

    @Test("has a clock, accounts and fault rules")
    func world() async throws {
        let stage = try Stage.current
        try await stage.clock.freeze(at: "2031-05-01T12:00:00Z")
        try await stage.clock.advance(by: .milliseconds(61_250))
        #expect(try await stage.clock.now() == "2031-05-01T12:01:01.250Z")
        try await stage.accounts.add(#"{"password": "First-Pass-1", "archer": {"user_id": 905, "user_name": "ann"}}"#)
        #expect(try await stage.accounts.hasPassword(.userID("905"), "First-Pass-1"))
        try await stage.accounts.remove(.userID("905"))
        await #expect(throws: StageError.self) { try await stage.accounts.hasPassword(.userID("905"), "First-Pass-1") }
        try await stage.faults.add(#"{"name": "down", "do": {"http_status": {"status": 503}}, "times": 1}"#)
        #expect(try send(stage.xweb.url + "/GetVersion").status == 503)
        #expect(try send(stage.xweb.url + "/GetVersion").status != 503)
        try await stage.expect(operation: "GetVersion", outcome: .injected, times: 1)
    }

    @Test("has the addresses of all systems", .stage(allowUnexpected: true))
    func addresses() throws {
        let stage = try Stage.current
        for url in [stage.xweb.url, stage.archer.general, stage.archer.accessControl, stage.archer.accessRole] {
            #expect(try send(url + "?WSDL").status == 200, "\(url)")
        }
        #expect(try changePassword(stage, from: "wrong").contains("false"))
        for url in [stage.archer.rest + "system/user", stage.luminate.client, stage.luminate.server] {
            #expect(try send(url).status != 404, "\(url)")
        }
    }

    /// Runs a body with a stage of its own, as a test with the trait does, and returns the stage.
    private func scope(_ trait: StageTrait, _ body: @escaping @Sendable (Stage) async throws -> Void) async throws -> Stage {
        let test = try #require(Test.current)
        let (stages, found) = AsyncStream.makeStream(of: Stage.self)
        try await trait.provideScope(for: test, testCase: nil) {
            let stage = try Stage.current
            found.yield(stage)
            try await body(stage)
        }
        found.finish()
        for await stage in stages { return stage }
        throw StageError.noStage
    }

    @Test("refuses calls that nobody expected, unless they are allowed or expected")
    func unexpectedCalls() async throws {
        let mistake: @Sendable (Stage) async throws -> Void = { stage in
            let client = HTTPClient(timeout: .seconds(20))
            _ = try client.send(HTTPClientRequest(url: stage.xweb.json + "Authenticate", method: "POST", body: Array("{".utf8)))
        }
        try await withKnownIssue {
            _ = try await scope(.stage(), mistake)
        } matching: { issue in
            issue.comments.map(\.rawValue).joined().contains("The site got 1 calls that the test did not expect")
        }
        _ = try await scope(.stage(allowUnexpected: true), mistake)
        _ = try await scope(.stage()) { stage in
            try await mistake(stage)
            try await stage.expect(outcome: .malformed, times: 1)
        }
    }

    @Test("goes at the end, unless it is kept")
    func end() async throws {
        let gone = try await scope(.stage()) { _ in }
        let kept = try await scope(.stage(keepSite: true)) { _ in }
        #expect(try send(gone.xweb.url).status == 404)
        #expect(try send(kept.xweb.url).status == 200)
    }

    @Test(
        "takes fixtures", .stage(fixtures: #"{"accounts": [{"password": "First-Pass-1", "archer": {"user_id": 5, "user_name": "ann"}}]}"#))
    func fixtures() async throws {
        #expect(try await Stage.current.accounts.hasPassword(.userID("5"), "First-Pass-1"))
    }
}
