import Calls
import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Fault rules")
struct FaultEffectTests {
    private func stage(_ rule: String, isRemote: Bool = false) throws -> AdminStage {
        let stage = try AdminStage(isRemote: isRemote)
        let added = stage.send("POST", "/api/faults", rule)
        try #require(added.status == 201, "\(added.text)")
        return stage
    }

    @Test("lose the answer to a change that is made, and the journal says so")
    func lostAnswer() throws {
        let stage = try stage(
            #"{"name": "lost", "when": {"account": "recno:82457"}, "do": {"lose_answer": {"by": "reset"}}, "times": 1}"#)
        #expect(stage.changePassword(from: "123", to: "12345678").delivery?.extent == .nothing(.reset))
        // It was made: the old password is wrong now, and the rule is spent.
        #expect(stage.changePassword(from: "123", to: "12345679").delivery == nil)
        #expect(stage.entries("rule=lost").count == 1)
        #expect(stage.entries("rule=lost").first?["outcome"]?.string == "ok")
        #expect(stage.entries("reason=wrong_password").count == 1)
        let rule = stage.send("GET", "/api/faults/lost").json
        #expect(rule["state"]?.string == "spent")
        #expect(rule["fired"]?.int == 1 && rule["left"]?.int == 0)
    }

    @Test("know the account of a call over a remote store too, whether they drop or delay it", arguments: ["drop", "delay"])
    func accountOverRemoteStore(effect: String) throws {
        let what = effect == "drop" ? #"{"drop": {}}"# : #"{"delay": "1ms"}"#
        let stage = try stage(#"{"name": "a", "when": {"account": "recno:82457"}, "do": \#(what)}"#, isRemote: true)
        let answer = stage.changePassword(from: "123", to: "12345678")
        #expect((answer.delivery?.extent == .nothing(.close)) == (effect == "drop"))
        #expect(answer.text.contains(">true<") == (effect == "delay"))
        #expect(stage.entries("rule=a").count == 1)
        // Another account's call, and one that names none, are left alone.
        #expect(stage.archerSignIn("sysadmin", "Sysadmin-1"))
        #expect(stage.xweb("TestConnection").status == 200)
        #expect(stage.send("GET", "/api/faults/a").json["fired"]?.int == 1)
    }

    @Test("drop a call before anything is done")
    func drop() throws {
        let stage = try stage(#"{"name": "d", "do": {"drop": {}}, "times": 1}"#)
        #expect(stage.changePassword(from: "123", to: "12345678").delivery?.extent == .nothing(.close))
        #expect(stage.entries("outcome=injected").first?["rule"]?.string == "d")
        #expect(stage.changePassword(from: "123", to: "12345678").text.contains(">true<"))
    }

    @Test(
        "answer the vendor's own errors, in its words",
        arguments: [
            ("invalid_token", 500, "Invalid Token Value"), ("locked", 500, "Credentials Locked Out"),
            ("wrong_credentials", 500, "Invalid Credentials Supplied"), ("busy", 503, "too busy"),
            ("maintenance", 500, "down for maintenance"), ("failed", 500, "Unexpected error"),
        ])
    func vendorErrors(name: String, status: Int, text: String) throws {
        let stage = try stage(#"{"do": {"vendor_error": "\#(name)"}, "when": {"system": "xweb"}}"#)
        let answer = stage.xweb("TestConnection")
        #expect(answer.status == status)
        #expect(answer.text.contains(text), "\(answer.text)")
        #expect(stage.entries().last?["reason"]?["code"]?.string == "injected")
        #expect(stage.archerSignIn("sysadmin", "Sysadmin-1"))
    }

    @Test("answer maintenance in the words of each system")
    func maintenance() throws {
        let stage = try stage(#"{"do": {"vendor_error": "maintenance"}}"#)
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let archer = stage.systems.response(
            "POST", "/ws/general.asmx/CreateUserSessionFromInstance", form,
            body: "userName=sysadmin&instanceName=Default&password=Sysadmin-1")
        #expect(archer.status == 500 && archer.text.contains("down for maintenance"), "\(archer.text)")
        let json = [(name: "Content-Type", value: "application/json")]
        let rest = stage.systems.response(
            "POST", "/api/core/security/login", json,
            body: #"{"InstanceName": "Default", "Username": "sysadmin", "Password": "Sysadmin-1"}"#)
        #expect(rest.status == 503, "\(rest.status) \(rest.text)")
        let luminate = stage.systems.response(
            "POST", "/site/SRConsAPI", form,
            body: "method=getUser&api_key=open&v=1.0&cons_id=1000121&login_name=apiadmin&login_password=api-secret")
        #expect(luminate.status == 503 && luminate.text.contains("Unable to process request."), "\(luminate.text)")
        #expect(stage.entries().allSatisfy { $0["reason"]?["code"]?.string == "injected" && $0["outcome"]?.string == "injected" })
        #expect(stage.entries().count == 3)
    }

    @Test("answer a SOAP fault in the call's version, and leave other bindings alone")
    func soapFault() throws {
        let stage = try stage(#"{"do": {"soap_fault": {"code": "sender", "text": "No <tea>", "detail": "none", "status": 400}}}"#)
        let fault = stage.xweb("TestConnection")
        #expect(fault.status == 400)
        #expect(fault.text.contains("Client</faultcode><faultstring>No &lt;tea&gt;"), "\(fault.text)")
        #expect(fault.text.contains("<Message>none</Message>"))
        #expect(stage.archerSignIn("sysadmin", "Sysadmin-1"))
    }

    @Test("answer any status and pages for people")
    func answers() throws {
        let stage = try stage(
            #"{"do": {"http_status": {"status": 429, "body": "slow down", "headers": {"Retry-After": "7"}}}, "times": 1}"#)
        stage.send("POST", "/api/faults", #"{"do": {"html_page": {"page": "gateway_error"}}, "times": 1}"#)
        stage.send("POST", "/api/faults", #"{"do": {"html_page": {"page": "sign_in", "status": 302}}}"#)
        let first = stage.xweb("TestConnection")
        #expect(first.status == 429 && first.text == "slow down" && first.fields.first("Retry-After") == "7")
        #expect(stage.xweb("TestConnection").status == 502)
        let page = stage.xweb("TestConnection")
        #expect(page.status == 302 && page.fields.first("Location") == "/login")
    }

    @Test("end a session, so that the call and the next ones meet it", arguments: ["end_session", "expire_token"])
    func sessions(change: String) throws {
        let stage = try stage(#"{"do": "\#(change)", "times": 1}"#)
        #expect(stage.changePassword(from: "123", to: "12345678").text.contains("Invalid Token Value"))
        #expect(stage.changePassword(from: "123", to: "12345678").text.contains("Invalid Token Value"))
        #expect(stage.entries("rule=fault-1").count == 1)
        #expect(stage.entries("outcome=refused").count == 2)
    }

    @Test("lock the account that a sign-in is about")
    func lock() throws {
        let stage = try stage(#"{"do": "lock_account", "when": {"action": "sign_in", "account": "user_name:sysadmin"}, "times": 1}"#)
        #expect(!stage.archerSignIn("sysadmin", "Sysadmin-1"))
        #expect(!stage.archerSignIn("sysadmin", "Sysadmin-1"))
        #expect(stage.entries("reason=locked").count == 2)
    }

    @Test("cut, slow and hold an answer whose operation ran")
    func deliveries() throws {
        let stage = try stage(#"{"do": {"truncate": {"bytes": 10}}, "times": 1}"#)
        stage.send("POST", "/api/faults", #"{"do": {"truncate": {}}, "times": 1}"#)
        stage.send("POST", "/api/faults", #"{"do": {"slow_body": {"bytes_per_second": 50}}, "times": 1}"#)
        stage.send("POST", "/api/faults", #"{"do": {"delay": {"min": "20ms", "at": "after"}}}"#)
        #expect(stage.xweb("TestConnection").delivery?.extent == .first(10))
        let half = stage.xweb("TestConnection")
        #expect(half.delivery?.extent == .first(half.body.count / 2))
        let slow = stage.xweb("TestConnection")
        #expect(slow.delivery?.bytesPerSecond == 50)
        #expect(slow.delivery?.delay == .milliseconds(20))
        #expect(stage.entries("outcome=ok").count == 3)
    }

    @Test("add the delays of all rules before the operation runs, and hold no thread")
    func delays() throws {
        let stage = try stage(#"{"do": {"delay": "300ms"}}"#)
        stage.send("POST", "/api/faults", #"{"do": {"delay": {"min": "100ms", "max": "200ms"}}}"#)
        guard case .later(let wait, _, _) = stage.systems.answer(stage.xwebRequest("TestConnection")) else {
            Issue.record("it was answered at once")
            return
        }
        #expect(wait.delay >= .milliseconds(400) && wait.delay <= .milliseconds(500))
    }

    @Test("damage an answer", arguments: ["not_xml", "wrong_namespace", "empty_200", "wrong_charset", "duplicate_header"])
    func damage(how: String) throws {
        let stage = try stage(#"{"do": {"garble": {"how": "\#(how)"}}}"#)
        let answer = stage.xweb("TestConnection")
        switch how {
        case "empty_200": #expect(answer.status == 200 && answer.body.isEmpty)
        case "wrong_namespace": #expect(answer.text.contains("urn:another:envelope"))
        case "wrong_charset": #expect(answer.fields.first("Content-Type") == "text/xml; charset=utf-16")
        case "duplicate_header": #expect(answer.fields.all("Content-Type").count == 2)
        default: #expect(!answer.text.contains("Envelope"))
        }
    }

    @Test("apply to the calls of a window only")
    func window() throws {
        let stage = try stage(#"{"when": {"operation": "xweb.TestConnection", "call": {"from": 2, "count": 2}}, "do": {"drop": {}}}"#)
        #expect((1...5).map { _ in stage.xweb("TestConnection").delivery != nil } == [false, true, true, false, false])
        #expect(stage.xweb("GetVersion").delivery == nil)
        #expect(stage.send("GET", "/api/faults/fault-1").json["matched"]?.int == 5)
    }

    @Test("make the same decisions with the same seed, and none with a probability of 0")
    func probability() throws {
        func decisions(_ rule: String) throws -> [Bool] {
            let stage = try stage(rule)
            return (0..<60).map { _ in stage.xweb("TestConnection").delivery != nil }
        }
        let first = try decisions(#"{"do": {"drop": {}}, "probability": 0.5, "seed": 7}"#)
        #expect(try decisions(#"{"do": {"drop": {}}, "probability": 0.5, "seed": 7}"#) == first)
        #expect(try decisions(#"{"do": {"drop": {}}, "probability": 0.5, "seed": 8}"#) != first)
        #expect((15...45).contains(first.filter { $0 }.count))
        #expect(try !decisions(#"{"do": {"drop": {}}, "probability": 0}"#).contains(true))
        #expect(try !decisions(#"{"do": {"drop": {}}, "times": 0}"#).contains(true))
    }

    @Test("are about one site, one caller and one binding")
    func conditions() throws {
        let stage = try stage(#"{"do": {"drop": {}}, "when": {"caller": ["10.0.0.0/8", "::1"]}}"#)
        #expect(stage.xweb("TestConnection").delivery == nil)
        stage.send("PUT", "/api/faults/fault-1", #"{"do": {"drop": {}}, "when": {"caller": "127.0.0.0/30", "binding": "!soap11"}}"#)
        #expect(stage.xweb("TestConnection").delivery == nil)
        stage.send("PUT", "/api/faults/fault-1", #"{"do": {"drop": {}}, "when": {"caller": "127.0.0.0/30", "binding": "soap11"}}"#)
        #expect(stage.xweb("TestConnection").delivery != nil)
        #expect(stage.send("POST", "/api/sites", #"{"name": "acme"}"#).status == 201)
        #expect(stage.xweb("TestConnection", site: "acme").delivery == nil)
    }

    @Test("never reach health checks")
    func health() throws {
        let stage = try stage(#"{"do": {"drop": {}}}"#)
        #expect(stage.systems.response("GET", "/livez").delivery == nil)
        #expect(stage.systems.response("GET", "/readyz").status == 200)
    }
}
