import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Ended sessions by the admin API")
struct EndedSessionTests {
    private static let sessions = "/api/sites/default/sessions"

    /// Signs the sample user in and returns the token.
    private func signIn(_ stage: AdminStage) throws -> String {
        let body = "userName=sample.user&instanceName=Default&password=Sample-Pass-1"
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let text = stage.systems.response("POST", "/ws/general.asmx/CreateUserSessionFromInstance", form, body: body).bodyText
        return String(try #require(text.firstMatch(of: /[0-9A-F]{32}/)).output)
    }

    private func useOf(_ token: String, _ stage: AdminStage) -> JSON? {
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let body = "sessionToken=\(token)&username=sample.user"
        _ = stage.systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", form, body: body)
        return stage.entries().last?["reason"]
    }

    @Test("show by which call they were opened, and why they ended")
    func ended() throws {
        let stage = try AdminStage()
        _ = stage.send("PUT", "/api/clock", #"{"now": "2031-02-03T04:05:06Z", "mode": "frozen"}"#)
        let token = try signIn(stage)
        let opener = try #require(stage.entries().last?["id"]?.int)
        #expect(useOf(token, stage) == nil)
        let live = stage.send("GET", Self.sessions + "?account=user_id:123").json
        #expect(live["sessions"]?.elements?.map { $0["opened_by"]?.int } == [opener] && live["ended"]?.elements?.isEmpty == true)
        _ = stage.send("POST", "/api/clock/advance", #"{"by": "60s"}"#)
        _ = try signIn(stage)
        let reason = try #require(useOf(token, stage))
        #expect(reason["code"]?.string == "session_ended" && reason["by"]?.string == "newer_sign_in")
        #expect(reason["text"]?.string == "The session ended at 2031-02-03T04:06:06.000Z: a newer sign-in took its place.")
        let grave = try #require(stage.send("GET", Self.sessions + "?account=user_id:123").json["ended"]?.elements?.first)
        #expect(grave["opened_by"]?.int == opener && grave["ended_by"]?.string == "newer_sign_in")
        #expect(grave["ended_at"]?.string == "2031-02-03T04:06:06.000Z" && grave["opened_at"]?.string == "2031-02-03T04:05:06.000Z")
        #expect(stage.entries("session=\(try #require(grave["number"]?.int))").count == 3)
        let text = stage.send("GET", Self.sessions).bodyText
        #expect(!text.contains(token))
        _ = stage.send("POST", "/api/clock/advance", #"{"by": "1d"}"#)
        #expect(stage.send("GET", Self.sessions).json["ended"]?.elements?.isEmpty == true)
        #expect(useOf(token, stage)?["code"]?.string == "unknown_token")
    }

    @Test("are told from expired ones, and the vendor's answer is the same")
    func expired() throws {
        let stage = try AdminStage()
        let token = try signIn(stage)
        _ = stage.send("POST", "/api/clock/advance", #"{"by": "31m"}"#)
        let reason = try #require(useOf(token, stage))
        #expect(reason["code"]?.string == "session_expired")
        #expect(reason["text"]?.string?.contains(": idle for ") == true)
        func answer(_ token: String) -> (Int, String) {
            let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
            let body = "sessionToken=\(token)&username=sample.user"
            let response = stage.systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", form, body: body)
            return (response.status, response.bodyText)
        }
        #expect(answer(token) == answer(String(repeating: "0", count: 32)))
        #expect(stage.entries("reason=session_expired").count == 2 && stage.entries("reason=unknown_token").count == 1)
    }

    @Test(
        "of all ways are told apart", arguments: [("sign_out", "is signed out"), ("admin", "is ended here"), ("fault_rule", "is struck")])
    func causes(cause: String, way: String) throws {
        let stage = try AdminStage()
        let token = try signIn(stage)
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        switch cause {
        case "sign_out":
            _ = stage.systems.response("POST", "/ws/general.asmx/TerminateSession", form, body: "sessionToken=\(token)")
        case "admin": #expect(stage.send("DELETE", Self.sessions + "?account=user_id:123").status == 200)
        default:
            #expect(
                stage.send("POST", "/api/faults", #"{"name": "cut", "times": 1, "when": {"system": "archer"}, "do": "end_session"}"#)
                    .status == 201)
            _ = useOf(token, stage)
        }
        let reason = useOf(token, stage)
        #expect(reason?["code"]?.string == "session_ended" && reason?["by"]?.string == cause)
    }
}
