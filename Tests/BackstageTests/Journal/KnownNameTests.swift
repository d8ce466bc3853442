import HTTP
import JSON
import TestSupport
import Testing

/// A name that no call can have would make "never" true for nothing, and a fault rule that meets nothing.
@Suite("Names in filters and fault rules")
struct KnownNameTests {
    /// The names that no call can have, and what is said about each.
    static let mistakes: [(name: String, value: String, words: String)] = [
        ("system", "lumintae", #"there is no such system; did you mean "luminate"?"#), ("system", "!xwb", #"did you mean "xweb"?"#),
        ("system", "salesforce", "there is no such system; there are xweb, archer, luminate"),
        ("operation", "WEBWebUserChangePasword", #"there is no such operation; did you mean "WEBWebUserChangePassword"?"#),
        ("operation", "xweb.webWebUserChangePasword", #"did you mean "xweb.WEBWebUserChangePassword"?"#),
        ("operation", "archer.WEBWebUserChangePassword", "there is no such operation"),
        ("operation", "archer.acesscontrol.ChangePassword", #"did you mean "archer.accesscontrol.ChangePassword"?"#),
        ("operation", "Nothing", "understudy operations lists them"), ("operation", "", "there is no such operation"),
        ("service", "nope", "there are netForumXML, "), ("service", "CRConsApi2", #"did you mean "CRConsAPI"?"#),
        ("account", "recnoo:1", #"there is no name "recnoo"; did you mean "recno"?"#),
        ("account", "!archer.recno:1", "there is no name \"archer.recno\""), ("account", "82457x", "must be an account's number"),
        ("action", "sign_im", #"did you mean "sign_in"?"#), ("binding", "soap13", #"did you mean "soap11"?"#),
    ]

    @Test(arguments: mistakes)
    func areRefusedInFilters(name: String, value: String, words: String) throws {
        let stage = try AdminStage()
        let claim = stage.send("POST", "/api/requests/verify", #"{"match": {"\#(name)": "\#(value)"}, "times": "never"}"#)
        #expect(claim.status == 422)
        #expect(claim.place == "/match/\(name)")
        #expect(claim.json["error"]?["message"]?.string?.contains(words) == true, "\(claim.bodyText)")
        let list = stage.send("GET", "/api/requests?\(name)=\(value)")
        #expect(list.status == 422)
        #expect(list.place == "?\(name)")
    }

    @Test(arguments: mistakes)
    func areRefusedInFaultRules(name: String, value: String, words: String) throws {
        let answer = try AdminStage().send("POST", "/api/faults", #"{"do": {"drop": {}}, "when": {"\#(name)": "\#(value)"}}"#)
        #expect(answer.status == 422)
        #expect(answer.place == "/when/\(name)")
        #expect(answer.json["error"]?["message"]?.string?.contains(words) == true, "\(answer.bodyText)")
    }

    @Test(
        "of everything that a call can name are taken",
        arguments: [
            ("system", "XWEB"), ("system", "archer"), ("service", "netForumXML"), ("service", "search"), ("service", "rest"),
            ("service", "SRConsAPI"), ("operation", "webwebuserchangepassword"), ("operation", "xweb.netForumXML.GetVersion"),
            ("operation", "luminate.CRConsAPI.changePassword"), ("operation", "archer.accesscontrol.ChangePassword"),
            ("account", "17"), ("account", "!xweb.recno:82457"), ("account", "user_name:bob"), ("account", "Recno:82457"),
        ])
    func known(name: String, value: String) throws {
        let stage = try AdminStage()
        #expect(stage.send("GET", "/api/requests?\(name)=\(value)").status == 200)
        #expect(stage.send("POST", "/api/faults", #"{"do": {"drop": {}}, "when": {"\#(name)": "\#(value)"}}"#).status == 201)
    }

    @Test(
        "of what is no call are for the journal alone",
        arguments: [("system", "backstage"), ("operation", "reset"), ("operation", "backstage.mark")])
    func events(name: String, value: String) throws {
        let stage = try AdminStage()
        #expect(stage.send("GET", "/api/requests?\(name)=\(value)").status == 200)
        #expect(stage.send("POST", "/api/faults", #"{"do": {"drop": {}}, "when": {"\#(name)": "\#(value)"}}"#).place == "/when/\(name)")
    }

    @Test("in the one-line filter are checked like the others")
    func oneLine() throws {
        let answer = try AdminStage().send("GET", "/api/requests?q=op:GetVersoin%20is:refused")
        #expect(answer.place == "?operation")
        #expect(answer.json["error"]?["message"]?.string?.contains(#"did you mean "GetVersion"?"#) == true)
    }

    /// Every operation of the description is one that a filter takes, in all forms.
    @Test("are those of the list of operations")
    func catalogue() throws {
        let stage = try AdminStage()
        let services = stage.send("GET", "/api/operations").json["services"]?.elements ?? []
        let names = services.flatMap { service in (service["operations"]?.elements ?? []).compactMap { $0["name"]?.string } }
        #expect(names.count > 100)
        for start in stride(from: 0, to: names.count, by: 100) {
            let some = JSON.array(names[start..<min(start + 100, names.count)].map { .string($0) })
            let body = String(decoding: JSON.object([.init("match", .object([.init("operation", some)]))]).bytes, as: UTF8.self)
            #expect(stage.send("POST", "/api/requests/verify", body).code == "not_verified")
        }
    }
}
