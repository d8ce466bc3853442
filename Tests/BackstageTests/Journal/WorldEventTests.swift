import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Events in the journal")
struct WorldEventTests {
    /// What stands in the journal besides calls, as `operation: text`.
    private func events(_ stage: AdminStage) -> [String] {
        stage.entries("system=backstage").map { "\($0["operation"]?.string ?? ""): \($0["text"]?.string ?? "")" }
    }

    @Test func whatTheAdminAPIDoesToAWorldStandsThere() throws {
        let stage = try AdminStage()
        let rule = #"{"name": "slow", "do": {"delay": "1s"}, "when": {"operation": "GetVersion"}}"#
        let steps: [(String, String, String?)] = [
            ("PUT", "/api/clock", #"{"now": "2030-01-01T00:00:00Z", "mode": "frozen"}"#),
            ("POST", "/api/clock/advance", #"{"by": "31m"}"#), ("DELETE", "/api/clock", nil), ("POST", "/api/faults", rule),
            ("PATCH", "/api/faults/slow", #"{"enabled": false}"#), ("DELETE", "/api/faults/slow", nil),
            ("PATCH", "/api/sites/default/accounts/recno:82457", #"{"password": "Second-Pass-1", "must_change_password": true}"#),
            ("DELETE", "/api/sites/default/sessions", nil), ("DELETE", "/api/sites/default/outbox", nil),
            ("DELETE", "/api/sites/default/accounts/recno:82457", nil),
            ("PATCH", "/api/sites/default", #"{"settings": {"xweb": {"FailCount": 2}}}"#),
        ]
        for (method, target, body) in steps {
            let status = stage.send(method, target, body).status
            #expect((200...204).contains(status), "\(method) \(target): \(status)")
        }
        let text = try #require(stage.entries("system=backstage&operation=account").first?["text"]?.string)
        let id = text.split(separator: " ")[1]
        #expect(
            events(stage) == [
                "clock: the clock was set to 2030-01-01T00:00:00.000Z and stopped",
                "clock: the clock was moved from 2030-01-01T00:00:00.000Z to 2030-01-01T00:31:00.000Z",
                "clock: the clock follows the server's", "faults: fault rule slow added", "faults: fault rule slow switched off",
                "faults: fault rule slow removed", "account: account \(id) changed: password, must_change_password",
                "sessions: 1 sessions ended", "outbox: mails deleted", "account: account \(id) deleted",
                "settings: settings changed: xweb",
            ])
        #expect(!stage.send("GET", "/api/requests?site=*").bodyText.contains("Second-Pass-1"))
    }

    @Test func aResetIsTheFirstLineOfTheNewJournal() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(events(stage) == ["reset: reset to what the site was made with"])
    }

    @Test func countsAndVerificationsLeaveThemOut() throws {
        let stage = try AdminStage()
        stage.send("POST", "/api/clock/advance", #"{"by": "1s"}"#)
        stage.xweb("GetVersion")
        #expect(stage.send("GET", "/api/requests/count").json["count"]?.int == 1)
        #expect(stage.send("GET", "/api/requests/count?system=backstage").json["count"]?.int == 1)
        #expect(stage.send("POST", "/api/requests/verify", #"{"match": {}, "times": 1}"#).status == 200)
        #expect(stage.send("POST", "/api/requests/verify", #"{"match": {"operation": "clock"}, "times": "never"}"#).status == 200)
    }

    @Test func nothingIsNotedWithoutAJournal() throws {
        let stage = try AdminStage(journal: .off)
        stage.send("POST", "/api/clock/advance", #"{"by": "1s"}"#)
        #expect(events(stage).isEmpty)
    }
}
