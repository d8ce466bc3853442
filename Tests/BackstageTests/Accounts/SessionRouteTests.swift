import HTTP
import JSON
import TestSupport
import Testing

@Suite("Sessions by the admin API")
struct SessionRouteTests {
    private static let sessions = "/api/sites/default/sessions"

    @Test func sessionsAreListedWithoutTokensAndEnded() throws {
        let stage = try AdminStage()
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
        let answer = stage.send("GET", Self.sessions + "?account=user_id:123")
        let session = try #require(answer.json["sessions"]?.elements?.first)
        #expect(answer.json["sessions"]?.elements?.count == 1 && answer.json["next"] == .null)
        #expect(session["system"]?.string == "archer" && session["live"]?.bool == true)
        #expect(session["opened_at"]?.string == "2027-01-15T08:00:00.000Z")
        let number = try #require(session["number"]?.int)
        #expect(stage.send("DELETE", Self.sessions + "/\(number)").status == 204)
        #expect(stage.send("DELETE", Self.sessions + "/\(number)").code == "unknown_session")
        #expect(stage.send("GET", Self.sessions + "?account=user_id:123").json["sessions"]?.elements?.isEmpty == true)
    }

    @Test func theNumberIsThatOfTheJournal() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        let seen = try #require(stage.entries().first?["caller"]?["session"]?.int)
        #expect(stage.send("DELETE", Self.sessions + "/\(seen)").status == 204)
        stage.xweb("GetVersion")
        let reason = stage.entries().last?["reason"]
        #expect(reason?["code"]?.string == "session_ended" && reason?["by"]?.string == "admin")
        #expect(stage.entries().last?["caller"]?["session"]?.int == seen)
    }

    @Test func allSessionsAreEndedAtOnce() throws {
        let stage = try AdminStage()
        for _ in 1...3 { #expect(stage.archerSignIn("sample.user", "Sample-Pass-1")) }
        #expect(stage.xweb("GetVersion").status == 200)
        var numbers: [Int] = []
        var after = ""
        while true {
            let page = stage.send("GET", Self.sessions + "?limit=1" + after).json
            numbers += page["sessions"]?.elements?.compactMap { $0["number"]?.int } ?? []
            guard let next = page["next"]?.int, numbers.count < 20 else { break }
            after = "&after=\(next)"
        }
        #expect(Set(numbers).count == numbers.count && numbers.count >= 2)
        #expect(stage.send("DELETE", Self.sessions + "?account=user_id:123").json["ended"]?.int ?? 0 > 0)
        #expect(stage.xweb("GetVersion").status == 200)
        #expect(stage.send("DELETE", Self.sessions).status == 200)
        stage.xweb("GetVersion")
        #expect(stage.entries().last?["reason"]?["code"]?.string == "session_ended")
        #expect(stage.send("GET", Self.sessions + "?after=999999").place == "?after")
        #expect(stage.send("DELETE", Self.sessions + "?account=user_id:77777").code == "unknown_account")
    }

    @Test func theOutboxHasTheMailsAndIsCleared() throws {
        let stage = try AdminStage()
        let outbox = "/api/sites/default/outbox"
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        for _ in 1...2 {
            let body = "method=login&api_key=open&v=1.0&send_user_name=true&email=donor%40example.org"
            #expect(stage.systems.response("POST", "/organization/site/CRConsAPI", form, body: body).status == 200)
        }
        let page = stage.send("GET", outbox + "?limit=1").json
        let mail = try #require(page["mails"]?.elements?.first)
        #expect(mail["system"]?.string == "luminate" && mail["fields"]?["user_name"]?.string == "donor")
        let next = try #require(page["next"]?.int)
        #expect(stage.send("GET", outbox + "?after=\(next)").json["mails"]?.elements?.count == 1)
        #expect(stage.send("DELETE", outbox).status == 204)
        #expect(stage.send("GET", outbox).json["mails"]?.elements?.isEmpty == true)
    }
}
