import Calls
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Fault rules in the admin API")
struct FaultRouteTests {
    @Test("are added, listed, shown, switched, replaced and removed")
    func lifecycle() throws {
        let stage = try AdminStage()
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
        let added = stage.send("POST", "/api/faults", #"{"name": "one % two", "do": {"delay": "5ms"}, "times": 2}"#)
        #expect(added.status == 201)
        #expect(added.fields.first("Location") == "/api/faults/one%20%25%20two")
        #expect(added.json["left"]?.int == 2)
        #expect(stage.send("POST", "/api/faults", #"{"name": "one % two", "do": {"delay": "5ms"}}"#).code == "fault_exists")
        #expect(stage.send("POST", "/api/faults", #"{"do": "end_session"}"#).json["name"]?.string == "fault-2")
        #expect(stage.send("GET", "/api/faults/one%20%25%20two").json["do"]?["delay"]?.string == "5ms")
        #expect(stage.send("PATCH", "/api/faults/fault-2", #"{"enabled": false}"#).json["state"]?.string == "disabled")
        #expect(stage.send("PUT", "/api/faults/fault-2", #"{"do": {"drop": {}}}"#).json["state"]?.string == "active")
        #expect(stage.send("DELETE", "/api/faults/fault-2").status == 204)
        #expect(stage.send("DELETE", "/api/faults/fault-2").code == "unknown_fault")
        let list = #"{"faults": [{"name": "a", "do": {"drop": {}}}, {"name": "b", "do": {"vendor_error": "busy"}}]}"#
        #expect(stage.send("PUT", "/api/faults", list).json["faults"]?.elements?.count == 2)
        #expect(stage.send("PUT", "/api/faults", list).json["faults"]?.elements?.count == 2)
        #expect(stage.send("DELETE", "/api/faults").status == 204)
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
    }

    @Test("of another site are at the address in Location, whether the body or the address names the site")
    func otherSite() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "one"}"#).status == 201)
        let added = stage.send("POST", "/api/faults", #"{"site": "one", "name": "a", "do": {"drop": {}}}"#)
        let location = try #require(added.fields.first("Location"))
        #expect(location == "/api/faults/a?site=one")
        #expect(stage.send("GET", location).json["name"]?.string == "a")
        #expect(stage.send("PATCH", location, #"{"enabled": false}"#).json["state"]?.string == "disabled")
        #expect(stage.send("PUT", location, #"{"do": {"drop": {}}}"#).json["state"]?.string == "active")
        #expect(stage.send("POST", "/api/faults?site=one", #"{"name": "b", "do": {"drop": {}}}"#).status == 201)
        #expect(stage.send("GET", "/api/faults?site=one").json["faults"]?.elements?.count == 2)
        #expect(stage.send("PUT", "/api/faults?site=one", #"{"faults": []}"#).status == 200)
        #expect(stage.send("GET", "/api/faults?site=one").json["faults"]?.elements?.isEmpty == true)
        #expect(stage.send("PUT", "/api/faults?site=one", #"{"site": "default", "faults": []}"#).place == "/site")
        #expect(stage.send("PUT", "/api/faults?site=gone", #"{"faults": []}"#).code == "unknown_site")
    }

