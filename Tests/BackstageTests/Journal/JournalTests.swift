import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("The journal")
struct JournalTests {
    @Test func anEntrySaysWhatWasCalledByWhomAndHowItEnded() throws {
        let stage = try AdminStage()
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        let entry = try #require(stage.entries().first)
        #expect(entry["state"]?.string == "done")
        #expect(entry["at"]?.string == "2027-01-15T08:00:00.000Z")
        #expect(entry["system"]?.string == "xweb")
        #expect(entry["service"]?.string == "netForumXML")
        #expect(entry["operation"]?.string == "WEBWebUserChangePassword")
        #expect(entry["action"]?.string == "change_password")
        #expect(entry["binding"]?.string == "soap11")
        #expect(entry["caller"]?["address"]?.string == "127.0.0.1")
        #expect(entry["caller"]?["account"]?["xweb.program_user"]?.string == "xweb")
        #expect(entry["caller"]?["session"]?.int == 1)
        #expect(entry["account"]?["xweb.recno"]?.string == "82457")
        #expect(entry["reason"]?["code"]?.string == "wrong_password")
        #expect(entry["answer"]?["status"]?.int == 200)
        let arguments = entry["arguments"]?.elements ?? []
        #expect(arguments.map { $0["name"]?.string } == ["recno", "oldPassword", "newPassword"])
        #expect(arguments.first?["value"]?.string == "82457")
        #expect(arguments.dropFirst().allSatisfy { $0["secret"]?.bool == true && $0["value"] == nil && $0["given"]?.string == "text" })
        #expect(entry["request"] == nil, "messages are in the entry's own address")
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").status == 200)
        #expect(stage.entries().last?["outcome"]?.string == "ok")
    }

    @Test func aCallInEachBindingIsThereWithItsArguments() throws {
        let stage = try AdminStage()
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        #expect(stage.archerSignIn("sysadmin", "Sysadmin-1"))
        _ = stage.systems.response(
            "GET", "/xweb/JSON/WEBWebUserGet?key=1", [(name: "Authorization", value: "Bearer \(AdminStage.xwebToken)")])
        _ = stage.systems.response("POST", "/site/SRConsAPI", form, body: "method=getUser&api_key=open&v=1.0&cons_id=1000121")
        _ = stage.systems.response("GET", "/api/core/system/user/1")
        let entries = stage.entries()
        #expect(entries.map { $0["binding"]?.string } == ["form_post", "json", "servlet", "rest"])
        #expect(entries.map { $0["system"]?.string } == ["archer", "xweb", "luminate", "archer"])
        #expect(entries[0]["action"]?.string == "sign_in")
        #expect(entries[0]["arguments"]?.elements?.first?["value"]?.string == "sysadmin")
        #expect(entries[2]["arguments"]?.elements?.contains { $0["name"]?.string == "cons_id" && $0["value"]?.string == "1000121" } == true)
        #expect(entries[3]["outcome"]?.string == "refused")
    }

    @Test func itSaysInWhichWayAnArgumentWasGiven() throws {
        let stage = try AdminStage()
        stage.xweb("WEBWebUserChangePassword", [("recno", ""), ("n:newpassword", "x"), ("oldPassword", " 5 ")])
        let entry = try #require(stage.entries().first)
        #expect(entry["arguments"]?.elements?.map { $0["given"]?.string } == ["empty", "text", "missing"])
        #expect(entry["notices"]?.elements?.map { $0["code"]?.string } == ["wrong_case"])
        stage.xweb("WEBWebUserChangePassword", [("unknown", "1"), ("newPassword", "abc"), ("oldPassword", "abc")])
        let second = try #require(stage.entries().last)
        #expect(second["notices"]?.elements?.map { $0["code"]?.string } == ["unknown_element", "out_of_order"])
        #expect(stage.entries("notice=unknown_element").count == 1)
        #expect(stage.entries("given.recno=empty").count == 1)
    }

