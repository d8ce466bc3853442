import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Verification of calls")
struct VerificationTests {
    private static let change = #""match": {"operation": "WEBWebUserChangePassword", "account": "recno:82457", "reason": "wrong_password"}"#

    private func verify(_ stage: AdminStage, _ body: String) -> HTTPResponse { stage.send("POST", "/api/requests/verify", "{\(body)}") }

    @Test(arguments: [
        ("", true), (#", "times": 2"#, true), (#", "times": 1"#, false), (#", "times": 3"#, false), (#", "times": "never""#, false),
        (#", "times": 0"#, false), (#", "times": {"at_least": 2}"#, true), (#", "times": {"at_least": 3}"#, false),
        (#", "times": {"at_most": 2}"#, true), (#", "times": {"at_most": 1}"#, false), (#", "times": {"between": [1, 2]}"#, true),
        (#", "times": {"between": [3, 4]}"#, false), (#", "after": 1, "times": 1"#, true), (#", "after": 2, "times": "never""#, true),
        (#", "times": {"at_least": 1, "at_most": 2}"#, true),
    ])
    func callsAreCounted(times: String, holds: Bool) throws {
        let stage = try AdminStage()
        for _ in 1...2 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        stage.xweb("GetVersion")
        let answer = verify(stage, Self.change + times)
        #expect(answer.status == (holds ? 200 : 409))
        #expect(answer.json["verified"]?.bool == (holds ? true : nil))
        #expect(answer.code == (holds ? nil : "not_verified"))
    }

    @Test func aRefutationShowsTheNearestAndOnlyWhatDiffers() throws {
        let stage = try AdminStage()
        stage.changePassword(from: "123", to: "Second-Pass-1")
        stage.xweb("GetVersion")
        let answer = verify(stage, Self.change)
        let nearest = answer.json["nearest"]?.elements ?? []
        #expect(nearest.first?["id"]?.int == 1)
        #expect(nearest.first?["failed"]?.elements?.map { $0["field"]?.string } == ["reason"])
        let text = try #require(answer.json["error"]?["message"]?.string)
        #expect(
            text.hasPrefix(
                "Expected at least 1 call: operation=WEBWebUserChangePassword account=recno:82457 reason=wrong_password; seen: 0."))
        #expect(text.contains("/api/requests/1: reason is nothing, not wrong_password"))
        #expect(answer.json["count"]?.int == 0)
    }

    @Test(arguments: [
        (#""times": 1"#, "Expected 1 call of any kind; seen: 3."),
        (#""match": {}, "times": "never""#, "Expected no call of any kind; seen: 3."),
        (#""times": {"at_least": 4}"#, "Expected at least 4 calls of any kind; seen: 3."),
        (#""times": {"at_most": 1}"#, "Expected at most 1 call of any kind; seen: 3."),
        (#""times": {"between": [1, 2]}"#, "Expected 1 to 2 calls of any kind; seen: 3."),
        (#""match": {"operation": "GetVersion"}, "times": 2"#, "Expected 2 calls: operation=GetVersion; seen: 3."),
        (#""sequence": [{}, {"operation": "GetDateTime"}]"#, "  1. any call: seen as /api/requests/1"),
    ])
    func theRefutationIsASentence(claim: String, sentence: String) throws {
        let stage = try AdminStage()
        for _ in 1...3 { stage.xweb("GetVersion") }
        let text = verify(stage, claim).json["error"]?["message"]?.string ?? ""
        #expect(text.split(separator: "\n").contains { $0 == sentence }, "\(text)")
    }

    @Test(arguments: [("GetVersion", [2, 1, 6]), ("xweb.WEBWebUserLogin", [1, 2, 6])])
    func theNearestHaveNearlyTheSameOperation(wanted: String, ids: [Int]) throws {
        let stage = try AdminStage()
        stage.xweb("WEBWebUserLogin_Custom", [("LoginOrEmail", "member@example.org"), ("password", "123")])
        stage.xweb("GetDateTime")
        // The newest entries have no operation.
        for _ in 1...4 { stage.xweb("NoSuchOperation") }
        let nearest = verify(stage, #""match": {"operation": "\#(wanted)"}, "show": 3"#).json["nearest"]?.elements
        #expect(nearest?.map { $0["id"]?.int } == ids)
    }

    @Test func theOrderOfCallsIsChecked() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        stage.changePassword(from: "123", to: "Second-Pass-1")
        stage.xweb("GetDateTime")
        let (version, change, time) = (#"{"operation": "GetVersion"}"#, #"{"action": "change_password"}"#, #"{"operation": "GetDateTime"}"#)
        #expect(
            verify(stage, #""sequence": [\#(version), \#(change), \#(time)], "gapless": true"#).json["requests"]?.elements?.map(\.int) == [
                1, 2, 3,
            ])
        #expect(verify(stage, #""sequence": [\#(version), \#(time)]"#).status == 200)
        #expect(verify(stage, #""sequence": [\#(version), \#(time)], "gapless": true"#).status == 409)
        let wrong = verify(stage, #""sequence": [\#(time), \#(version)]"#)
        #expect(wrong.json["error"]?["message"]?.string?.contains("1. operation=GetDateTime: seen as /api/requests/3") == true)
        #expect(wrong.json["error"]?["message"]?.string?.contains("2. operation=GetVersion: not seen") == true)
    }

    @Test func itWaitsForACallThatComesLater() async throws {
        let stage = try AdminStage()
        let answer = Background { verify(stage, Self.change + #", "within": "20s""#) }
        // The answer cannot come before the call, however long that takes.
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        #expect(answer.value?.status == 200)
    }

    @Test func oneCallTooManyIsSeenWhileItSettles() async throws {
        let stage = try AdminStage()
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        let answer = Background { verify(stage, Self.change + #", "times": 1, "settle": "20s""#) }
        stage.changePassword(from: "wrong-one", to: "Second-Pass-1")
        #expect(answer.value?.json["count"]?.int == 2)
        let never = Background { verify(stage, #""match": {"operation": "GetVersion"}, "times": "never", "within": "20s""#) }
        stage.xweb("GetVersion")
        #expect(never.value?.status == 409)
    }

    @Test func whatMayHaveBeenDroppedIsNotCounted() throws {
        let stage = try AdminStage(limits: .init(entries: 3))
        for _ in 1...5 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        #expect(verify(stage, Self.change + #", "times": 5"#).code == "journal_incomplete")
        #expect(verify(stage, Self.change + #", "times": {"at_least": 3}"#).status == 200, "more than enough are left")
        #expect(verify(stage, Self.change + #", "times": {"at_most": 2}"#).code == "not_verified", "more than allowed are left")
        #expect(verify(stage, Self.change + #", "times": 3, "after": 2"#).status == 200)
        #expect(verify(stage, #""match": {"reason": "wrong_password"}, "times": 5"#).status == 200, "the totals know")
    }

    @Test("It is right at once after each of 10,000 answers, by the totals and by the entries")
    func itIsRightAtOnceAfterEachAnswer() throws {
        let stage = try AdminStage(journal: .messages, limits: Journal.Limits(entries: 200))
        var wrong = 0
        for number in 1...10_000 {
            stage.xweb("GetVersion")
            let all = verify(stage, #""match": {"operation": "GetVersion"}, "times": \#(number)"#).status
            // The entries are looked at less often, because that takes longer.
            let last =
                number % 20 > 0
                ? 200 : verify(stage, #""match": {"operation": "GetVersion", "status": 200}, "after": \#(number - 1), "times": 1"#).status
            if all != 200 || last != 200 { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test(
        "What the level of the journal does not keep is not counted",
        arguments: [
            (Journal.Level.off, #"{"operation": "GetVersion"}"#, "--journal calls"),
            (.calls, #"{"arg.recno": "82457"}"#, "--journal messages"),
            (.calls, #"{"given.recno": "text"}"#, "--journal messages"), (.calls, #"{"notice": "unknown_element"}"#, "--journal messages"),
        ])
    func refusesWhatIsNotKept(level: Journal.Level, match: String, option: String) throws {
        let stage = try AdminStage(journal: level)
        stage.xweb("GetVersion")
        for claim in [#""match": \#(match), "times": "never""#, #""sequence": [{}, \#(match)]"#] {
            let answer = verify(stage, claim)
            #expect(answer.status == 409)
            #expect(answer.code == "journal_incomplete")
            #expect(answer.json["error"]?["message"]?.string?.contains(option) == true)
        }
        #expect(stage.send("GET", "/api/requests/count?arg.recno=82457").code == "journal_incomplete")
    }

    @Test func theLevelOfCallsCountsByFacts() throws {
        let stage = try AdminStage(journal: .calls)
        stage.xweb("GetVersion")
        #expect(verify(stage, #""match": {"operation": "GetVersion", "status": 200}, "times": 1"#).status == 200)
        #expect(stage.send("GET", "/api/requests/count").json["count"]?.int == 1)
    }

    @Test(arguments: [
        (#""match": {"colour": "red"}"#, "/match/colour"), (#""times": -1"#, "/times"), (#""times": "often""#, "/times"),
        (#""times": {}"#, "/times"),
        (#""times": {"between": [2, 1]}"#, "/times"), (#""times": {"between": [2]}"#, "/times"), (#""within": "31s""#, "/within"),
        (#""settle": "soon""#, "/settle"),
        (#""sequence": []"#, "/sequence"), (#""gapless": true"#, "/gapless"), (#""sequence": [{}], "times": 1"#, "/times"),
        (#""match": {"reason": "x"}"#, "/match/reason"),
    ])
    func refusesWhatIsNoClaim(body: String, place: String) throws {
        let answer = verify(try AdminStage(), body)
        #expect(answer.status == 422)
        #expect(answer.place == place)
    }
}