    @Test(
        "are refused at the place of the mistake",
        arguments: [
            (#"{"do": {}}"#, "/do"), (#"{"do": {"drop": {}, "delay": "1s"}}"#, "/do"), (#"{"do": {"delay": "11m"}}"#, "/do/delay"),
            (#"{"do": {"delay": {"min": "2s", "max": "1s"}}}"#, "/do/delay/max"),
            (#"{"do": {"drop": {"for": "1s"}}}"#, "/do/drop/for"), (#"{"do": {"drop": {}}, "probability": 1.5}"#, "/probability"),
            (#"{"do": {"drop": {}}, "when": {"caller": "home"}}"#, "/when/caller"),
            (#"{"do": {"drop": {}}, "when": {"binding": "soap13"}}"#, "/when/binding"), (#"{"do": {"drop": {}}, "for": "8d"}"#, "/for"),
            (#"{"do": {"http_status": {"status": 500, "headers": {"a b": "c"}}}}"#, "/do/http_status/headers"),
            (#"{"do": {"drop": {}}, "name": ""}"#, "/name"),
        ])
    func refused(body: String, place: String) throws {
        let refusal = try AdminStage().send("POST", "/api/faults", body)
        #expect(refusal.status == 422)
        #expect(refusal.place == place)
    }

    @Test(
        "are refused with the right form of what was given",
        arguments: [
            (#"{"do": {"drop": "reset"}}"#, "/do/drop", #"an object such as {"by":"reset"} is needed, not a string"#),
            (#"{"do": {"http_status": 429}}"#, "/do/http_status", #"an object such as {"status":429} is needed, not a number"#),
            (#"{"do": {"html_page": "sign_in"}}"#, "/do/html_page", #"an object such as {"page":"sign_in"} is needed, not a string"#),
            (#"{"do": {"drop": "hunter2"}}"#, "/do/drop", "an object is needed, not a string"),
            (#"{"do": {"soap_fault": "sender"}}"#, "/do/soap_fault", "an object is needed, not a string"),
            (#"{"do": {"drop": {}}, "for": 60}"#, "/for", #"a string such as "1h" is needed, not a number"#),
            (#"{"do": {"delay": 5}}"#, "/do/delay", #"a string such as "1h" or an object is needed, not a number"#),
        ])
    func rightForm(body: String, place: String, words: String) throws {
        let refusal = try AdminStage().send("POST", "/api/faults", body)
        #expect(refusal.place == place)
        #expect(refusal.json["error"]?["message"]?.string == words)
    }

    @Test("name their site, which must be there")
    func sites() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/faults", #"{"site": "none", "do": {"drop": {}}}"#).code == "unknown_site")
        #expect(stage.send("PUT", "/api/faults/a", #"{"site": "none", "do": {"drop": {}}}"#).place == "/site")
        #expect(stage.send("GET", "/api/faults?site=none").status == 404)
        #expect(stage.send("POST", "/api/sites", #"{"name": "acme"}"#).status == 201)
        #expect(stage.send("PUT", "/api/faults/a", #"{"site": "acme", "do": {"drop": {}}}"#).status == 200)
        #expect(stage.send("GET", "/api/faults/a").status == 404)
        #expect(stage.send("DELETE", "/api/faults/a?site=acme").status == 204)
    }

    @Test("are test controls, but can always be read")
    func testControls() throws {
        let stage = try AdminStage(allowsTestControls: false)
        let rule = #"{"do": {"drop": {}}}"#
        for (method, path, body) in [
            ("POST", "/api/faults", rule), ("PUT", "/api/faults", #"{"faults": []}"#), ("PUT", "/api/faults/a", rule),
            ("PATCH", "/api/faults/a", #"{"enabled": true}"#), ("DELETE", "/api/faults", nil), ("DELETE", "/api/faults/a", nil),
        ] as [(String, String, String?)] {
            #expect(stage.send(method, path, body).code == "test_controls_off", "\(method) \(path)")
        }
        #expect(stage.send("GET", "/api/faults").status == 200)
    }

    @Test("are at most a hundred, and one too many changes nothing")
    func limit() throws {
        let stage = try AdminStage()
        for _ in 0..<100 { #expect(stage.send("POST", "/api/faults", #"{"do": {"drop": {}}, "enabled": false}"#).status == 201) }
        #expect(stage.send("POST", "/api/faults", #"{"do": {"drop": {}}}"#).code == "too_many_faults")
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.count == 100)
    }

    @Test("go with a reset unless they are kept")
    func reset() throws {
        let stage = try AdminStage()
        stage.send("POST", "/api/faults", #"{"name": "a", "do": {"vendor_error": "failed"}}"#)
        #expect(stage.send("POST", "/api/reset", #"{"keep": ["faults"]}"#).status == 200)
        #expect(stage.xweb("TestConnection").status == 500)
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
        #expect(stage.xweb("TestConnection").status == 200)
    }
}
