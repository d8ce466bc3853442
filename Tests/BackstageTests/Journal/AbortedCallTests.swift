import Calls
import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@Suite("The state of a call whose client went away")
struct AbortedCallTests {
    /// Answers a change of a password for a client that has gone, whose work is done or finds no room.
    private func change(_ stage: AdminStage, isDone: Bool) throws {
        let request = stage.xwebRequest(
            "WEBWebUserChangePassword", [("recno", "82457"), ("oldPassword", "123"), ("newPassword", "Second-Pass-1")])
        guard case .later(let wait, let busy, let work) = stage.systems.answer(request) else {
            Issue.record("a change of a password does not wait")
            return
        }
        #expect(stage.entries("state=running").count == 1)
        _ = ClientPresence.following({ true }) { isDone ? WorkUnderWay.$wait.withValue(wait) { work() } : busy() }
    }

    @Test("is aborted, and the reason is client_gone if nothing was done")
    func nothingDone() throws {
        let stage = try AdminStage()
        try change(stage, isDone: false)
        let entry = try #require(stage.entries("state=aborted").first)
        #expect(entry["outcome"]?.string == "busy" && entry["reason"]?["code"]?.string == "client_gone")
        #expect(entry["changes"] == nil)
        #expect(stage.entries("reason=client_gone").count == 1 && stage.entries("state=running").isEmpty)
    }

    @Test("is aborted, and what the work did stands there if it was done")
    func done() throws {
        let console = try ConsoleStage()
        let stage = console.stage
        try change(stage, isDone: true)
        let entry = try #require(stage.entries("state=aborted").first)
        #expect(entry["outcome"]?.string == "ok" && entry["reason"] == nil && entry["answer"]?["status"]?.int == 200)
        #expect(entry["changes"]?.elements?.isEmpty == false)
        let list = console.page("/requests"), page = console.page("/requests/1")
        #expect(list.contains("client gone") && list.contains("state:aborted"))
        #expect(page.contains("The client had gone by then"))
        stage.xweb("GetVersion")
        #expect(!console.page("/requests?q=op:GetVersion").contains("client gone"))
    }

    @Test("is noticed when the same change comes again, if it was done", arguments: [true, false])
    func retried(isDone: Bool) throws {
        let stage = try AdminStage()
        try change(stage, isDone: isDone)
        let first = try #require(stage.entries("state=aborted").first)
        #expect((first["reason"]?["code"]?.string == "client_gone") == !isDone)
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").status == 200)
        let again = try #require(stage.entries("state=done").last)
        let notices = again["notices"]?.elements?.filter { $0["code"]?.string == "retried_change" } ?? []
        #expect(again["outcome"]?.string == (isDone ? "negative" : "ok"), "the first one has changed the password, or has not")
        #expect(notices.count == (isDone ? 1 : 0), "what was not done is not done twice")
        guard isDone, let id = first["id"]?.int else { return }
        #expect(notices.first?["text"]?.string?.contains("as entry \(id),") == true)
        #expect(stage.entries("notice=retried_change").count == 1)
    }

    @Test("counts, unless the filter names another state")
    func counted() throws {
        let stage = try AdminStage()
        try change(stage, isDone: true)
        stage.changePassword(from: "wrong-one", to: "Third-Pass-1")
        func count(_ query: String) -> Int? { stage.send("GET", "/api/requests/count?\(query)").json["count"]?.int }
        #expect(count("operation=WEBWebUserChangePassword") == 2)
        #expect(count("operation=WEBWebUserChangePassword&state=done") == 1)
        #expect(count("operation=WEBWebUserChangePassword&state=aborted") == 1)
        #expect(count("binding=soap11") == 2, "also if the entries are looked at one by one")
        let body = #"{"match": {"operation": "WEBWebUserChangePassword", "after": "0"}, "times": 2}"#
        #expect(stage.send("POST", "/api/requests/verify", body).status == 200)
    }
}