    @Test(arguments: [
        ("outcome=ok", 2), ("outcome=!ok", 1), ("operation=webwebuserchangepassword", 2), ("operation=xweb.WEBWebUserChangePassword", 2),
        ("operation=xweb.netForumXML.WEBWebUserChangePassword&outcome=ok", 1),
        ("operation=WEBWebUserChangePassword&operation=GetVersion", 3),
        ("action=change_password", 2), ("reason=wrong_password", 1), ("account=recno:82457", 2), ("account=xweb.recno:82457", 2),
        ("account=recno:1", 0), ("caller=program_user:xweb", 3), ("session=1", 3), ("status=200", 3), ("status=500", 0),
        ("arg.recno=82457", 2),
        ("given.recno=missing", 0), ("since=2027-01-15T08:00:00Z", 3), ("since=2027-01-15T08:00:01Z", 0), ("after=2", 1),
        ("q=op:WEBWebUserChangePassword%20reason:wrong_password", 1), ("q=is:ok", 2), ("address=127.0.0.1", 3), ("state=running", 0),
        ("site=*", 3),
    ])
    func oneLanguagePicksEntries(query: String, count: Int) throws {
        let stage = try AdminStage()
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        stage.xweb("GetVersion")
        #expect(stage.entries(query).count == count)
        #expect(stage.send("GET", "/api/requests/count?\(query)").json["count"]?.int == count)
    }

    @Test(arguments: [
        ("outcome=fine", "?outcome"), ("reason=none", "?reason"), ("since=now", "?since"), ("after=x", "?after"), ("q=word", "?q"),
        ("colour=red", "?colour"), ("status=4xx", "?status"), ("limit=0", "?limit"),
    ])
    func refusesWhatIsNoFilter(query: String, place: String) throws {
        let answer = try AdminStage().send("GET", "/api/requests?\(query)")
        #expect(answer.status == 422)
        #expect(answer.place == place)
    }

    @Test func pagesFollowOneAnother() throws {
        let stage = try AdminStage()
        for _ in 1...5 { stage.xweb("GetVersion") }
        let first = stage.send("GET", "/api/requests?limit=2").json
        #expect(first["requests"]?.elements?.compactMap { $0["id"]?.int } == [1, 2])
        #expect(first["next"]?.int == 2)
        #expect(stage.send("GET", "/api/requests?limit=3&after=2").json["next"] == .null)
    }

    @Test func entriesAreDeletedByFilter() throws {
        let stage = try AdminStage()
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        stage.xweb("GetVersion")
        #expect(stage.send("DELETE", "/api/requests?operation=GetVersion").json["deleted"]?.int == 1)
        #expect(stage.entries().map { $0["operation"]?.string } == ["WEBWebUserChangePassword"])
        #expect(stage.send("DELETE", "/api/requests").json["deleted"]?.int == 1)
        stage.xweb("GetVersion")
        #expect(stage.entries().first?["id"]?.int == 3, "numbers are never used again")
    }

