import Accounts
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("authenticateUser")
struct AuthenticateUserTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private func authenticate(_ fields: KeyValuePairs<String, String>, in stage: Stage? = nil) -> Reply {
        (stage ?? self.stage).post(.client, Form("authenticateUser", fields))
    }

    @Test(arguments: Luminate.Servlet.allCases)
    func answersTheVendorsXML(_ servlet: Luminate.Servlet) throws {
        let stage = try Stage { $0.authenticateUserGivesTokens = false }
        let form = Form("authenticateUser", ["last_name": "Sample", "member_id": "100234"])
        let reply = stage.post(servlet, form.adding(["login_name": "apiadmin", "login_password": "api-secret"]))
        #expect(reply.status == 200)
        // The sample's own signature was made with a key nobody knows; this one is MD5 of 1001002, 1454341434 and demo-secret.
        #expect(
            reply.text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <loginResponse xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" \
                xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <cons_id>1001002</cons_id>
                  <timestamp>1454341434</timestamp>
                  <signature>1c72a35797d8c83b44331ba124708041</signature>
                  <token xsi:nil="true"/>
                  <nonce xsi:nil="true"/>
                  <JSESSIONID xsi:nil="true"/>
                  <routing_id xsi:nil="true"/>
                </loginResponse>
                """)
    }

    @Test(arguments: Luminate.Servlet.allCases)
    func answersTheVendorsJSON(_ servlet: Luminate.Servlet) throws {
        let stage = try Stage { $0.authenticateUserGivesTokens = false }
        let form = Form("authenticateUser", ["last_name": "Sample", "member_id": "100234", "response_format": "json"])
        let reply = stage.post(servlet, form.adding(["login_name": "apiadmin", "login_password": "api-secret"]))
        #expect(
            reply.text == #"{"loginResponse":{"routing_id":null,"timestamp":"1454341434","JSESSIONID":null,"nonce":null,"token":null,"#
                + #""cons_id":"1001002","signature":"1c72a35797d8c83b44331ba124708041"}}"#)
    }

    @Test func signsWithSHA1WhereTheSiteChoseIt() throws {
        let reply = authenticate(["last_name": "Sample", "member_id": "100234"], in: try Stage { $0.digest = .sha1 })
        #expect(reply.element("signature") == "5f05653600370881e07cf5b56ef9babca96eaeb7")
    }

    @Test func logsTheSessionInOnTheClientServletOnly() throws {
        let reply = authenticate(["last_name": "sample", "member_id": "100234"])
        let cookie = try #require(reply.cookie)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).element("cons_id") == "1001002")
        let other = stage.postAsAdministrator("authenticateUser", ["last_name": "Sample", "member_id": "100234"])
        #expect(other.header("Set-Cookie") == nil)
    }

    @Test func refusesWhenNoColumnIsFlagged() throws {
        let reply = authenticate(["last_name": "Sample", "member_id": "100234"], in: try Stage { $0.authenticationColumns = [] })
        #expect(reply.status == 403)
        #expect(reply.code == 33)
        #expect(reply.element("message") == "No fields are configured to support authentication.")
        #expect(!reply.waited)
    }

    @Test(arguments: [["last_name": "Sample"], ["member_id": "100234"], [:], ["last_name": "", "member_id": "100234"]])
    func refusesAMissingColumn(_ fields: [String: String]) throws {
        var form = Form("authenticateUser")
        for (name, value) in fields { form = form.adding([name: value]) }
        let reply = stage.post(.client, form)
        #expect(reply.code == 10)
        #expect(!reply.waited)
    }

    @Test func takesAnyOneColumnWhereTheSiteSaysSo() throws {
        let stage = try Stage {
            $0.authenticationColumns = ["primary_email", "last_name"]
            $0.requiresAllAuthenticationColumns = false
        }
        #expect(authenticate(["primary_email": "DONOR@example.org"], in: stage).element("cons_id") == "1000121")
        #expect(authenticate(["primary_email": "donor@example.org", "last_name": "Sample"], in: stage).code == 16)
        #expect(authenticate([:], in: stage).code == 10)
    }

    @Test(arguments: [("Sample", "100235"), ("Simple", "100234"), ("Twin", "100234"), ("Sample", "TWIN")])
    func refusesWhatMatchesNobody(_ name: String, memberID: String) throws {
        let reply = authenticate(["last_name": name, "member_id": memberID])
        #expect(reply.status == 403)
        #expect(reply.code == 16)
        #expect(reply.cookie == nil)
    }

    @Test func refusesWhatMatchesSeveral() throws {
        #expect(authenticate(["last_name": "Twin", "member_id": "TWIN"]).code == 8)
        let other = try Stage { $0.severalMatchesCode = .updateMatchedSeveral }
        #expect(authenticate(["last_name": "Twin", "member_id": "TWIN"], in: other).code == 15)
    }

    @Test func refusesADisabledRecord() throws {
        try stage.add(#"{"cons_id": "1000140", "member_id": "X", "columns": {"last_name": "Gone"}}"#, status: .disabled)
        #expect(authenticate(["last_name": "Gone", "member_id": "X"]).code == 16)
    }

    private static let administrators = [#""administrator": true"#, #""api_administrator": true"#]

    @Test(
        "An administrator is never found without a password: the answer and the work are those for values that nobody has",
        arguments: administrators, Luminate.Servlet.allCases)
    func administrator(_ mark: String, _ servlet: Luminate.Servlet) throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store) { $0.authenticateUserGivesTokens = true }
        try stage.add(
            #"{"cons_id": "1000003", "member_id": "M1000003", "columns": {"last_name": "Chief"}, \#(mark)}"#, password: "chief-secret")
        func attempt(_ name: String) -> (reply: Reply, reads: Int, writes: Int, line: String?) {
            let (reads, writes) = (store.reads, store.writes)
            let form = Form("authenticateUser", ["last_name": name, "member_id": "M1000003"])
                .adding(["login_name": "apiadmin", "login_password": "api-secret"])
            let reply = stage.post(servlet, form)
            return (reply, store.reads - reads, store.writes - writes, stage.log.all.last)
        }
        // The API administrator's address is written down once, and what the store says is remembered then.
        for _ in 0..<2 { _ = attempt("Nobody") }
        let (found, unknown) = (attempt("Chief"), attempt("Nobody"))
        #expect(found.reply.status == 403 && found.reply.code == 16)
        #expect(found.reply.text == unknown.reply.text && found.reply.cookie == nil)
        #expect(found.line == unknown.line)
        #expect(found.reads == unknown.reads && found.writes == unknown.writes)
        #expect(unknown.reads > 0)
    }

    @Test("An administrator or a disabled record with a constituent's values does not hide the constituent")
    func namesakes() throws {
        for (index, mark) in ([#""administrator": false"#] + Self.administrators).enumerated() {
            let values = #""member_id": "100234", "columns": {"last_name": "Sample"}"#
            try stage.add(#"{"cons_id": "100100\#(5 + index)", \#(values), \#(mark)}"#, status: index == 0 ? .disabled : .active)
        }
        #expect(authenticate(["last_name": "Sample", "member_id": "100234"]).element("cons_id") == "1001002")
    }

    @Test func tellsOneOfManyNamesakesByTheOtherColumn() throws {
        for index in 0..<501 {
            try stage.add(#"{"cons_id": "2\#(1000 + index)", "member_id": "N\#(index)", "columns": {"last_name": "Namesake"}}"#)
        }
        #expect(authenticate(["last_name": "Namesake", "member_id": "N500"]).element("cons_id") == "21500")
        let stage = self.stage
        #expect(authenticate(["last_name": "Namesake", "member_id": "N1000"], in: stage).code == 16)
    }

    @Test func countsValuesThatTooManyShareAsSeveralMatches() throws {
        let stage = try Stage { $0.authenticationColumns = ["last_name"] }
        for index in 0..<501 { try stage.add(#"{"cons_id": "2\#(1000 + index)", "columns": {"last_name": "Namesake"}}"#) }
        #expect(authenticate(["last_name": "Namesake"], in: stage).code == 8)
    }
}
