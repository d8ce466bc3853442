import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Answers that name their entry in the journal and the reason")
struct RevealTests {
    private func revealed(_ response: HTTPResponse) -> [String?] {
        [response.fields.first("X-Understudy-Request"), response.fields.first("X-Understudy-Reason")]
    }

    @Test func doSoWhereTheSiteWantsIt() throws {
        let stage = try AdminStage()
        #expect(revealed(stage.changePassword(from: "wrong", to: "Longer-1")) == [nil, nil])
        #expect(stage.send("PATCH", "/api/sites/default", #"{"settings": {"reveal": true}}"#).status == 200)
        let refused = stage.changePassword(from: "wrong", to: "Longer-1")
        let entry = try #require(stage.entries("system=xweb").last)
        #expect(revealed(refused) == [entry["id"]?.int.map { String($0) }, "wrong_password"])
        #expect(entry["reason"]?["code"]?.string ?? entry["reason"]?.string == "wrong_password")
        let unknown = stage.systems.response("GET", "/nothing/here", [], body: "")
        #expect(unknown.fields.first("X-Understudy-Reason") == "unknown_address")
        let done = stage.changePassword(from: "123", to: "Longer-1")
        #expect(done.fields.first("X-Understudy-Request") != nil && !done.fields.contains("X-Understudy-Reason"))
        stage.send("PATCH", "/api/sites/default", #"{"settings": {"reveal": null}}"#)
        #expect(revealed(stage.changePassword(from: "wrong", to: "Longer-2")) == [nil, nil])
    }

    @Test func nameNoEntryIfNoneIsKept() throws {
        let stage = try AdminStage(journal: .off)
        stage.send("PATCH", "/api/sites/default", #"{"settings": {"reveal": true}}"#)
        #expect(revealed(stage.changePassword(from: "wrong", to: "Longer-1")) == [nil, "wrong_password"])
    }

    @Test("let a page of another origin read both fields, where it may read the answer", arguments: [true, false])
    func acrossOrigins(isTrusted: Bool) throws {
        let stage = try AdminStage()
        let settings = isTrusted ? #""luminate": {"allowed_origins": ["app.example"]}, "# : #""luminate": {"allowed_origins": []}, "#
        #expect(stage.send("PATCH", "/api/sites/default", "{\"settings\": {\(settings)\"reveal\": true}}").status == 200)
        let fields = [(name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Origin", value: "https://app.example")]
        let body = "method=login&api_key=open&v=1.0&user_name=x&password=y"
        let answer = stage.systems.response("POST", "/site/CRConsAPI", fields, body: body)
        #expect(answer.fields.contains("Access-Control-Allow-Origin") == isTrusted)
        #expect(revealed(answer).allSatisfy { $0 != nil })
        let exposed = answer.fields.first("Access-Control-Expose-Headers")
        #expect(exposed == (isTrusted ? "X-Understudy-Request, X-Understudy-Reason" : nil))
    }
}
