import Accounts
import Backstage
import Calls
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@Suite("The journal over a reset")
struct JournalOfResetTests {
    /// A call that has begun, and whose answer is made when the closure is called.
    private func begun(_ stage: AdminStage) throws -> () -> HTTPResponse {
        let request = stage.xwebRequest(
            "WEBWebUserChangePassword", [("recno", "82457"), ("oldPassword", "123"), ("newPassword", "Second-Pass-1")])
        guard case .later(for: _, busy: _, work: let work) = stage.systems.answer(request) else {
            Issue.record("the call is answered at once")
            return { HTTPResponse(status: 500) }
        }
        return work
    }

    @Test(arguments: [#"{}"#, #"{"keep": ["journal"]}"#]) func aCallThatBeganBeforeIsInTheNewJournal(body: String) throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        let finish = try begun(stage)
        #expect(stage.send("POST", "/api/reset", body).status == 200)
        _ = finish()
        let late = stage.entries("operation=WEBWebUserChangePassword")
        #expect(late.count == 1)
        #expect(late.first?["reason"]?["code"]?.string == "busy")
        #expect(late.first?["site"]?.string == "default")
        #expect(stage.entries().count == (body == "{}" ? 1 : 2))
        #expect(stage.send("GET", "/api/requests/count?reason=busy").json["count"]?.int == 1)
    }

    @Test func aCallThatBeganTwoResetsAgoIsThereToo() throws {
        let stage = try AdminStage()
        let finish = try begun(stage)
        for _ in 1...2 { #expect(stage.send("POST", "/api/reset", "{}").status == 200) }
        _ = finish()
        #expect(stage.entries("operation=WEBWebUserChangePassword").count == 1)
    }

    @Test func keptEntriesAreFoundByTheirSiteAndCanBeDeleted() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        #expect(stage.send("POST", "/api/reset", #"{"keep": ["journal"]}"#).status == 200)
        #expect(stage.entries().map { $0["site"]?.string } == ["default"])
        #expect(stage.send("DELETE", "/api/requests").status == 200)
        #expect(stage.entries().isEmpty)
    }

    /// While half of the threads reset the site and keep the journal, the others call it. No entry may be lost.
    @Test func noEntryIsLostBesideResets() throws {
        let stage = try AdminStage()
        let callers = (1...2).map { _ in Background { for _ in 1...300 { stage.xweb("GetVersion") } } }
        for _ in 1...60 { #expect(stage.send("POST", "/api/reset", #"{"to": "empty", "keep": ["journal"]}"#).status == 200) }
        for caller in callers { #expect(caller.value != nil) }
        #expect(stage.entries("limit=1000&operation=GetVersion").count == 600)
        #expect(stage.send("GET", "/api/requests/count?operation=GetVersion").json["count"]?.int == 600)
    }
}