    @Test func oneEntryHasItsMessages() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        let entry = stage.send("GET", "/api/requests/1").json
        #expect(entry["request"]?["method"]?.string == "POST")
        #expect(entry["request"]?["path"]?.string == "/xweb/secure/netForumXML.asmx")
        #expect(entry["request"]?["body"]?.string?.contains("<GetVersion") == true)
        #expect(entry["response"]?["body"]?.string?.contains("GetVersionResult") == true)
        let latest = stage.send("GET", "/api/requests/latest")
        #expect(latest.status == 303)
        #expect(latest.fields.first("Location") == "/api/requests/1")
        for path in ["/api/requests/2", "/api/requests/x", "/api/requests/latest?outcome=failed", "/api/requests/2/pair"] {
            #expect(stage.send("GET", path).code == "unknown_request")
        }
    }

    @Test func whatWasSeenBecomesASamplePair() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        let pair = stage.send("GET", "/api/requests/2/pair").json
        #expect(pair["name"]?.string == "2-xweb-WEBWebUserChangePassword")
        #expect(pair["request"]?.string?.hasPrefix("POST /xweb/secure/netForumXML.asmx HTTP/1.1\nHost: ") == true)
        #expect(pair["response"]?.string?.hasPrefix("HTTP/1.1 200\n") == true)
        #expect(pair["response"]?.string?.contains("<Token>{{any}}</Token>") == true)
        let pairs = stage.send("POST", "/api/requests/export", #"{"match": {"operation": "GetVersion"}}"#).json["pairs"]?.elements
        #expect(pairs?.map { $0["name"]?.string } == ["1-xweb-GetVersion"])
    }

    @Test func aMarkIsALineBetweenCalls() throws {
        let stage = try AdminStage()
        let mark = stage.send("POST", "/api/marks", #"{"text": "test of sign-in begins"}"#)
        #expect(mark.status == 201)
        #expect(mark.fields.first("Location") == "/api/requests/1")
        stage.xweb("GetVersion")
        #expect(stage.entries("").map { $0["system"]?.string } == ["backstage", "xweb"])
        #expect(stage.entries("").first?["text"]?.string == "test of sign-in begins")
    }

    @Test func withoutMessagesOnlyFactsAreKept() throws {
        let stage = try AdminStage(journal: .calls)
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        let entry = stage.send("GET", "/api/requests/1").json
        #expect(entry["reason"]?["code"]?.string == "wrong_password")
        #expect(entry["account"]?["xweb.recno"]?.string == "82457")
        #expect(entry["request"] == nil && entry["arguments"] == nil)
        #expect(stage.send("GET", "/api/requests/1/pair").code == "no_messages")
    }

    @Test func requestsThatNobodyCouldReadAreThere() throws {
        let stage = try AdminStage()
        _ = stage.systems.response(
            "POST", "/xweb/secure/netForumXML.asmx", [(name: "Content-Type", value: "text/xml")], body: "<Body><b>hush</b>")
        _ = stage.systems.response("GET", "/nothing/here")
        #expect(stage.entries().map { $0["outcome"]?.string } == ["malformed", "unknown"])
        #expect(stage.entries("reason=unknown_address").count == 1)
        #expect(stage.send("GET", "/api/requests/1").json["request"]?["body"]?.string == "<Body><•••>•••</•••>")
    }

    // MARK: Bounds

    @Test func theOldestEntryOfTheBusiestSiteGoes() throws {
        let stage = try AdminStage(limits: .init(entries: 10))
        for name in ["quiet", "noisy"] { #expect(stage.send("POST", "/api/sites", #"{"name": "\#(name)"}"#).status == 201) }
        for _ in 1...3 { stage.xweb("GetVersion", site: "quiet") }
        for _ in 1...50 { stage.xweb("GetVersion", site: "noisy") }
        #expect(stage.entries("site=quiet").count == 3)
        let noisy = stage.send("GET", "/api/requests?site=noisy").json
        #expect(noisy["requests"]?.elements?.count == 7)
        #expect(noisy["dropped"]?.int == 43)
        #expect(noisy["oldest"]?.int == 47)
    }

    @Test func theSizeOfAllEntriesIsBounded() throws {
        let stage = try AdminStage(limits: .init(bytes: 1 << 20))
        let text = String(repeating: " ", count: 100_000)
        for _ in 1...40 { stage.xweb("GetVersion", [("unknown", text)]) }
        stage.xweb("GetVersion", [("unknown", text)])
        let left = stage.entries().count
        #expect(left > 5 && left < 30)
        let entry = stage.send("GET", "/api/requests/41").json["request"]
        #expect(entry?["cut"]?.bool == true)
        #expect((entry?["size"]?.int ?? 0) > 100_000)
        #expect((entry?["body"]?.string?.utf8.count ?? 0) <= 64 << 10)
    }

    @Test func ofALongBodyThatNobodyCouldReadOnlyTheBeginningIsMaskedAndKept() throws {
        let stage = try AdminStage()
        let body = String(repeating: "<a>", count: 100_000)
        _ = stage.systems.response("POST", "/xweb/secure/netForumXML.asmx", [(name: "Content-Type", value: "text/xml")], body: body)
        let request = stage.send("GET", "/api/requests/1").json["request"]
        #expect(request?["size"]?.int == 300_000 && request?["cut"]?.bool == true)
        #expect((request?["body"]?.string?.utf8.count ?? .max) <= 8 << 10)
    }

    @Test func aCountIsRightOrRefused() throws {
        let stage = try AdminStage(limits: .init(entries: 5))
        for _ in 1...8 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        #expect(stage.send("GET", "/api/requests/count?operation=WEBWebUserChangePassword").json["count"]?.int == 8, "totals know")
        #expect(stage.send("GET", "/api/requests/count?account=recno:82457").code == "journal_incomplete")
        #expect(stage.send("GET", "/api/requests/count?account=recno:82457&after=3").json["count"]?.int == 5)
        #expect(stage.send("GET", "/api/requests/count?account=recno:82457&after=2").code == "journal_incomplete")
    }

    @Test func theJournalOfASiteGoesWithIt() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "acme"}"#).status == 201)
        stage.xweb("GetVersion", site: "acme")
        stage.xweb("GetVersion")
        #expect(stage.entries("site=acme").count == 1)
        #expect(stage.send("DELETE", "/api/sites/acme").status == 204)
        #expect(stage.entries("site=*").count == 1)
        #expect(stage.send("GET", "/api/requests?site=acme").code == "unknown_site")
    }
}
